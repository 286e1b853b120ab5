//! Orders and refunds of a service provider.

use serde_json::{Value as Json, json};
use wx_merchant::{
    PartnerAppPrepay, PartnerClose, PartnerH5Prepay, PartnerJsapiPrepay, PartnerNativePrepay,
    PartnerQueryByOutTradeNo, PartnerQueryByTransactionId, PartnerQueryRefund, PartnerRefund,
};
use wx_tests::difference::Difference;

use super::{
    Turn,
    apiv3::Apiv3,
    check,
    shared::{H5, ORDER, PATH, REFUND, elsewhere, part_of_a_million},
};

fn own(door: &Apiv3, members: &mut Json) {
    members["sp_mchid"] = door.merchant.sandbox.credentials().mchid().into();
}

fn new_order(door: &Apiv3, turn: Turn, members: &mut Json) {
    own(door, members);
    members["sp_appid"] = door.merchant.sandbox.credentials().appid().into();
    turn.number(members, "out_trade_no");
    elsewhere(members);
}

fn new_jsapi_order(door: &Apiv3, turn: Turn, members: &mut Json) {
    new_order(door, turn, members);
    let payer = &mut members["payer"];
    let kept = turn.keep_one(payer, &["sp_openid", "sub_openid"]);
    if payer.get(kept).is_none() {
        payer[kept] = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".into();
    }
    if kept == "sub_openid" && members.get("sub_appid").is_none() {
        members["sub_appid"] = "wxd678efh567hg6999".into();
    }
}

/// Places the order that the drawn members speak of, for their sub-merchant.
fn placed(door: &Apiv3, turn: Turn, members: &mut Json) {
    own(door, members);
    let number = turn.number(members, "out_trade_no");
    place(door, members, &number);
}

fn place(door: &Apiv3, members: &Json, number: &str) {
    let given = door.merchant.sandbox.credentials();
    door.done::<PartnerAppPrepay>(&json!({
        "sp_appid": given.appid(), "sp_mchid": given.mchid(), "sub_mchid": members["sub_mchid"],
        "description": "QQ公仔", "out_trade_no": number, "notify_url": "http://127.0.0.1:9/",
        "amount": { "total": 1_000_000 }
    }));
}

fn paid(door: &Apiv3, turn: Turn, members: &mut Json) {
    own(door, members);
    let number = format!("BOTH-{:06}", turn.number);
    place(door, members, &number);
    members["transaction_id"] = door.merchant.sandbox.pay(&number).unwrap().into();
}

fn refund(door: &Apiv3, turn: Turn, members: &mut Json) {
    let number = format!("BOTH-{:06}", turn.number);
    place(door, members, &number);
    members["transaction_id"] = door.merchant.sandbox.pay(&number).unwrap().into();
    members["out_trade_no"] = number.into();
    turn.keep_one(members, &["transaction_id", "out_trade_no"]);
    part_of_a_million(turn, members);
}

fn refunded(door: &Apiv3, turn: Turn, members: &mut Json) {
    let mut asked = members.clone();
    asked["amount"] = json!({ "refund": 10, "currency": "CNY" });
    refund(door, turn, &mut asked);
    members["out_refund_no"] = asked["out_refund_no"].clone();
    door.done::<PartnerRefund>(&asked);
}

const SUB_APPID: Difference = Difference::only_client(
    &["sub_appid"],
    &["charset low", "charset high"],
    "the page gives a length alone; the client keeps what is signed to visible characters",
);
/// The same interface serves merchants of their own, so that the gateway asks for no sub-merchant.
const WITHOUT: &str = "without a sub-merchant it is the request of a merchant, who has no such payment";

#[test]
fn app_orders() {
    check::<PartnerAppPrepay, _>(&Apiv3::new(), new_order, &[ORDER, &[SUB_APPID]]);
}

#[test]
fn jsapi_orders() {
    check::<PartnerJsapiPrepay, _>(&Apiv3::new(), new_jsapi_order, &[ORDER, &[SUB_APPID]]);
}

#[test]
fn h5_orders() {
    check::<PartnerH5Prepay, _>(&Apiv3::new(), new_order, &[ORDER, &[H5, SUB_APPID]]);
}

#[test]
fn native_orders() {
    check::<PartnerNativePrepay, _>(&Apiv3::new(), new_order, &[ORDER, &[SUB_APPID]]);
}

#[test]
fn queries() {
    check::<PartnerQueryByOutTradeNo, _>(&Apiv3::new(), placed, &[]);
}

#[test]
fn queries_by_transaction() {
    check::<PartnerQueryByTransactionId, _>(&Apiv3::new(), paid, &[&[PATH]]);
}

#[test]
fn closings() {
    check::<PartnerClose, _>(&Apiv3::new(), placed, &[]);
}

#[test]
fn refunds() {
    const SUB: Difference = Difference::unnamed(&["sub_mchid"], &["missing"], WITHOUT);
    check::<PartnerRefund, _>(&Apiv3::new(), refund, &[REFUND, &[SUB]]);
}

#[test]
fn refund_queries() {
    const SUB: Difference = Difference::unnamed(&["sub_mchid"], &["missing"], WITHOUT);
    check::<PartnerQueryRefund, _>(&Apiv3::new(), refunded, &[&[SUB]]);
}
