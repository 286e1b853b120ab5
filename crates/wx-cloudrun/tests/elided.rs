//! Canaries: what must not be shown, in every form that is shown.

use std::{error::Error as _, fmt::Debug};

use wx_cloudrun::{
    Address, BillType, DownloadBill, Error, Openid, Payer, PayerId, UnifiedOrder, UnverifiedCallback, prepare,
};
use wx_transport::SendErrorKind;
use wx_types::{AppId, Endpoint, Fen};

use crate::world::{Event, World, answer, done, order, placed_by, refund, run};

const PERSON: &str = "CANARY-OPENID";

#[track_caller]
fn check(shown: &str) {
    assert!(!shown.contains("CANARY"), "{shown}");
}

#[track_caller]
fn check_debug(value: &impl Debug) {
    check(&format!("{value:?}{value:#?}"));
}

fn chain(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    text
}

fn order_of_a_person() -> UnifiedOrder {
    placed_by(Payer::Openid(Openid::new(PERSON).unwrap()))
}

#[test]
fn payers_are_not_shown() {
    check_debug(&Openid::new(PERSON).unwrap());
    check_debug(&PayerId::from(PERSON));
    check_debug(&Openid::new(format!("{PERSON}\n")).unwrap_err());
    check_debug(&order_of_a_person());
    let payer =
        Payer::SubOpenid { sub_appid: AppId::new("wx1").unwrap(), sub_openid: Openid::new(PERSON).unwrap() };
    check_debug(&placed_by(payer));
    check_debug(&prepare(&order_of_a_person(), "n", &Address::default()).unwrap());
    let reply = format!(r#""trade_state":"SUCCESS","openid":"{PERSON}","sub_openid":"{PERSON}""#);
    check_debug(&run(World::new(&[done(&reply)]).client().send(&order().query())).unwrap());
}

#[test]
fn payments_and_bills_are_not_shown() {
    let placed = include_str!("fixtures/unifiedorder/answer.json")
        .replace("FFEEDDCCBBAA99887766554433221100", "CANARY");
    let reply = run(World::new(&[answer(200, &placed)]).client().send(&order())).unwrap();
    assert_eq!(reply.reply.payment.pay_sign, "CANARY");
    check_debug(&reply);
    let bill = format!(r#"{{"errcode":0,"respdata":"{PERSON}"}}"#);
    let download = DownloadBill::new("20220321", BillType::All);
    check_debug(&run(World::new(&[answer(200, &bill)]).client().send(&download)).unwrap());
}

#[test]
fn callbacks_are_not_shown() {
    let body = format!(r#"{{"openid":"{PERSON}","outTradeNo":"CANARY","totalFee":"CANARY"}}"#);
    let callback = UnverifiedCallback::read(body.as_bytes()).unwrap();
    check_debug(&callback);
    let error = UnverifiedCallback::read(b"CANARY").unwrap_err();
    check(&format!("{error} {error:?}"));
    let error = callback.query().unwrap_err();
    check(&format!("{error} {error:?}"));
}

#[test]
fn errors_hold_no_content() {
    // The platform may name the payer in its words.
    let named = "oCANARY000000000000000000001";
    for script in [
        vec![Event::Fail(SendErrorKind::Interrupted)],
        vec![answer(200, "CANARY")],
        vec![answer(502, "<html>CANARY</html>")],
        vec![Event::Bare(200, r#"{"errcode":41001,"errmsg":"CANARY"}"#.to_owned())],
        vec![answer(200, &format!(r#"{{"errcode":40003,"errmsg":"invalid openid {named} rid: 1"}}"#))],
        vec![answer(
            200,
            &format!(
                r#"{{"errcode":0,"respdata":{{"return_code":"SUCCESS","result_code":"FAIL","err_code":"PARAM_ERROR","err_code_des":"openid[{named}]","payment":{{"paySign":"CANARY"}}}}}}"#
            ),
        )],
        vec![done(r#""sub_mch_id":"CANARY""#)],
        vec![done(r#""payment":{"paySign":"CANARY"}"#)],
    ] {
        let world = World::new(&script);
        let client = world.client().serving(AppId::new("wxCANARY").unwrap());
        check(&chain(&run(client.send(&order_of_a_person())).unwrap_err()));
    }
}

#[test]
fn violations_hold_no_values() {
    let mut bad = order_of_a_person()
        .with_attach("CANARY".repeat(100))
        .with_nonce_str("CANARY".repeat(100))
        .with_limit_pay("CANARY".into());
    bad.spbill_create_ip = "CANARY".to_owned();
    bad.body = "CANARY".repeat(100);
    check(&chain(&run(World::new(&[]).client().send(&bad)).unwrap_err()));
    let mut bad = refund();
    bad.refund_fee = Fen::new(0);
    check(&bad.with_refund_desc("CANARY".repeat(100)).check().unwrap_err().to_string());
    let unreadable = br#"{"out_trade_no":"CANARY ","total_fee":"CANARY","openid":"CANARY\n"}"#;
    check(&UnifiedOrder::from_json(unreadable).unwrap_err().to_string());
}
