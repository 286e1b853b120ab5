//! One service order and its state machine.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::apiv3::refusal::{Code, Refusal, reason};
use crate::clock::compact;
use crate::gateway::Gateway;

/// How long an order waits for the user, in seconds. Newer pages say thirty days.
const UNCONFIRMED: i64 = 3_600;
/// How long a registered deduction can be used, in seconds.
const DEDUCTION: i64 = 86_400;

pub(super) struct ServiceOrder {
    /// The body that created it; a repetition must equal it.
    pub(super) request: Value,
    /// Whether it was created by the endpoint for payment on delivery.
    pub(super) on_delivery: bool,
    pub(super) order_id: String,
    /// What the user's client hands back to the merchant's page.
    pub(super) query_id: String,
    /// For the client, while the user has not confirmed.
    pub(super) package: Option<String>,
    created: i64,
    pub(super) state: State,
    /// Members that are told as they are; completing and modifying replace some.
    pub(super) shown: Map<String, Value>,
    pub(super) total: Option<i64>,
    /// The last body of each change that was made; a repetition must equal it.
    changes: BTreeMap<&'static str, Value>,
    /// All that were registered, the latest last.
    pub(super) deductions: Vec<Deduction>,
    pub(super) collected: Option<Collected>,
    /// The user, if the merchant did not name one.
    pub(super) confirmed_by: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Created,
    /// `DOING`, `USER_CONFIRM`.
    Serving,
    /// `DOING`, `MCH_COMPLETE`.
    Completed,
    Done,
    Revoked,
    Expired,
}

/// A payment that the clearing house may ask for.
pub(super) struct Deduction {
    pub(super) out_trade_no: String,
    pub(super) description: String,
    /// Unix seconds.
    pub(super) at: i64,
    pub(super) used: bool,
}

/// How the money came.
pub(super) struct Collected {
    /// Of a payment through WeChat Pay; one that the merchant reported has none.
    pub(super) transaction_id: Option<String>,
    /// `yyyyMMddHHmmss`.
    pub(super) paid_time: String,
}

impl State {
    pub(super) fn words(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Created => ("CREATED", None),
            Self::Serving => ("DOING", Some("USER_CONFIRM")),
            Self::Completed => ("DOING", Some("MCH_COMPLETE")),
            Self::Done => ("DONE", None),
            Self::Revoked => ("REVOKED", None),
            Self::Expired => ("EXPIRED", None),
        }
    }

    /// Both words at once.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Serving => "DOING (USER_CONFIRM)",
            Self::Completed => "DOING (MCH_COMPLETE)",
            other => other.words().0,
        }
    }

    /// Why nothing can be done to an order in this state.
    pub(super) fn refusal(self) -> Refusal {
        let code = match self {
            Self::Revoked => Code::OrderCanceled,
            Self::Done => Code::OrderDone,
            Self::Created | Self::Serving | Self::Completed | Self::Expired => Code::InvalidOrderState,
        };
        Refusal::new(code, reason::UNDOCUMENTED, format!("the service order is {}", self.name()))
    }
}

impl Deduction {
    pub(super) fn alive(&self, now: i64) -> bool {
        !self.used && now.saturating_sub(self.at) < DEDUCTION
    }
}

impl ServiceOrder {
    /// A new order from a body that keeps the rules.
    pub(super) fn new(gateway: &Gateway, request: Value, on_delivery: bool, now: i64) -> Self {
        let confirm = request.get("need_user_confirm").and_then(Value::as_bool).unwrap_or_default();
        let told = [
            "post_payments",
            "post_discounts",
            "risk_fund",
            "time_range",
            "location",
            "attach",
            "notify_url",
        ];
        let shown =
            told.iter().filter_map(|name| Some(((*name).to_owned(), request.get(*name)?.clone()))).collect();
        Self {
            on_delivery,
            order_id: format!("1520{}{}", compact(now), gateway.random.digits(14)),
            query_id: gateway.random.text(64),
            package: confirm.then(|| gateway.random.text(128)),
            created: now,
            state: if confirm { State::Created } else { State::Serving },
            shown,
            total: None,
            changes: BTreeMap::new(),
            deductions: Vec::new(),
            collected: None,
            confirmed_by: None,
            request,
        }
    }

    pub(super) fn asked(&self, name: &str) -> Option<&str> {
        self.request.get(name).and_then(Value::as_str)
    }

    pub(super) fn expire(&mut self, now: i64) {
        if self.state == State::Created && now.saturating_sub(self.created) > UNCONFIRMED {
            self.state = State::Expired;
        }
    }

    /// Makes a change that `allowed` permits in the present state. One that was made already is made by doing nothing.
    pub(super) fn change(
        &mut self,
        verb: &'static str,
        body: &Value,
        allowed: &[State],
        change: impl FnOnce(&mut Self) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let undone = self.state == State::Revoked && verb != "cancel";
        if !undone && self.changes.get(verb) == Some(body) {
            return Ok(());
        }
        if !allowed.contains(&self.state) {
            return Err(if self.changes.contains_key(verb) && self.state == State::Completed {
                other_parameters()
            } else {
                self.state.refusal()
            });
        }
        change(self)?;
        self.changes.insert(verb, body.clone());
        Ok(())
    }

    /// What was agreed at the end of the service, or later, replaces what was said at its beginning.
    pub(super) fn settle_on(&mut self, body: &Value) {
        for name in ["post_payments", "post_discounts", "location"] {
            match body.get(name) {
                Some(value) => {
                    self.shown.insert(name.to_owned(), value.clone());
                }
                // Discounts belong to the payments they reduce.
                None if name == "post_discounts" => {
                    self.shown.remove(name);
                }
                None => {}
            }
        }
        self.shown
            .extend(body.get("time_range").map(|_| ("time_range".to_owned(), self.time_range_with(body))));
        self.total = body.get("total_amount").and_then(Value::as_i64);
        self.state = if self.total == Some(0) { State::Done } else { State::Completed };
    }

    /// The time range, with the members that a later body gives.
    pub(super) fn time_range_with(&self, body: &Value) -> Value {
        let mut range = self.shown.get("time_range").cloned().unwrap_or_default();
        if let (Some(old), Some(Value::Object(new))) = (range.as_object_mut(), body.get("time_range")) {
            old.extend(new.clone());
        }
        range
    }

    /// The most that a total may be.
    pub(super) fn cap(&self) -> i64 {
        let fund = self.request.get("risk_fund");
        let waived = fund.is_some_and(|fund| super::text_of(fund, "name") != "ESTIMATE_ORDER_COST");
        fund.and_then(|fund| fund.get("amount")?.as_i64())
            .filter(|_| waived)
            .unwrap_or(super::body::SERVICE_CAP)
    }

    pub(super) fn confirm(&mut self, user: &str) {
        if self.asked("openid").is_none() && self.asked("sub_openid").is_none() {
            self.confirmed_by = Some(user.to_owned());
        }
        self.state = State::Serving;
    }

    /// The deduction that the clearing house may still carry out.
    pub(super) fn live_deduction(&self, now: i64) -> Option<&Deduction> {
        self.deductions.last().filter(|deduction| deduction.alive(now))
    }

    pub(super) fn collect(&mut self, collected: Collected) {
        self.collected = Some(collected);
        self.state = State::Done;
    }

    pub(super) fn notify_url(&self) -> String {
        self.asked("notify_url").unwrap_or_default().to_owned()
    }
}

/// The number, or the change, stands for something else already.
pub(super) fn other_parameters() -> Refusal {
    Refusal::new(
        Code::InvalidRequest,
        reason::SERVICE_DIFFERENT_PARAMETERS,
        "/out_order_no was used with other parameters",
    )
}
