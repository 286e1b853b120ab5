//! `POST /v3/combine-transactions/{channel}`, the queries of a combination, and its close.

use serde_json::Value;

use super::answer::Answer;
use super::call::Call;
use super::channel::{Channel, Entrance};
use super::close::paid;
use super::combination::{Combination, state, sub_orders};
use super::ledger::Ledger;
use super::order::{Order, TradeState, deadline};
use super::prepay::{check_state, other_parameters, too_late};
use super::prepay_body::{H5_INFO, PAYER_ADDRESS, check_payer_address};
use super::query::{check_out_trade_no, no_such_order};
use super::refusal::{Code, Refusal, reason};
use crate::schema::{FieldSpec, Form, Kind, Schema, formed, object, optional, required, text};

macro_rules! combination {
    ($($particular:expr),+ $(,)?) => {
        Schema {
            fields: &[
                required("combine_appid", text(1, 32)),
                required("combine_mchid", formed(1, 32, Form::Digits)),
                required("combine_out_trade_no", formed(6, 32, Form::OrderNumber)),
                required("sub_orders", Kind::List { min: 1, max: 50, item: &PART }),
                optional("time_start", formed(1, 32, Form::Time)),
                optional("time_expire", formed(1, 32, Form::Time)),
                required("notify_url", formed(1, 255, Form::NotifyUrl)),
                $($particular),+
            ],
        }
    };
}

const PLAIN: Schema = combination!(optional("scene_info", SCENE), optional("combine_payer_info", ANY_PAYER));
const JSAPI: Schema = combination!(optional("scene_info", SCENE), required("combine_payer_info", PAYER));
const H5: Schema = combination!(required("scene_info", H5_SCENE), optional("combine_payer_info", ANY_PAYER));

const DEVICE: FieldSpec = optional("device_id", text(0, 16));
const SCENE: Kind = object(&[DEVICE, PAYER_ADDRESS]);
const H5_SCENE: Kind = object(&[DEVICE, PAYER_ADDRESS, required("h5_info", H5_INFO)]);
const PAYER: Kind = object(&[required("openid", text(1, 128)), optional("sub_openid", text(1, 128))]);
const ANY_PAYER: Kind = object(&[optional("openid", text(1, 128)), optional("sub_openid", text(1, 128))]);

/// The most that a part may cost, in fen.
const MOST: i64 = 1_000_000_000;

const PART: Kind = object(&[
    required("mchid", formed(1, 32, Form::Digits)),
    required("attach", text(1, 128)),
    required(
        "amount",
        object(&[
            required("total_amount", Kind::Int { min: 1, max: MOST }),
            required("currency", Kind::Choice(&["CNY"])),
        ]),
    ),
    required("out_trade_no", formed(6, 32, Form::OrderNumber)),
    optional("sub_mchid", formed(1, 32, Form::Digits)),
    optional("sub_appid", text(1, 32)),
    optional("detail", text(0, 6000)),
    optional("goods_tag", text(0, 32)),
    required("description", text(1, 127)),
    optional("profit_sharing", Kind::Flag),
    optional(
        "settle_info",
        object(&[
            optional("profit_sharing", Kind::Flag),
            optional("subsidy_amount", Kind::Int { min: 0, max: MOST }),
        ]),
    ),
]);

const CLOSE: Schema = Schema {
    fields: &[
        required("combine_appid", text(1, 32)),
        required("sub_orders", Kind::List { min: 1, max: 50, item: &CLOSED_PART }),
    ],
};

const CLOSED_PART: Kind = object(&[
    required("mchid", formed(1, 32, Form::Digits)),
    required("out_trade_no", formed(6, 32, Form::OrderNumber)),
    optional("sub_mchid", formed(1, 32, Form::Digits)),
    optional("sub_appid", text(1, 32)),
]);

pub(crate) fn create(call: &Call<'_>, channel: Channel) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    let body = call.body(match channel {
        Channel::App | Channel::Native => &PLAIN,
        Channel::Jsapi => &JSAPI,
        Channel::H5 => &H5,
    })?;
    call.check_mchid(text_at(&body, "combine_mchid"), "body", "/combine_mchid")?;
    check_appid(call, &body)?;
    check_payer_address(&body, channel)?;
    check_parts(call, &body)?;
    let now = call.gateway.clock.now();
    let mut ledger = call.gateway.ledger();
    let number = text_at(&body, "combine_out_trade_no");
    if ledger.combinations.contains_key(number) {
        return again(call, &mut ledger, &body, channel, now);
    }
    for part in sub_orders(&body) {
        if let Some(order) = ledger.order(text_at(part, "out_trade_no"), now) {
            check_state(order.trade_state())?;
            return Err(other_parameters("/sub_orders: an out_trade_no"));
        }
    }
    let deadline = deadline(body.get("time_expire").and_then(Value::as_str), now);
    let entrance = Entrance::new(call.gateway, channel, now);
    let answer = entrance.answer();
    let number = number.to_owned();
    let (whole, parts) = Combination::new(body, entrance, deadline, now);
    ledger.combinations.insert(number, whole);
    for part in parts {
        ledger.add_order(part);
    }
    Ok(Answer::ok(&answer))
}

/// The same number again: the same parameters get a way to pay that is valid, others are refused.
fn again(
    call: &Call<'_>,
    ledger: &mut Ledger,
    body: &Value,
    channel: Channel,
    now: i64,
) -> Result<Answer, Refusal> {
    let number = text_at(body, "combine_out_trade_no");
    check_state(state_of(ledger, number, now))?;
    let late = first_part(ledger, number, now).is_some_and(|part| part.expired(now));
    match ledger.combinations.get_mut(number) {
        Some(whole) if (&whole.request, whole.channel()) == (body, channel) => {
            if late {
                return Err(too_late());
            }
            whole.entrance.again(call.gateway, now);
            Ok(Answer::ok(&whole.entrance.answer()))
        }
        _ => Err(other_parameters("/combine_out_trade_no")),
    }
}

fn check_appid(call: &Call<'_>, body: &Value) -> Result<(), Refusal> {
    if text_at(body, "combine_appid") == call.gateway.credentials.appid() {
        return Ok(());
    }
    let issue = "/combine_appid is not bound to the mchid";
    Err(Refusal::new(Code::AppidMchidNotMatch, reason::APPID_MCHID, issue))
}

/// Two to ten parts of the merchant itself, or up to fifty of sub-merchants.
fn check_parts(call: &Call<'_>, body: &Value) -> Result<(), Refusal> {
    let parts: Vec<&Value> = sub_orders(body).collect();
    for (index, part) in parts.iter().enumerate() {
        let pointer = format!("/sub_orders/{index}/mchid");
        call.check_mchid(text_at(part, "mchid"), "body", &pointer)?;
        let number = text_at(part, "out_trade_no");
        if parts.iter().filter(|other| text_at(other, "out_trade_no") == number).count() > 1 {
            return Err(Refusal::cross("/sub_orders", "must not name an out_trade_no twice"));
        }
    }
    let of_subs = parts.iter().filter(|part| part.get("sub_mchid").is_some()).count();
    match of_subs {
        0 if !(2..=10).contains(&parts.len()) => {
            Err(Refusal::cross("/sub_orders", "must have 2 to 10 items without sub_mchid"))
        }
        some if some > 0 && some < parts.len() => {
            Err(Refusal::cross("/sub_orders", "must have a sub_mchid in each item or in none"))
        }
        _ => Ok(()),
    }
}

pub(crate) fn by_transaction_id(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    let mut ledger = call.gateway.ledger();
    let wanted = Some(call.arg(0));
    let found = ledger.combinations.values().find(|whole| whole.transaction_id.as_deref() == wanted);
    let number = found.map(|whole| whole.number().to_owned()).ok_or_else(no_such_order)?;
    describe(call, &mut ledger, &number)
}

pub(crate) fn by_number(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    check_out_trade_no(call.arg(0))?;
    describe(call, &mut call.gateway.ledger(), call.arg(0))
}

fn describe(call: &Call<'_>, ledger: &mut Ledger, number: &str) -> Result<Answer, Refusal> {
    // Parts that were left unpaid too long are closed by looking at them.
    state_of(ledger, number, call.gateway.clock.now());
    let whole = ledger.combinations.get(number).ok_or_else(no_such_order)?;
    Ok(Answer::ok(&whole.describe(ledger, &call.gateway.payer_openid)))
}

/// Closes all parts, which must be listed one and all.
pub(crate) fn close(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    check_out_trade_no(call.arg(0))?;
    let body = call.body(&CLOSE)?;
    check_appid(call, &body)?;
    let mut ledger = call.gateway.ledger();
    let whole = ledger.combinations.get(call.arg(0)).ok_or_else(no_such_order)?;
    if !whole.consists_of(&body) {
        let issue = "/sub_orders must list the parts of this combination, all of them and no other";
        return Err(Refusal::new(Code::InvalidRequest, reason::UNDOCUMENTED, issue));
    }
    let parts = whole.parts.clone();
    let now = call.gateway.clock.now();
    for number in &parts {
        // They are paid together, so the first one speaks for all.
        if !ledger.order(number, now).is_none_or(Order::close) {
            return Err(paid());
        }
    }
    Ok(Answer::no_content())
}

fn first_part<'a>(ledger: &'a mut Ledger, number: &str, now: i64) -> Option<&'a mut Order> {
    let first = ledger.combinations.get(number)?.parts.first()?.clone();
    ledger.order(&first, now)
}

/// The state of the whole, with each part as it stands now.
pub(crate) fn state_of(ledger: &mut Ledger, number: &str, now: i64) -> TradeState {
    let parts = ledger.combinations.get(number).map(|whole| whole.parts.clone()).unwrap_or_default();
    let mut state_of = |number: &String| ledger.order(number, now).map(|order| order.trade_state());
    state(&parts.iter().filter_map(&mut state_of).collect::<Vec<_>>())
}

fn text_at<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
