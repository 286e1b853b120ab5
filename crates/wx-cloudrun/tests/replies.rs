//! Answers in all the shapes that are documented or seen.

use wx_cloudrun::{
    Bill, BillType, CloudCall, DownloadBill, FeeType, Order, Outcome, QueryRefund, TradeState,
};
use wx_types::Fen;

use crate::world::{World, answer, close, done, merchant, order, order_number, refund, run};

#[track_caller]
fn read<E: CloudCall<Reply: Send> + Sync>(request: &E, body: &str) -> E::Reply {
    run(World::new(&[answer(200, body)]).client().send(request)).unwrap().reply
}

#[track_caller]
fn queried(members: &str) -> Order {
    run(World::new(&[done(members)]).client().send(&order().query())).unwrap().reply
}

#[test]
fn numbers_are_numbers_or_texts() {
    let placed = include_str!("fixtures/unifiedorder/answer.json");
    for (from, to) in [
        ("\"errcode\":0", "\"errcode\":\"0\""),
        ("\"timeStamp\":\"1647841885\"", "\"timeStamp\":1647841885"),
        ("\"sub_mch_id\":\"1900000109\"", "\"sub_mch_id\":1900000109"),
        ("\"mch_id\":\"1800000001\"", "\"mch_id\":1800000001"),
    ] {
        let other = placed.replace(from, to);
        assert_ne!(other, placed);
        assert_eq!(read(&order(), &other), read(&order(), placed), "{from}");
    }
    for (text, fen) in [
        ("1", Some(1)),
        ("\"1\"", Some(1)),
        ("0", Some(0)),
        ("9223372036854775807", Some(i64::MAX)),
        ("1.0", None),
        ("1e2", None),
        ("0.01", None),
        ("\"0.01\"", None),
        ("9223372036854775808", None),
        ("\"\"", None),
        ("null", None),
        ("{}", None),
    ] {
        let order = queried(&format!(r#""trade_state":"SUCCESS","total_fee":{text}"#));
        assert_eq!(order.total_fee, fen.map(Fen::new), "{text}");
    }
}

#[test]
fn a_paid_order_is_read_whatever_else_it_says() {
    let order = queried(
        r#""trade_state":"SUCCESS","fee_type":"USD","cash_fee":[1],"coupon_id_list":"x","coupon_type_list":[1,null,{},"CASH"],"attach":{},"out_trade_no":null,"transaction_id":42000000002024032100000000012345,"unknown":[{"a":1}]"#,
    );
    assert!(order.is_paid());
    assert_eq!((order.cash_fee, order.attach, order.out_trade_no), (None, None, None));
    assert_eq!(order.fee_type, Some(FeeType::from("USD")));
    assert_eq!(order.coupon_id_list, Vec::<String>::new());
    assert_eq!(order.coupon_type_list, ["1", "", "", "CASH"]);
    // Thirty-two digits are kept, although no number type holds them.
    assert_eq!(order.transaction_id.as_deref(), Some("42000000002024032100000000012345"));
}

#[test]
fn each_state_is_known() {
    for state in TradeState::KNOWN {
        let order = queried(&format!(r#""trade_state":"{state}""#));
        assert_eq!((order.trade_state.as_str(), order.is_paid()), (*state, *state == "SUCCESS"));
        assert!(!matches!(order.trade_state, TradeState::Other(_)));
    }
}

#[test]
fn least_answers_are_read() {
    run(World::new(&[done("")]).client().send(&close())).unwrap();
    let reply = run(World::new(&[done(r#""refund_id":503"#)]).client().send(&refund())).unwrap().reply;
    assert_eq!((reply.refund_id.as_str(), reply.refund_fee), ("503", None));
}

#[test]
fn lists_of_refunds_are_empty_in_practice() {
    let query = QueryRefund::by_out_trade_no(merchant(), order_number());
    let empty =
        r#""refund_count":1,"total_refund_count":"1","out_refund_no_list":[],"refund_status_list":[]"#;
    for members in [empty, r#""refund_count":"1""#, r#""refund_count":1,"refund_status_list":null"#] {
        let refunds = run(World::new(&[done(members)]).client().send(&query)).unwrap().reply;
        assert_eq!((refunds.refund_count, refunds.status_of("R1")), (Some(1), None));
        assert!(refunds.lacks_entries());
    }
    let refunds = run(World::new(&[done("")]).client().send(&query)).unwrap().reply;
    assert!(!refunds.lacks_entries());
    // Lists of different lengths are no reason to panic.
    let ragged = r#""out_refund_no_list":["R1","R2"],"refund_status_list":["PROCESSING"]"#;
    let refunds = run(World::new(&[done(ragged)]).client().send(&query)).unwrap().reply;
    assert_eq!(refunds.status_of("R1").unwrap().as_str(), "PROCESSING");
    assert_eq!(refunds.status_of("R2"), None);
}

#[track_caller]
fn bill(respdata: &str) -> Result<Bill, Outcome> {
    let event = answer(200, &format!(r#"{{"errcode":0,"errmsg":"ok","respdata":{respdata}}}"#));
    let world = World::new(&[event.clone(), event.clone(), event]);
    let download = DownloadBill::new("20220321", BillType::All);
    run(world.client().send(&download)).map(|answer| answer.reply).map_err(|error| error.outcome())
}

#[test]
fn a_bill_is_the_text_of_the_envelope() {
    for respdata in [
        r#""a,b\n`1,`2\n""#,
        r#"{"return_code":"SUCCESS","bill":"a,b\n`1,`2\n"}"#,
        r#"{"return_code":"SUCCESS","result_code":"SUCCESS","sub_mch_id":"1","return_msg":"OK","data":"a,b\n`1,`2\n","size":3}"#,
    ] {
        assert_eq!(bill(respdata).unwrap().text(), "a,b\n`1,`2\n", "{respdata}");
    }
    for respdata in [
        r#""""#,
        "null",
        "{}",
        r#"{"return_code":"SUCCESS"}"#,
        r#"{"return_code":"SUCCESS","a":"1","b":"2"}"#,
        r#"{"bill":"a"}"#,
    ] {
        assert_eq!(bill(respdata).unwrap_err(), Outcome::Unknown, "{respdata}");
    }
    // As the classic interface refuses.
    let refusal = r#"{"return_code":"FAIL","return_msg":"No Bill Exist","error_code":20002}"#;
    assert_eq!(bill(refusal).unwrap_err(), Outcome::Answered);
    assert_eq!(bill(r#"{"return_code":"FAIL","bill":"a"}"#).unwrap_err(), Outcome::Answered);
}
