//! `openapi.payment.order.mina`: creates an order of a mini program.

use serde_json::{Map, Value, json};

use super::book::{Order, State};
use super::methods::Call;
use super::refusal::Refusal;
use super::shape::FubeiShape;
use crate::clock::compact;
use crate::gateway::Gateway;
use crate::params::{md5, sorted};
use crate::schema::{FieldSpec, Form, Kind, Schema, formed, optional, required, text};

/// What ten decimal digits can say.
const TEN_DIGITS: i64 = 9_999_999_999;

const MINA: Schema = Schema {
    fields: &[
        ORDER_NUMBER,
        required("sub_openid", text(1, 32)),
        required("total_fee", Kind::Decimal),
        required("store_id", Kind::Int { min: 1, max: TEN_DIGITS }),
        optional("cashier_id", Kind::Id { max: TEN_DIGITS }),
        optional("call_back_url", formed(1, 256, Form::CallbackUrl)),
        optional("body", text(0, 128)),
        optional("attach", text(0, 127)),
    ],
};

const ORDER_NUMBER: FieldSpec = required("merchant_order_sn", formed(1, 32, Form::Trimmed));

pub(crate) fn mina(call: &Call<'_>) -> Result<Value, Refusal> {
    let biz = call.biz(&MINA)?;
    let text = |name| biz.text(name).map(str::to_owned);
    let gateway = call.gateway;
    let now = gateway.clock.now();
    let merchant_order_sn = text("merchant_order_sn").unwrap_or_default();
    let mut book = gateway.fubei_book();
    // No page calls this method repeatable, so a number serves once, whatever else is in the request.
    if book.orders.contains_key(&merchant_order_sn) {
        return Err(Refusal::state("OUT_TRADE_NO_USED", "merchant_order_sn was used before"));
    }
    let order = Order {
        merchant_order_sn: merchant_order_sn.clone(),
        order_sn: format!("{}{}", compact(now), gateway.random.digits(6)),
        platform_order_no: format!("FB{}{}", compact(now), gateway.random.digits(12)),
        prepay_id: format!("wx{}{}", compact(now), gateway.random.hex(20).to_ascii_lowercase()),
        sub_openid: text("sub_openid").unwrap_or_default(),
        fen: biz.fen("total_fee").unwrap_or_default(),
        store_id: biz.int("store_id").unwrap_or_default(),
        cashier_id: biz.int("cashier_id"),
        attach: text("attach"),
        call_back_url: text("call_back_url"),
        state: State::Open,
    };
    let answer = describe(&order, sign_params(gateway, &order, now), book.shape);
    book.orders.insert(merchant_order_sn, order);
    Ok(answer)
}

fn describe(order: &Order, mut sign_params: Map<String, Value>, shape: FubeiShape) -> Value {
    let mut data = Map::new();
    data.insert("prepay_id".to_owned(), json!(order.prepay_id));
    data.insert("order_sn".to_owned(), json!(order.order_sn));
    data.insert("merchant_order_sn".to_owned(), json!(order.merchant_order_sn));
    let ids = if shape.ids_nested { &mut sign_params } else { &mut data };
    ids.insert("store_id".to_owned(), json!(order.store_id));
    if let Some(cashier_id) = order.cashier_id {
        ids.insert("cashier_id".to_owned(), json!(cashier_id));
    }
    ids.insert("user_id".to_owned(), json!(""));
    let sign_params = Value::Object(sign_params);
    let sign_params = if shape.sign_params_as_text { json!(sign_params.to_string()) } else { sign_params };
    data.insert("sign_params".to_owned(), sign_params);
    Value::Object(data)
}

/// What `wx.requestPayment` takes. `signType` says RSA and `paySign` has the look of MD5, as on the page.
fn sign_params(gateway: &Gateway, order: &Order, now: i64) -> Map<String, Value> {
    let signed = [
        ("appId", gateway.credentials.mini_program_appid().to_owned()),
        ("timeStamp", now.to_string()),
        ("nonceStr", gateway.random.hex(13).to_ascii_lowercase()),
        ("package", format!("prepay_id={}", order.prepay_id)),
        ("signType", "RSA".to_owned()),
    ];
    let pairs = sorted(signed.iter().map(|(name, value)| (*name, value.as_str())));
    let pay_sign = md5(&(pairs + gateway.credentials.fubei_secret()));
    let members = signed.into_iter().chain([("paySign", pay_sign)]);
    members.map(|(name, value)| (name.to_owned(), Value::String(value))).collect()
}
