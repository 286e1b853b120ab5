//! Notifications: verified, decrypted, and sorted by both types.

use serde_json::{Value, json};
use wx_apiv3::NotificationError;
use wx_payscore::{
    Event, ExpectedOrder, OutOrderNo, ServiceId, Stage, SubMchid, UserId, permissions::ServiceStatus,
};
use wx_types::{AppId, Fen, Mchid};

use crate::{
    requests::OPENID,
    world::{NOW, notification, receiver},
};

fn read(
    event_type: &str,
    original_type: Option<&str>,
    plaintext: &Value,
) -> Result<Event, NotificationError> {
    let (headers, body) = notification(event_type, original_type, &plaintext.to_string());
    let receiver = receiver();
    let verified = receiver.verify(&headers, body.as_bytes(), NOW)?;
    Event::read(&receiver.decrypt(&verified)?)
}

fn order() -> Value {
    json!({
        "appid": "wxd678efh567hg6787", "mchid": "1230000109", "sub_mchid": "1900000109",
        "sub_appid": "wxd678efh567hg6999", "channel_id": "1230000109",
        "out_order_no": "1234323JKHDFE1243252", "service_id": "500001", "openid": OPENID,
        "state": "DOING", "state_description": "USER_CONFIRM", "total_amount": "40000",
        "service_introduction": "XX充电宝", "post_payments": [{ "name": "就餐费用", "amount": 40000 }],
        "risk_fund": { "name": "押金", "amount": 10000 }, "time_range": { "start_time": "OnAccept" },
        "order_id": "15646546545165651651", "need_collection": true,
        "collection": { "state": "USER_PAYING", "details": null }, "out_trade_no": "D1",
        "user_service_status": "USER_OPEN_SERVICE",
    })
}

#[test]
fn the_user_accepted() {
    let Event::UserConfirm(order) = read("PAYSCORE.USER_CONFIRM", Some("payscore"), &order()).unwrap() else {
        panic!("another event");
    };
    assert_eq!(order.stage(), Stage::InService);
    assert_eq!(order.total_amount, Some(Fen::new(400_00)));
    assert_eq!(order.openid, Some(UserId::new(OPENID).unwrap()));
    assert_eq!(order.risk_fund.unwrap().name.as_deref(), Some("押金"));
}

#[test]
fn the_user_paid() {
    let mut plaintext = order();
    plaintext["state"] = "DONE".into();
    plaintext["total_amount"] = 40000.into();
    plaintext["risk_fund"] = json!({ "amount": 10000 });
    let Event::UserPaid(order) = read("PAYSCORE.USER_PAID", Some("payscore"), &plaintext).unwrap() else {
        panic!("another event");
    };
    assert_eq!((order.stage(), order.total_amount), (Stage::Done, Some(Fen::new(400_00))));
    assert_eq!(order.out_trade_no.as_deref(), Some("D1"));
}

#[test]
fn the_user_wants_to_pay() {
    let plaintext = json!({
        "service_id": "500001", "appid": "a", "mchid": "m", "sub_mchid": "s", "out_order_no": "o",
        "sub_openid": OPENID, "total_amount": 40000,
        "prepay_req_body": {
            "device_info": "013467007045764", "nonce_str": "n", "body": "b", "fee_type": "CNY",
            "time_start": "20091225091010", "time_expire": "20091227091010", "notify_url": "https://a.cn/n",
            "trade_type": "App", "limit_pay": "no_credit", "need_receipt": true,
        },
        "prepay_req_header_base64": "c2VjcmV0",
    });
    let Event::MchPrepay(notice) = read("PAYSCORE.MCH_PREPAY", Some("payscore"), &plaintext).unwrap() else {
        panic!("another event");
    };
    assert_eq!((notice.out_order_no.as_str(), notice.total_amount), ("o", Fen::new(400_00)));
    assert_eq!(notice.prepay_req_body.trade_type.as_deref(), Some("App"));
    assert_eq!(notice.prepay_req_body.need_receipt, Some(true));
    let shown = format!("{notice:?}");
    assert!(!shown.contains(OPENID) && !shown.contains("c2VjcmV0"), "{shown}");
}

#[test]
fn the_user_gave_and_withdrew() {
    let plaintext = |status: &str| {
        json!({
            "appid": "a", "mch_id": "m", "sub_mch_id": "s", "channel_id": "c", "service_id": "500001",
            "openid": OPENID, "authorization_code": "1275342195190894594", "user_service_status": status,
            "openorclose_time": "20180225112233",
        })
    };
    let opened = read("PAYSCORE.USER_OPEN_SERVICE", Some("payscore"), &plaintext("USER_OPEN_SERVICE"));
    let Event::UserOpenService(notice) = opened.unwrap() else { panic!("another event") };
    assert_eq!(notice.user_service_status, Some(ServiceStatus::Opened));
    assert_eq!((notice.mchid.as_deref(), notice.sub_mchid.as_deref()), (Some("m"), Some("s")));

    let closed = read("PAYSCORE.USER_CLOSE_SERVICE", Some("payscore"), &plaintext("USER_CLOSE_SERVICE"));
    let Event::UserCloseService(notice) = closed.unwrap() else { panic!("another event") };
    assert_eq!(notice.user_service_status, Some(ServiceStatus::Closed));
    assert!(!format!("{notice:?}").contains(OPENID));
}

#[test]
fn what_is_not_as_in_the_books_is_named() {
    let matches = |plaintext: &Value| {
        let Event::UserPaid(told) = read("PAYSCORE.USER_PAID", None, plaintext).unwrap() else { panic!() };
        ExpectedOrder::new(
            AppId::new("wxd678efh567hg6787").unwrap(),
            Mchid::new("1230000109").unwrap(),
            SubMchid::new("1900000109").unwrap(),
            ServiceId::new("500001").unwrap(),
            OutOrderNo::new("1234323JKHDFE1243252").unwrap(),
        )
        .with_total(Fen::new(400_00))
        .matches(&told)
    };
    assert_eq!(matches(&order()), Ok(()));
    let fields = ["appid", "mchid", "sub_mchid", "service_id", "out_order_no", "total_amount"];
    let mut all = order();
    for field in fields {
        let mut one = order();
        one[field] = json!("7");
        all[field] = json!("7");
        assert_eq!(matches(&one).unwrap_err().fields().collect::<Vec<_>>(), [field]);
    }
    assert_eq!(matches(&all).unwrap_err().fields().collect::<Vec<_>>(), fields);
    let mut without = order();
    without["total_amount"] = Value::Null;
    assert!(matches(&without).unwrap_err().names("total_amount"));
}

#[test]
fn each_event_has_a_key_and_a_second_wish_is_another_event() {
    let key = |event_type: &str, plaintext: &Value| read(event_type, None, plaintext).unwrap().key();
    let confirmed = key("PAYSCORE.USER_CONFIRM", &order()).unwrap();
    assert_eq!(confirmed.to_string(), "1230000109/1900000109 PAYSCORE.USER_CONFIRM 1234323JKHDFE1243252");
    assert_ne!(key("PAYSCORE.USER_PAID", &order()).unwrap(), confirmed);
    let given = |time: Value| json!({ "mchid": "m", "sub_mchid": "s", "service_id": "5", "authorization_code": "A", "openorclose_time": time });
    let opened = |time: Value| key("PAYSCORE.USER_OPEN_SERVICE", &given(time));
    assert_eq!(opened(json!("20180225112233")).unwrap().number(), "A/20180225112233");
    assert_ne!(opened(json!("20180225112233")), opened(json!("20180225112234")));
    assert!(opened(Value::Null).is_err());
    let wish = |nonce: Value| {
        let plaintext = json!({
            "service_id": "500001", "appid": "a", "mchid": "m", "sub_mchid": "s", "out_order_no": "o",
            "total_amount": 1, "prepay_req_body": { "nonce_str": nonce },
        });
        key("PAYSCORE.MCH_PREPAY", &plaintext)
    };
    assert_eq!(wish(json!("n")).unwrap().to_string(), "m/s PAYSCORE.MCH_PREPAY o/n");
    assert!(wish(Value::Null).is_err());
}

#[test]
fn a_missing_original_type_is_no_obstacle() {
    assert!(matches!(read("PAYSCORE.USER_CONFIRM", None, &order()), Ok(Event::UserConfirm(_))));
}

#[test]
fn other_pairs_are_unknown() {
    for (event_type, original_type) in [
        ("PAYSCORE.USER_CONFIRM", "transaction"),
        ("PAYSCORE.USER_ACCEPTED", "payscore"),
        ("PAYSCORE.USER_SIGN_PLAN", "payscore"),
        ("PAYSCORE.USER_CANCEL_SIGN_PLAN", "payscore"),
        ("PAYSCORE.BIND_SERVICE_ACCOUNT", "payscore"),
        ("TRANSACTION.SUCCESS", "payscore"),
        ("TRANSACTION.SUCCESS", "transaction"),
    ] {
        let error = read(event_type, Some(original_type), &order()).unwrap_err();
        let expected = NotificationError::UnknownEvent {
            event_type: event_type.into(),
            original_type: original_type.into(),
        };
        assert_eq!(error, expected);
    }
}

#[test]
fn content_of_another_shape_is_refused() {
    for event_type in ["PAYSCORE.USER_CONFIRM", "PAYSCORE.MCH_PREPAY", "PAYSCORE.USER_OPEN_SERVICE"] {
        let error = read(event_type, Some("payscore"), &json!({ "out_order_no": 7 })).unwrap_err();
        assert_eq!(error, NotificationError::Plaintext, "{event_type}");
    }
}

#[test]
fn what_is_not_verified_is_not_read() {
    let (headers, body) = notification("PAYSCORE.USER_PAID", Some("payscore"), &order().to_string());
    let forged = body.replace("USER_PAID", "USER_CONF");
    assert!(receiver().verify(&headers, forged.as_bytes(), NOW).is_err());
    assert!(receiver().verify(&headers, body.as_bytes(), NOW + 300).is_err());
}
