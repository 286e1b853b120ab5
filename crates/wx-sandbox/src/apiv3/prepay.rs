//! `POST /v3/pay/transactions/{channel}` and its partner form: creates an order, or finds it again.

use serde_json::Value;

use super::answer::Answer;
use super::call::Call;
use super::channel::{Channel, Entrance};
use super::order::{Order, TradeState};
use super::party::Role;
use super::prepay_body::{check_detail, check_payer_address, schema};
use super::refusal::{Code, Refusal, reason};

pub(crate) fn create(call: &Call<'_>, role: Role, channel: Channel) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    let body = call.body(schema(role, channel))?;
    let party = role.party_of_body(call, &body)?;
    role.check_appid(call, &body)?;
    check_payer(&body, role, channel)?;
    check_payer_address(&body, channel)?;
    check_detail(&body)?;
    let now = call.gateway.clock.now();
    let number = body.get("out_trade_no").and_then(Value::as_str).unwrap_or_default();
    let mut ledger = call.gateway.ledger();
    let Some(order) = ledger.order(number, now) else {
        let order = Order::new(body, party, Entrance::new(call.gateway, channel, now), now);
        let answer = order.entrance.as_ref().map(Entrance::answer).unwrap_or_default();
        ledger.add_order(order);
        return Ok(Answer::ok(&answer));
    };
    check_state(order.trade_state())?;
    let same = (&order.request, &order.party, order.channel) == (&body, &party, channel);
    let expired = order.expired(now);
    match order.entrance.as_mut().filter(|_| same) {
        Some(_) if expired => Err(too_late()),
        Some(entrance) => {
            entrance.again(call.gateway, now);
            Ok(Answer::ok(&entrance.answer()))
        }
        None => Err(other_parameters("/out_trade_no")),
    }
}

/// The user must be named where the channel needs it: by the merchant's `openid`, or by one of a partner's two.
fn check_payer(body: &Value, role: Role, channel: Channel) -> Result<(), Refusal> {
    let given = |pointer| body.pointer(pointer).is_some();
    match (channel, role) {
        (Channel::Jsapi, Role::Provider) => {
            if given("/payer/sp_openid") == given("/payer/sub_openid") {
                return Err(Refusal::cross("/payer", "must hold sp_openid or sub_openid, and not both"));
            }
            if given("/payer/sub_openid") && !given("/sub_appid") {
                return Err(Refusal::cross("/sub_appid", "is required with payer.sub_openid"));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Refuses to go on with an order that is paid or closed.
pub(crate) fn check_state(state: TradeState) -> Result<(), Refusal> {
    match state {
        TradeState::NotPay => Ok(()),
        TradeState::Success | TradeState::Refund => {
            let issue = "/out_trade_no is that of a paid order";
            Err(Refusal::new(Code::OutTradeNoUsed, reason::PAID_ON_PREPAY, issue))
        }
        TradeState::Closed => {
            let issue = "/out_trade_no is that of a closed order";
            Err(Refusal::new(Code::OrderClosed, reason::EXPIRED, issue))
        }
    }
}

pub(crate) fn too_late() -> Refusal {
    Refusal::new(Code::OrderClosed, reason::EXPIRED, "/time_expire has passed")
}

/// The number at `pointer` stands for something else already.
pub(crate) fn other_parameters(pointer: &str) -> Refusal {
    Refusal::new(
        Code::InvalidRequest,
        reason::DIFFERENT_PARAMETERS,
        format!("{pointer} was used with other parameters"),
    )
}
