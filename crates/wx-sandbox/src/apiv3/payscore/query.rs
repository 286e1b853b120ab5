//! `GET /v3/payscore/acquiringbank/serviceorder` and `../serviceorder/deduction`.

use serde_json::json;

use super::change::check_sub_appid;
use super::order::State;
use super::{check_appid, check_out_order_no, missing};
use crate::apiv3::answer::Answer;
use crate::apiv3::call::Call;
use crate::apiv3::refusal::Refusal;

pub(crate) fn order(call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params(&["service_id", "sub_mchid", "channel_id"], &["out_order_no", "query_id"])?;
    let (number, query_id) = (params.get("out_order_no"), params.get("query_id"));
    if number.is_some() == query_id.is_some() {
        let rule = "or query_id must be given, and not both";
        return Err(Refusal::field("query", "out_order_no", rule));
    }
    if !query_id.is_none_or(|id| (1..=512).contains(&id.len())) {
        return Err(Refusal::field("query", "query_id", "must have 1 to 512 characters"));
    }
    let mut ledger = call.gateway.ledger();
    let number = match number {
        Some(number) => {
            check_out_order_no(number, "query")?;
            number.to_owned()
        }
        None => {
            let mut all = ledger.payscore.orders.iter();
            let found = all.find(|(_, order)| Some(order.query_id.as_str()) == query_id);
            found
                .map(|(number, _)| number.clone())
                .ok_or_else(|| missing("no service order has this query_id"))?
        }
    };
    let order = ledger.payscore.order_of(&number, |name| params.get(name), call.gateway.clock.now())?;
    Ok(Answer::ok(&order.describe_in_full(call.gateway.credentials.mchid()).into()))
}

pub(crate) fn deduction(call: &Call<'_>) -> Result<Answer, Refusal> {
    let required = ["service_id", "appid", "sub_mchid", "channel_id", "out_order_no"];
    let params = call.params(&required, &["sub_appid"])?;
    check_appid(call, params.get("appid"))?;
    let number = params.text("out_order_no");
    check_out_order_no(number, "query")?;
    let mut ledger = call.gateway.ledger();
    let order = ledger.payscore.order_of(number, |name| params.get(name), call.gateway.clock.now())?;
    check_sub_appid(order, params.get("sub_appid"))?;
    if order.state == State::Revoked {
        return Err(order.state.refusal());
    }
    let deduction = order.deductions.last().ok_or_else(|| missing("no deduction was registered"))?;
    let (description, out_trade_no) = (&deduction.description, &deduction.out_trade_no);
    Ok(Answer::ok(&json!({ "description": description, "out_trade_no": out_trade_no })))
}
