//! Canaries: what must not be shown, in every form that is shown.

use std::{error::Error as _, fmt::Debug};

use wx_fubei::{
    Callback, Client, Credentials, CredentialsError, Envelope, Error, MerchantOrderSn, Method as _,
    MinaOrder, PayerId, SubOpenid,
};
use wx_sign::params::{ParameterKey, fubei_sign};
use wx_types::{Endpoint, Fen};

use crate::world::{World, answer, merchant, mina, run};

const SECRET: &str = "CANARY-SECRET-0123456789";
const PERSON: &str = "CANARY-OPENID";

#[track_caller]
fn check(shown: &str) {
    assert!(!shown.contains("CANARY"), "{shown}");
}

#[track_caller]
fn check_debug(value: &impl Debug) {
    check(&format!("{value:?}{value:#?}"));
}

fn credentials() -> Credentials {
    Credentials::merchant("20990101000000000001", SECRET).unwrap()
}

fn order() -> MinaOrder {
    MinaOrder::new(
        MerchantOrderSn::new("T1").unwrap(),
        SubOpenid::new(PERSON).unwrap(),
        Fen::new(1).to_yuan(),
        1001,
    )
}

#[test]
fn secrets_are_not_shown() {
    check_debug(&credentials());
    check_debug(&Credentials::agent("2099010100000000000", SECRET).unwrap());
    let client: Client = World::new(&[]).client(credentials());
    check_debug(&client);
    for secret in ["", " CANARY", "CANARY\n"] {
        let error: CredentialsError = Credentials::merchant("1", secret).unwrap_err();
        check(&format!("{error} {error:?} {}", error.source().unwrap()));
    }
    let error = Credentials::agent(" CANARY", SECRET).unwrap_err();
    check(&format!("{error} {error:?} {}", error.source().unwrap()));
}

#[test]
fn payers_are_not_shown() {
    check_debug(&order());
    check_debug(&SubOpenid::new(PERSON).unwrap());
    check_debug(&PayerId::new(PERSON).unwrap());
    check_debug(&SubOpenid::new(format!("{PERSON}\n")).unwrap_err());
    let content = serde_json::to_string(&order()).unwrap();
    check_debug(&Envelope::new(MinaOrder::METHOD, "n", &content));
    let reply = format!(
        r#"{{"result_code":200,"data":{{"prepay_id":"p","order_sn":"1","merchant_order_sn":"T20240101000001","user_id":"{PERSON}","sign_params":{{"appId":"a","timeStamp":"1","nonceStr":"n","package":"p","signType":"RSA","paySign":"CANARY"}}}}}}"#
    );
    check_debug(&run(World::new(&[answer(200, &reply)]).client(merchant()).send(&mina())).unwrap());
    let reply = format!(
        r#"{{"result_code":200,"data":{{"trade_state":"SUCCESS","user_id":"{PERSON}","user_logon_id":"{PERSON}"}}}}"#
    );
    check_debug(&run(World::new(&[answer(200, &reply)]).client(merchant()).send(&mina().query())).unwrap());
}

#[test]
fn callbacks_are_not_shown() {
    let data = format!(r#"{{"order_status":"SUCCESS","user_id":"{PERSON}","card_id":"{PERSON}"}}"#);
    let pairs = [("result_code", "200"), ("data", data.as_str())];
    let sign = fubei_sign(&pairs, &ParameterKey::new(SECRET).unwrap()).unwrap();
    let body = format!("result_code=200&data={data}&sign={}", sign.as_str());
    let callback = Callback::verify(body.as_bytes(), &credentials()).unwrap();
    check_debug(&callback);
    check_debug(&callback.notice().unwrap());
    let error = Callback::verify(body.replace("200", "201").as_bytes(), &credentials()).unwrap_err();
    check(&format!("{error} {error:?}"));
}

fn chain(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(" / {error} {error:?}"));
        cause = error.source();
    }
    text
}

#[test]
fn errors_show_nothing_that_was_sent_or_received() {
    for (status, body) in [
        (502, "CANARY"),
        (200, "CANARY"),
        (200, r#"{"result_code":"CANARY"}"#),
        (200, r#"{"result_code":200,"data":{"prepay_id":"CANARY"}}"#),
        (200, r#"{"result_code":400,"data":{"user_id":"CANARY"}}"#),
        (200, r#"{"result_code":200,"data":{"merchant_order_sn":"CANARY"}}"#),
        (404, r#"{"result_code":77,"data":{"user_id":"CANARY"}}"#),
    ] {
        let world = World::new(&[answer(status, body)]);
        check(&chain(&run(world.client(credentials()).send(&order())).unwrap_err()));
    }
    let invalid = order().with_body(format!("{PERSON}{}", "x".repeat(128)));
    check(&chain(&run(World::new(&[]).client(credentials()).send(&invalid)).unwrap_err()));
    let unreadable = br#"{"merchant_order_sn":"CANARY ","total_fee":"CANARY"}"#;
    check(&MinaOrder::from_json(unreadable).unwrap_err().to_string());
}
