//! The verbs of a service order: cancel, complete, modify, sync, registerdeductinfo.

use serde_json::{Value, json};

use super::body::{CANCEL, COMPLETE, MODIFY, REGISTER, SYNC, check_names, check_times, check_total};
use super::order::{Collected, Deduction, ServiceOrder, State};
use super::{check_appid, check_out_order_no, text_of};
use crate::apiv3::answer::Answer;
use crate::apiv3::call::Call;
use crate::apiv3::refusal::{Code, Refusal, reason};
use crate::schema::Schema;

pub(crate) fn cancel(call: &Call<'_>) -> Result<Answer, Refusal> {
    let body = read(call, &CANCEL)?;
    change(call, &body, |order, now| {
        let allowed = [State::Created, State::Serving, State::Completed];
        order.change("cancel", &body, &allowed, |order| {
            check_no_deduction(order, now, reason::SERVICE_NOT_CANCELLABLE)?;
            order.state = State::Revoked;
            Ok(())
        })
    })
}

/// Ends the service and says what it costs. Charges nobody.
pub(crate) fn complete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let body = read(call, &COMPLETE)?;
    check_names(&body)?;
    check_total(&body)?;
    change(call, &body, |order, _| {
        order.change("complete", &body, &[State::Serving], |order| {
            check_cap(order, &body)?;
            let range = order.time_range_with(&body);
            if range.get("end_time").is_none() {
                let rule = "is required, because the order was created without it";
                return Err(Refusal::cross("/time_range/end_time", rule));
            }
            check_times(Some(&range), None)?;
            order.settle_on(&body);
            Ok(())
        })
    })
}

/// Lowers what was agreed at completion.
pub(crate) fn modify(call: &Call<'_>) -> Result<Answer, Refusal> {
    let body = read(call, &MODIFY)?;
    check_names(&body)?;
    check_total(&body)?;
    change(call, &body, |order, now| {
        order.change("modify", &body, &[State::Completed], |order| {
            check_no_deduction(order, now, reason::DEDUCTION_UNDERWAY)?;
            check_cap(order, &body)?;
            let total = body.get("total_amount").and_then(Value::as_i64);
            if total >= order.total {
                return Err(Refusal::cross("/total_amount", "must be lower than the present total"));
            }
            order.settle_on(&body);
            Ok(())
        })
    })
}

/// The merchant says that it got the money elsewhere.
pub(crate) fn sync(call: &Call<'_>) -> Result<Answer, Refusal> {
    let body = read(call, &SYNC)?;
    change(call, &body, |order, now| {
        order.change("sync", &body, &[State::Completed], |order| {
            check_no_deduction(order, now, reason::DEDUCTION_UNDERWAY)?;
            let paid_time = body.pointer("/detail/paid_time").and_then(Value::as_str).unwrap_or_default();
            order.collect(Collected { transaction_id: None, paid_time: paid_time.to_owned() });
            Ok(())
        })
    })
}

/// Announces one payment of the clearing house; valid for a day, usable once. The next one needs another number.
pub(crate) fn register(call: &Call<'_>) -> Result<Answer, Refusal> {
    let body = read(call, &REGISTER)?;
    check_appid(call, body.get("appid").and_then(Value::as_str))?;
    let now = call.gateway.clock.now();
    let mut ledger = call.gateway.ledger();
    let order = ledger.payscore.order_of(call.arg(0), |name| body.get(name).and_then(Value::as_str), now)?;
    check_sub_appid(order, body.get("sub_appid").and_then(Value::as_str))?;
    if order.state != State::Completed {
        return Err(order.state.refusal());
    }
    let out_trade_no = text_of(&body, "out_trade_no");
    if let Some(live) = order.live_deduction(now) {
        if live.out_trade_no == out_trade_no {
            return Ok(Answer::ok(&json!({ "description": live.description })));
        }
        let issue = "another deduction is registered and alive";
        return Err(Refusal::new(Code::InvalidRequest, reason::DEDUCTION_UNDERWAY, issue));
    }
    if order.deductions.iter().any(|over| over.out_trade_no == out_trade_no) {
        let issue = "/out_trade_no was registered before; another number is needed";
        return Err(Refusal::new(Code::InvalidRequest, reason::UNDOCUMENTED, issue));
    }
    let description = call.gateway.random.text(64);
    let answer = Answer::ok(&json!({ "description": description }));
    order.deductions.push(Deduction {
        out_trade_no: out_trade_no.to_owned(),
        description,
        at: now,
        used: false,
    });
    Ok(answer)
}

pub(super) fn check_sub_appid(order: &ServiceOrder, given: Option<&str>) -> Result<(), Refusal> {
    if given.is_none() || given == order.asked("sub_appid") {
        return Ok(());
    }
    Err(Refusal::new(Code::NoAuth, reason::UNDOCUMENTED, "sub_appid is not that of the service order"))
}

/// What the clearing house may ask for at any moment can neither change nor go away.
fn check_no_deduction(order: &ServiceOrder, now: i64, number: u32) -> Result<(), Refusal> {
    if order.live_deduction(now).is_none() {
        return Ok(());
    }
    let issue = "a deduction is registered; wait 24 hours or close it at the clearing house";
    Err(Refusal::new(Code::InvalidOrderState, number, issue))
}

fn check_cap(order: &ServiceOrder, body: &Value) -> Result<(), Refusal> {
    let total = body.get("total_amount").and_then(Value::as_i64).unwrap_or_default();
    if total <= order.cap() {
        return Ok(());
    }
    Err(Refusal::cross("/total_amount", "must not be more than the risk fund, or than the service allows"))
}

fn read(call: &Call<'_>, schema: &Schema) -> Result<Value, Refusal> {
    call.check_no_query()?;
    check_out_order_no(call.arg(0), "path")?;
    call.body(schema)
}

fn change(
    call: &Call<'_>,
    body: &Value,
    change: impl FnOnce(&mut ServiceOrder, i64) -> Result<(), Refusal>,
) -> Result<Answer, Refusal> {
    let now = call.gateway.clock.now();
    let mut ledger = call.gateway.ledger();
    let order = ledger.payscore.order_of(call.arg(0), |name| body.get(name).and_then(Value::as_str), now)?;
    change(order, now)?;
    Ok(Answer::no_content())
}
