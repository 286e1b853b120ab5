//! `POST /v3/payscore/acquiringbank/serviceorder` and `../servicepayondeliveryorder`.

use serde_json::Value;

use super::body::{PAY_ON_DELIVERY, SERVICE, check_names, check_times};
use super::order::{ServiceOrder, State, other_parameters};
use super::{check_appid, text_of};
use crate::apiv3::answer::Answer;
use crate::apiv3::call::Call;
use crate::apiv3::refusal::Refusal;

pub(crate) fn service(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    create(call, call.body(&SERVICE)?, false)
}

pub(crate) fn pay_on_delivery(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    create(call, call.body(&PAY_ON_DELIVERY)?, true)
}

fn create(call: &Call<'_>, body: Value, on_delivery: bool) -> Result<Answer, Refusal> {
    check_appid(call, body.get("appid").and_then(Value::as_str))?;
    check_names(&body)?;
    check_user(&body)?;
    let (now, mchid) = (call.gateway.clock.now(), call.gateway.credentials.mchid());
    let number = text_of(&body, "out_order_no").to_owned();
    let mut ledger = call.gateway.ledger();
    if let Some(known) = ledger.payscore.order(&number, now) {
        if (&known.request, known.on_delivery) != (&body, on_delivery) {
            return Err(other_parameters());
        }
        return match known.state {
            State::Created | State::Serving | State::Completed => {
                Ok(Answer::ok(&known.describe(mchid).into()))
            }
            State::Done | State::Revoked | State::Expired => Err(known.state.refusal()),
        };
    }
    // A repetition may come later than a start that was still ahead the first time.
    check_times(body.get("time_range"), Some(now))?;
    let order = ServiceOrder::new(call.gateway, body, on_delivery, now);
    let answer = Answer::ok(&order.describe(mchid).into());
    ledger.payscore.orders.insert(number, order);
    Ok(answer)
}

/// An order that nobody confirms names its user, and in one way.
fn check_user(body: &Value) -> Result<(), Refusal> {
    let given = |name| body.get(name).is_some();
    let confirm = body.get("need_user_confirm").and_then(Value::as_bool).unwrap_or_default();
    if !confirm && given("openid") == given("sub_openid") {
        let rule = "or sub_openid must be given without need_user_confirm, and not both";
        return Err(Refusal::cross("/openid", rule));
    }
    if given("sub_openid") && !given("sub_appid") {
        return Err(Refusal::cross("/sub_appid", "is required with sub_openid"));
    }
    Ok(())
}
