//! `openapi.payment.order.refund` and `openapi.payment.order.refund.query`.

use serde_json::{Value, json};

use super::book::{Book, FubeiRefundResult, Order, Refund, State};
use super::methods::Call;
use super::query::unknown_order;
use super::refusal::Refusal;
use crate::clock::compact;
use crate::schema::{Form, Kind, Schema, formed, optional, required, text};

/// How long after the payment money can go back, in seconds.
const WINDOW: i64 = 90 * 86_400;
/// The most refunds of one order.
const MOST: usize = 10;

const REFUND: Schema = Schema {
    fields: &[
        optional("merchant_order_sn", text(1, 32)),
        optional("order_sn", text(1, 32)),
        optional("trade_no", text(1, 32)),
        required("merchant_refund_sn", formed(1, 32, Form::Trimmed)),
        optional("refund_money", Kind::Decimal),
    ],
};

const QUERY: Schema = Schema {
    fields: &[
        optional("merchant_order_sn", text(1, 32)),
        optional("order_sn", text(1, 32)),
        optional("trade_no", text(1, 32)),
        optional("refund_sn", text(1, 32)),
        optional("merchant_refund_sn", text(1, 32)),
    ],
};

pub(crate) fn refund(call: &Call<'_>) -> Result<Value, Refusal> {
    let biz = call.biz(&REFUND)?;
    biz.one_of(&["merchant_order_sn", "order_sn", "trade_no"])?;
    let now = call.gateway.clock.now();
    let mut book = call.gateway.fubei_book();
    let merchant_refund_sn = biz.text("merchant_refund_sn").unwrap_or_default().to_owned();
    if book.refunds.contains_key(&merchant_refund_sn) {
        return Err(Refusal::state("OUT_REFUND_NO_USED", "merchant_refund_sn was used before"));
    }
    let order = book.find(&biz).ok_or_else(unknown_order)?;
    let fen = biz.fen("refund_money").unwrap_or(order.fen);
    check_allowed(&book, order, fen, now)?;
    let refund = Refund {
        refund_sn: format!("{}{}", compact(now), call.gateway.random.digits(6)),
        merchant_order_sn: order.merchant_order_sn.clone(),
        fen,
        settled: call.gateway.settings.auto_settle.then_some(FubeiRefundResult::Success),
        merchant_refund_sn: merchant_refund_sn.clone(),
    };
    let answer = ids(order, &refund);
    book.refunds.insert(merchant_refund_sn, refund);
    Ok(answer)
}

fn check_allowed(book: &Book, order: &Order, fen: i64, now: i64) -> Result<(), Refusal> {
    let State::Paid { at, .. } = order.state else {
        return Err(Refusal::state("TRADE_STATE_ERROR", "only a paid order can be refunded"));
    };
    if now.saturating_sub(at) > WINDOW {
        return Err(Refusal::state("TRADE_OVERDUE", "the payment is more than 90 days ago"));
    }
    let earlier = book.refunds_of(order).filter(|refund| refund.counts());
    let (count, sum) = earlier
        .fold((0_usize, 0_i64), |(count, sum), r| (count.saturating_add(1), sum.saturating_add(r.fen)));
    if count >= MOST {
        return Err(Refusal::state("REFUND_COUNT_LIMIT", "an order can be refunded ten times"));
    }
    if sum.saturating_add(fen) > order.fen {
        return Err(Refusal::state("REFUND_FEE_INVALID", "less than this is left of the order"));
    }
    Ok(())
}

pub(crate) fn query(call: &Call<'_>) -> Result<Value, Refusal> {
    let biz = call.biz(&QUERY)?;
    biz.one_of(&["order_sn", "merchant_order_sn", "trade_no"])?;
    biz.one_of(&["refund_sn", "merchant_refund_sn"])?;
    let book = call.gateway.fubei_book();
    let order = book.find(&biz).ok_or_else(unknown_order)?;
    let refund = book.refunds_of(order).find(|refund| match biz.text("refund_sn") {
        Some(number) => refund.refund_sn == number,
        None => biz.text("merchant_refund_sn") == Some(&refund.merchant_refund_sn),
    });
    let refund = refund.ok_or_else(|| Refusal::state("REFUNDNOTEXIST", "the order has no such refund"))?;
    let mut answer = ids(order, refund);
    if let Value::Object(members) = &mut answer {
        members.insert("refund_status".to_owned(), json!(refund.status()));
    }
    Ok(answer)
}

fn ids(order: &Order, refund: &Refund) -> Value {
    json!({
        "order_sn": order.order_sn,
        "merchant_order_sn": order.merchant_order_sn,
        "trade_no": order.trade_no(),
        "refund_sn": refund.refund_sn,
        "merchant_refund_sn": refund.merchant_refund_sn,
    })
}
