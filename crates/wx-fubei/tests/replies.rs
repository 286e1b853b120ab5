//! Answers in all the shapes that are documented.

use wx_fubei::{Method, MinaReply, Order, RefundStatus, TradeState};
use wx_types::Fen;

use crate::world::{World, answer, merchant, mina, run};

const SIX: &str = r#""appId":"wx1","timeStamp":"1505107369","nonceStr":"n","package":"prepay_id=wx2","signType":"RSA","paySign":"32F2""#;

#[track_caller]
fn placed(code: &str, members: &str) -> MinaReply {
    let body = format!(
        r#"{{"result_message":"成功","data":{{"prepay_id":"wx2","order_sn":"1","merchant_order_sn":"T20240101000001",{members}}},"result_code":{code}}}"#
    );
    read(&mina(), &body)
}

#[track_caller]
fn read<E: Method<Reply: Send> + Sync>(request: &E, body: &str) -> E::Reply {
    run(World::new(&[answer(200, body)]).client(merchant()).send(request)).unwrap().reply
}

#[track_caller]
fn order(members: &str) -> Order {
    read(&mina().query(), &format!(r#"{{"result_code":200,"data":{{{members}}}}}"#))
}

#[test]
fn sign_params_are_an_object_or_a_text() {
    let object = placed("200", &format!(r#""sign_params":{{{SIX}}}"#));
    let text =
        placed("200", &format!(r#""sign_params":{}"#, serde_json::to_string(&format!("{{{SIX}}}")).unwrap()));
    assert_eq!(object.sign_params, text.sign_params);
    assert_eq!(serde_json::to_string(&text.sign_params).unwrap(), format!("{{{SIX}}}"));
}

#[test]
fn sign_params_pass_through_unchanged() {
    // Escapes, empty values and numbers in their place: nothing is judged, and the front end gets texts.
    let odd = r#""appId":"w\/x\u4e2d","timeStamp":1505107369,"nonceStr":"","package":"p=&<>","signType":"MD5","paySign":"x","total_fee":1"#;
    let reply = placed("200", &format!(r#""sign_params":{{{odd}}}"#));
    assert_eq!(
        serde_json::to_string(&reply.sign_params).unwrap(),
        r#"{"appId":"w/x中","timeStamp":"1505107369","nonceStr":"","package":"p=&<>","signType":"MD5","paySign":"x"}"#
    );
}

#[test]
fn misplaced_members_are_found() {
    let inside = r#""store_id":7,"cashier_id":"8","user_id":"o1""#;
    let reply = placed("200", &format!(r#""sign_params":{{{SIX},{inside}}}"#));
    assert_eq!((reply.store_id, reply.cashier_id), (Some(7), Some(8)));
    assert_eq!(reply.user_id.unwrap().as_str(), "o1");
    // The table's place counts first.
    let reply = placed(
        "200",
        &format!(r#""store_id":"1","cashier_id":2,"user_id":"o2","sign_params":{{{SIX},{inside}}}"#),
    );
    assert_eq!((reply.store_id, reply.cashier_id), (Some(1), Some(2)));
    assert_eq!(reply.user_id.unwrap().as_str(), "o2");
    let reply =
        placed("200", &format!(r#""store_id":0,"cashier_id":null,"user_id":"","sign_params":{{{SIX}}}"#));
    assert_eq!((reply.store_id, reply.cashier_id, reply.user_id), (None, None, None));
}

#[test]
fn the_result_code_is_a_number_or_a_text() {
    for code in ["200", "\"200\""] {
        placed(code, &format!(r#""sign_params":{{{SIX}}},"cashier_id":{{}},"unknown":[1]"#));
    }
}

#[test]
fn amounts_are_numbers_or_texts_with_any_zeros() {
    for (text, fen) in [
        ("0.01", Some(1)),
        ("\"0.01\"", Some(1)),
        ("0.010", Some(1)),
        ("\"0.0100\"", Some(1)),
        ("1", Some(100)),
        ("1.5", Some(150)),
        ("9999999.99", Some(999_999_999)),
        ("-0.01", Some(-1)),
        ("0.29", Some(29)),
        ("1e2", None),
        ("0.001", None),
        ("\"\"", None),
        ("null", None),
        ("{}", None),
    ] {
        let order = order(&format!(r#""trade_state":"SUCCESS","total_fee":{text}"#));
        assert_eq!(order.total_fee.map(wx_types::Yuan::to_fen), fen.map(Fen::new), "{text}");
    }
}

#[test]
fn a_paid_order_is_read_whatever_else_it_says() {
    let order = order(
        r#""trade_state":"SUCCESS","store_id":"x","cashier_id":[1],"type":9,"pay_time":"soon","order_sn":20170911132248098178,"attach":{},"merchant_order_sn":null,"fee":true"#,
    );
    assert_eq!(order.trade_state, TradeState::Success);
    assert_eq!((order.store_id, order.cashier_id, order.pay_time, order.fee), (None, None, None, None));
    assert_eq!(order.channel.unwrap().as_str(), "9");
    // Twenty digits are kept, although no number type holds them.
    assert_eq!(order.order_sn.as_deref(), Some("20170911132248098178"));
}

#[test]
fn no_payer_is_refused_for_a_limit() {
    for (json, text) in [
        (r#"" o\n1 ""#.to_owned(), " o\n1 ".to_owned()),
        (format!("\"{}\"", "付".repeat(999)), "付".repeat(999)),
        ("20170911132248098178".to_owned(), "20170911132248098178".to_owned()),
    ] {
        let order = order(&format!(r#""trade_state":"SUCCESS","user_id":{json},"user_logon_id":{json}"#));
        assert_eq!(order.user_id.unwrap().as_str(), text);
        assert_eq!(order.user_logon_id.unwrap().as_str(), text);
    }
}

#[test]
fn states_nobody_has_heard_of_are_kept() {
    assert_eq!(order(r#""trade_state":"SETTLED""#).trade_state.as_str(), "SETTLED");
    for (state, failed) in
        [("REFUND_FAIL", true), ("REFUND_FAILER", true), ("REFUND_SUCCESS", false), ("X", false)]
    {
        assert_eq!(RefundStatus::from(state).is_failure(), failed, "{state}");
    }
}
