//! Combined orders.

use serde_json::{Value as Json, json};
use wx_merchant::{
    CombineAppPrepay, CombineClose, CombineH5Prepay, CombineJsapiPrepay, CombineNativePrepay,
    CombineQueryByOutTradeNo, CombineQueryByTransactionId,
};
use wx_tests::difference::Difference;
use wx_types::Rule;

use super::{
    Turn,
    apiv3::Apiv3,
    check,
    shared::{H5, NO_LEAST_LENGTH, elsewhere},
    tied::{remove, some_of},
};

fn new_order(door: &Apiv3, turn: Turn, members: &mut Json) {
    let given = door.merchant.sandbox.credentials();
    members["combine_mchid"] = given.mchid().into();
    members["combine_appid"] = given.appid().into();
    turn.number(members, "combine_out_trade_no");
    elsewhere(members);
    parts(door, turn, members);
}

/// Makes the parts orders of their own: all of sub-merchants or, by turns, two or more without any.
fn parts(door: &Apiv3, turn: Turn, members: &mut Json) {
    let parts = members["sub_orders"].as_array_mut().unwrap();
    let of_subs = turn.turn.is_multiple_of(2);
    if parts.len() == 1 && !of_subs {
        parts.push(parts[0].clone());
    }
    for (index, part) in parts.iter_mut().enumerate() {
        part["mchid"] = door.merchant.sandbox.credentials().mchid().into();
        let number = turn.number * 100 + u32::try_from(index).unwrap();
        Turn { number, ..turn }.number(part, "out_trade_no");
        if !of_subs {
            remove(part, "sub_mchid");
        } else if part.get("sub_mchid").is_none() {
            part["sub_mchid"] = "1900000109".into();
        }
    }
}

/// Places a combination of one order, of a sub-merchant.
fn placed(door: &Apiv3, turn: Turn, members: &mut Json) {
    let number = turn.number(members, "combine_out_trade_no");
    let part = json!({
        "mchid": door.merchant.sandbox.credentials().mchid(), "sub_mchid": "1900000109",
        "out_trade_no": format!("PART-{:06}", turn.number)
    });
    place(door, &number, vec![part]);
}

fn place(door: &Apiv3, number: &str, mut parts: Vec<Json>) {
    let given = door.merchant.sandbox.credentials();
    for part in &mut parts {
        part["attach"] = "深圳分店".into();
        part["description"] = "QQ公仔".into();
        part["amount"] = json!({ "total_amount": 1, "currency": "CNY" });
    }
    door.done::<CombineAppPrepay>(&json!({
        "combine_appid": given.appid(), "combine_mchid": given.mchid(), "combine_out_trade_no": number,
        "sub_orders": parts, "notify_url": "http://127.0.0.1:9/"
    }));
}

fn paid(door: &Apiv3, turn: Turn, members: &mut Json) {
    let mut named = json!({ "combine_out_trade_no": "PAID" });
    placed(door, turn, &mut named);
    let number = named["combine_out_trade_no"].as_str().unwrap();
    members["combine_transaction_id"] = door.merchant.sandbox.pay(number).unwrap().into();
}

/// Places the combination that the drawn members are to close.
fn open(door: &Apiv3, turn: Turn, members: &mut Json) {
    members["combine_appid"] = door.merchant.sandbox.credentials().appid().into();
    let number = turn.number(members, "combine_out_trade_no");
    parts(door, turn, members);
    let of = |part: &Json| some_of(part, &["mchid", "out_trade_no", "sub_mchid", "sub_appid"]);
    place(door, &number, members["sub_orders"].as_array().unwrap().iter().map(of).collect());
}

const SUB_APPID: Difference = Difference::only_client(
    &["sub_orders[].sub_appid"],
    &["charset low", "charset high"],
    "the page gives a length alone; the client keeps what is signed to visible characters",
);
const ORDER: &[Difference] = &[
    SUB_APPID,
    Difference::only_client(
        &["sub_orders[].goods_tag", "scene_info.device_id"],
        &["chars low"],
        NO_LEAST_LENGTH,
    ),
    Difference::only_gateway(
        &["sub_orders[].detail"],
        Rule::Chars { min: 0, max: 6000 },
        "the page gives no length; the gateway takes that of older orders",
    ),
    Difference::only_gateway(
        &["sub_orders[].settle_info.subsidy_amount"],
        Rule::Range { min: 0, max: 1_000_000_000 },
        "the page limits what is paid and not what is added to it; the gateway limits both",
    ),
];

const NAME: Difference = Difference::unnamed(
    &["combine_out_trade_no"],
    &["chars low", "chars high", "charset low", "charset high"],
    "the gateway calls every order number in a path out_trade_no",
);

#[test]
fn app_orders() {
    check::<CombineAppPrepay, _>(&Apiv3::new(), new_order, &[ORDER]);
}

#[test]
fn jsapi_orders() {
    check::<CombineJsapiPrepay, _>(&Apiv3::new(), new_order, &[ORDER]);
}

#[test]
fn h5_orders() {
    check::<CombineH5Prepay, _>(&Apiv3::new(), new_order, &[ORDER, &[H5]]);
}

#[test]
fn native_orders() {
    check::<CombineNativePrepay, _>(&Apiv3::new(), new_order, &[ORDER]);
}

#[test]
fn queries() {
    check::<CombineQueryByOutTradeNo, _>(&Apiv3::new(), placed, &[&[NAME]]);
}

#[test]
fn queries_by_transaction() {
    const PATH: Difference = Difference::unnamed(
        &["combine_transaction_id"],
        &["chars low", "chars high", "charset low", "charset high"],
        "the gateway looks the number up as it is, and finds nothing",
    );
    check::<CombineQueryByTransactionId, _>(&Apiv3::new(), paid, &[&[PATH]]);
}

#[test]
fn closings() {
    check::<CombineClose, _>(&Apiv3::new(), open, &[&[NAME, SUB_APPID]]);
}
