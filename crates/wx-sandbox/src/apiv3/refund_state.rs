//! One refund and its state machine: processing, then settled.

use std::fmt;

use serde_json::{Map, Value, json};

use super::party::Party;
use crate::clock::rfc3339;
use crate::credentials::Credentials;

/// How a refund ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefundResult {
    /// The money went back.
    Success,
    /// The refund was called off; its amount can be refunded again.
    Closed,
    /// The user's account did not take the money. Success can still follow.
    Abnormal,
}

impl RefundResult {
    /// The value of `status` and `refund_status`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Closed => "CLOSED",
            Self::Abnormal => "ABNORMAL",
        }
    }

    pub(crate) fn summary(self) -> &'static str {
        match self {
            Self::Success => "退款成功",
            Self::Closed => "退款关闭",
            Self::Abnormal => "退款异常",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Success, Self::Closed, Self::Abnormal].into_iter().find(|result| result.as_str() == name)
    }
}

/// Why a refund could not be settled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettleError {
    /// No refund has this number.
    UnknownRefund,
    /// The refund has ended already, in this state.
    WrongState(RefundResult),
}

impl fmt::Display for SettleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownRefund => f.write_str("no refund has this out_refund_no"),
            Self::WrongState(state) => {
                write!(f, "the refund is {}; only PROCESSING can be settled", state.as_str())
            }
        }
    }
}

impl std::error::Error for SettleError {}

pub(crate) struct Refund {
    /// The body that asked for it; a repetition must equal it.
    pub(crate) request: Value,
    pub(crate) party: Party,
    pub(crate) out_refund_no: String,
    pub(crate) refund_id: String,
    pub(crate) out_trade_no: String,
    pub(crate) transaction_id: String,
    pub(crate) refund: i64,
    pub(crate) total: i64,
    /// Unix seconds.
    pub(crate) created: i64,
    /// How it ended and when; `None` while it is processed.
    pub(crate) settled: Option<(RefundResult, i64)>,
    /// Where the money goes since an abnormal refund was applied for.
    pub(crate) detour: Option<Detour>,
}

/// The second way of a refund that was abnormal.
#[derive(Clone, Debug)]
pub(crate) struct Detour {
    pub(crate) channel: &'static str,
    /// The value of `user_received_account`.
    pub(crate) receiver: String,
}

const RECEIVED_BY: &str = "支付用户零钱";

impl Refund {
    pub(crate) fn notify_url(&self) -> Option<&str> {
        self.request.get("notify_url").and_then(Value::as_str)
    }

    /// Whether its amount is gone from the order.
    pub(crate) fn counts(&self) -> bool {
        !matches!(self.settled, Some((RefundResult::Closed, _)))
    }

    pub(crate) fn settle(&mut self, result: RefundResult, now: i64) -> Result<(), SettleError> {
        match (self.settled, result) {
            (None, _) | (Some((RefundResult::Abnormal, _)), RefundResult::Success) => {
                self.settled = Some((result, now));
                Ok(())
            }
            (Some((state, _)), _) => Err(SettleError::WrongState(state)),
        }
    }

    /// Sends an abnormal refund on its second way; `false` if it is not abnormal.
    pub(crate) fn redirect(&mut self, detour: Detour) -> bool {
        let abnormal = matches!(self.settled, Some((RefundResult::Abnormal, _)));
        if abnormal {
            self.settled = None;
            self.detour = Some(detour);
        }
        abnormal
    }

    fn success_time(&self) -> Option<String> {
        match self.settled {
            Some((RefundResult::Success, at)) => Some(rfc3339(at)),
            Some((RefundResult::Closed | RefundResult::Abnormal, _)) | None => None,
        }
    }

    pub(crate) fn status(&self) -> &'static str {
        self.settled.map_or("PROCESSING", |(result, _)| result.as_str())
    }

    /// The refund as an answer tells it.
    pub(crate) fn describe(&self) -> Value {
        let mut members = self.identity();
        let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
        add("channel", json!(self.detour.as_ref().map_or("ORIGINAL", |detour| detour.channel)));
        add("create_time", json!(rfc3339(self.created)));
        add("status", json!(self.status()));
        add("funds_account", json!("AVAILABLE"));
        let mut amount = json!({
            "total": self.total,
            "refund": self.refund,
            "payer_total": self.total,
            "payer_refund": self.refund,
            "settlement_refund": self.refund,
            "settlement_total": self.total,
            "discount_refund": 0,
            "currency": "CNY",
        });
        if let (Some(from), Some(members)) = (self.request.pointer("/amount/from"), amount.as_object_mut()) {
            members.insert("from".to_owned(), from.clone());
        }
        add("amount", amount);
        Value::Object(members)
    }

    /// The refund as a notification tells it.
    pub(crate) fn describe_for_notification(&self, credentials: &Credentials) -> Value {
        let mut members = self.identity();
        self.party.name_in_refund(credentials, &mut members);
        let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
        add("refund_status", json!(self.status()));
        add(
            "amount",
            json!({
                "total": self.total,
                "refund": self.refund,
                "payer_total": self.total,
                "payer_refund": self.refund,
            }),
        );
        Value::Object(members)
    }

    fn identity(&self) -> Map<String, Value> {
        let mut members = Map::new();
        let mut add = |name: &str, value: &str| members.insert(name.to_owned(), json!(value));
        add("refund_id", &self.refund_id);
        add("out_refund_no", &self.out_refund_no);
        add("transaction_id", &self.transaction_id);
        add("out_trade_no", &self.out_trade_no);
        add("user_received_account", self.detour.as_ref().map_or(RECEIVED_BY, |detour| &detour.receiver));
        if let Some(time) = self.success_time() {
            add("success_time", &time);
        }
        members
    }
}

#[cfg(test)]
mod tests {
    use super::{Detour, Party, Refund, RefundResult, SettleError, json};
    use crate::Credentials;

    fn refund() -> Refund {
        Refund {
            request: json!({}),
            party: Party::Merchant,
            out_refund_no: "R1".to_owned(),
            refund_id: "50".to_owned(),
            out_trade_no: "A-00001".to_owned(),
            transaction_id: "42".to_owned(),
            refund: 1,
            total: 2,
            created: 0,
            settled: None,
            detour: None,
        }
    }

    #[track_caller]
    fn check(steps: &[RefundResult], expected: Result<(), SettleError>) {
        let mut refund = refund();
        let (last, first) = steps.split_last().unwrap();
        for step in first {
            refund.settle(*step, 1).unwrap();
        }
        assert_eq!(refund.settle(*last, 1), expected, "{steps:?}");
    }

    #[test]
    fn a_refund_ends_once() {
        use RefundResult::{Abnormal, Closed, Success};
        for result in [Success, Closed, Abnormal] {
            check(&[result], Ok(()));
            check(&[Success, result], Err(SettleError::WrongState(Success)));
            check(&[Closed, result], Err(SettleError::WrongState(Closed)));
        }
        check(&[Abnormal, Success], Ok(()));
        check(&[Abnormal, Closed], Err(SettleError::WrongState(Abnormal)));
        check(&[Abnormal, Abnormal], Err(SettleError::WrongState(Abnormal)));
    }

    #[test]
    fn only_success_has_a_time_and_only_closed_gives_the_money_back() {
        let mut refund = refund();
        assert!(refund.counts() && refund.describe().get("success_time").is_none());
        refund.settle(RefundResult::Abnormal, 5).unwrap();
        assert!(refund.counts() && refund.describe().get("success_time").is_none());
        refund.settle(RefundResult::Success, 5).unwrap();
        assert_eq!(refund.describe()["success_time"], "1970-01-01T08:00:05+08:00");
        assert_eq!(
            refund.describe_for_notification(&Credentials::for_tests().unwrap())["refund_status"],
            "SUCCESS"
        );
    }

    #[test]
    fn only_an_abnormal_refund_takes_a_second_way() {
        let detour = || Detour { channel: "OTHER_BANKCARD", receiver: "ICBC_DEBIT 0403".to_owned() };
        let mut refund = refund();
        assert!(!refund.redirect(detour()));
        refund.settle(RefundResult::Abnormal, 5).unwrap();
        assert!(refund.redirect(detour()));
        assert_eq!(
            (refund.status(), &refund.describe()["channel"]),
            ("PROCESSING", &json!("OTHER_BANKCARD"))
        );
        assert!(!refund.redirect(detour()));
        refund.settle(RefundResult::Abnormal, 6).unwrap();
        assert_eq!(refund.describe()["user_received_account"], "ICBC_DEBIT 0403");
    }
}
