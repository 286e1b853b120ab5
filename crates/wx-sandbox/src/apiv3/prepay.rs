//! `POST /v3/pay/transactions/app`: creates an order, or finds it again.

use serde_json::{Value, json};

use super::answer::Answer;
use super::order::{Order, PREPAY_LIFETIME, TradeState};
use super::refusal::{Code, Refusal, reason};
use super::routes::Call;
use crate::clock::compact;
use crate::gateway::Gateway;
use crate::schema::{Form, Kind, Schema, formed, object, optional, required, text};

/// The body of an APP order. Members that need a permission (`limit_pay`, `payer`, `subsidy_info`) and members of
/// partners are unknown to a plain merchant.
const APP: Schema = Schema {
    fields: &[
        required("appid", text(1, 32)),
        required("mchid", formed(1, 32, Form::Digits)),
        required("description", text(1, 127)),
        required("out_trade_no", formed(6, 32, Form::OrderNumber)),
        optional("time_expire", formed(1, 64, Form::Time)),
        optional("attach", text(0, 128)),
        required("notify_url", formed(1, 255, Form::NotifyUrl)),
        optional("goods_tag", text(0, 32)),
        optional("support_fapiao", Kind::Flag),
        required(
            "amount",
            object(&[
                required("total", Kind::Int { min: 1, max: i64::MAX }),
                optional("currency", Kind::Choice(&["CNY"])),
            ]),
        ),
        optional("detail", DETAIL),
        optional("scene_info", SCENE),
        optional("settle_info", object(&[optional("profit_sharing", Kind::Flag)])),
    ],
};

const DETAIL: Kind = object(&[
    optional("cost_price", Kind::Int { min: 0, max: i64::MAX }),
    optional("invoice_id", text(0, 32)),
    optional("goods_detail", Kind::List { min: 1, max: 6000, item: &GOODS }),
]);

const GOODS: Kind = object(&[
    required("merchant_goods_id", formed(1, 32, Form::GoodsId)),
    optional("wechatpay_goods_id", text(1, 32)),
    optional("goods_name", text(1, 256)),
    required("quantity", Kind::Int { min: 1, max: i64::MAX }),
    required("unit_price", Kind::Int { min: 0, max: i64::MAX }),
]);

const SCENE: Kind = object(&[
    required("payer_client_ip", formed(1, 45, Form::IpAddress)),
    optional("device_id", text(0, 32)),
    optional(
        "store_info",
        object(&[
            required("id", text(1, 32)),
            optional("name", text(0, 256)),
            optional("area_code", text(0, 32)),
            optional("address", text(0, 512)),
        ]),
    ),
]);

/// The most bytes that `detail` may have as compact JSON.
const DETAIL_BYTES: usize = 6144;

pub(crate) fn app(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    let body = call.body(&APP)?;
    check_between_fields(call, &body)?;
    let now = call.gateway.clock.now();
    let number = body.pointer("/out_trade_no").and_then(Value::as_str).unwrap_or_default();
    let mut ledger = call.gateway.ledger();
    let prepay_id = match ledger.order(number, now) {
        Some(order) => again(call.gateway, order, &body, now)?,
        None => {
            let prepay_id = new_prepay_id(call.gateway, now);
            ledger.add_order(Order::new(body, prepay_id.clone(), now));
            prepay_id
        }
    };
    Ok(Answer::ok(&json!({ "prepay_id": prepay_id })))
}

fn check_between_fields(call: &Call<'_>, body: &Value) -> Result<(), Refusal> {
    let text = |pointer| body.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    call.check_mchid(text("/mchid"), "body", "/mchid")?;
    if text("/appid") != call.gateway.credentials.appid() {
        return Err(Refusal::new(
            Code::AppidMchidNotMatch,
            reason::APPID_MCHID,
            "/appid is not bound to the mchid",
        ));
    }
    match body.get("detail") {
        Some(detail) if detail.to_string().len() > DETAIL_BYTES => {
            Err(Refusal::cross("/detail", "must have at most 6144 bytes as compact JSON"))
        }
        _ => Ok(()),
    }
}

/// The same number again: the same parameters get a `prepay_id` that is valid, others are refused.
fn again(gateway: &Gateway, order: &mut Order, body: &Value, now: i64) -> Result<String, Refusal> {
    match order.trade_state() {
        TradeState::Success | TradeState::Refund => {
            return Err(Refusal::new(
                Code::OutTradeNoUsed,
                reason::PAID_ON_PREPAY,
                "/out_trade_no is that of a paid order",
            ));
        }
        TradeState::Closed => {
            return Err(Refusal::new(
                Code::OrderClosed,
                reason::EXPIRED,
                "/out_trade_no is that of a closed order",
            ));
        }
        TradeState::NotPay => {}
    }
    if order.request != *body {
        return Err(Refusal::new(
            Code::InvalidRequest,
            reason::DIFFERENT_PARAMETERS,
            "/out_trade_no was used with other parameters",
        ));
    }
    if order.expired(now) {
        return Err(Refusal::new(Code::OrderClosed, reason::EXPIRED, "/time_expire has passed"));
    }
    if now.saturating_sub(order.prepay_at) >= PREPAY_LIFETIME {
        order.prepay_id = new_prepay_id(gateway, now);
        order.prepay_at = now;
    }
    Ok(order.prepay_id.clone())
}

fn new_prepay_id(gateway: &Gateway, now: i64) -> String {
    format!("wx{}{}0000", compact(now), gateway.random.hex(16).to_ascii_lowercase())
}
