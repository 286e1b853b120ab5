//! PayScore for acquiring institutions: service orders and authorisations. The merchant of the sandbox is the
//! institution.
//!
//! A service order goes `CREATED` → `DOING` (`USER_CONFIRM`) → `DOING` (`MCH_COMPLETE`) → `DONE`; without a user's
//! confirmation it begins as `DOING`. Before its end it can be revoked, and while `CREATED` it expires.

mod body;
pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod events;
mod order;
pub(crate) mod permissions;
pub(crate) mod query;
mod telling;

use std::collections::BTreeMap;

use serde_json::Value;

use super::call::Call;
use super::refusal::{Code, Refusal, reason};
use crate::schema::Form;
use order::ServiceOrder;
use permissions::Grant;

/// All that PayScore keeps.
#[derive(Default)]
pub(crate) struct Book {
    /// By `out_order_no`.
    orders: BTreeMap<String, ServiceOrder>,
    /// By `authorization_code`.
    grants: BTreeMap<String, Grant>,
}

impl Book {
    /// The order of this number, as it stands at this moment: one that was not confirmed in time is expired by then.
    fn order(&mut self, out_order_no: &str, now: i64) -> Option<&mut ServiceOrder> {
        let order = self.orders.get_mut(out_order_no)?;
        order.expire(now);
        Some(order)
    }

    /// The order of this number, if `given` names its service, its sub-merchant and its channel merchant.
    fn order_of<'a>(
        &mut self,
        out_order_no: &str,
        given: impl Fn(&str) -> Option<&'a str>,
        now: i64,
    ) -> Result<&mut ServiceOrder, Refusal> {
        let own = |order: &&mut ServiceOrder| {
            ["service_id", "sub_mchid", "channel_id"].iter().all(|name| given(name) == order.asked(name))
        };
        self.order(out_order_no, now).filter(own).ok_or_else(|| missing("no service order has this number"))
    }
}

fn missing(issue: &str) -> Refusal {
    Refusal::new(Code::OrderNotExist, reason::NO_SUCH_ORDER, issue)
}

fn check_appid(call: &Call<'_>, appid: Option<&str>) -> Result<(), Refusal> {
    if appid == Some(call.gateway.credentials.appid()) {
        return Ok(());
    }
    Err(Refusal::new(Code::NoAuth, reason::APPID_MCHID, "appid is not bound to the institution"))
}

fn check_out_order_no(number: &str, location: &str) -> Result<(), Refusal> {
    if (1..=32).contains(&number.len()) && Form::OrderNumber.accepts(number) {
        return Ok(());
    }
    Err(Refusal::field(location, "out_order_no", "must be 1 to 32 letters, digits and _-|*"))
}

fn text_of<'a>(body: &'a Value, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}
