use proptest::prelude::*;
use serde::Deserialize;
use wx_types::{
    __private::Target, Checker, Endpoint, Fault, Fen, Mchid, Method, Model, NoContent, OutRefundNo,
    OutTradeNo, Place, Repeat, Reply, TransactionId, Yuan,
};

use crate::models::{Detail, Goods, listed};

/// Refunds a part of an order; every place is in use.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/orders/{out_trade_no}/parts/{number}/refund",
    reply = Refunded,
    repeat = SameKey("out_refund_no"),
    page = "refund a part",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct RefundPart {
    #[wx(path, typed)]
    pub out_trade_no: OutTradeNo,
    #[wx(path, range = 1..=50)]
    pub number: i64,
    #[wx(query, typed)]
    pub mchid: Mchid,
    #[wx(query, chars = 1..=9)]
    pub note: Option<String>,
    #[wx(query, any)]
    pub dry: Option<bool>,
    #[wx(query, any)]
    pub fee: Option<Yuan>,
    #[wx(typed)]
    pub out_refund_no: OutRefundNo,
    #[wx(range = 1..)]
    pub refund: Fen,
    #[wx(range = 1..)]
    pub total: Fen,
    #[wx(nested)]
    pub detail: Option<Detail>,
}

fn fits_together(part: &RefundPart, checker: &mut Checker) {
    if part.refund > part.total {
        checker.report("refund", "must not exceed total");
    }
}

#[derive(Debug, Deserialize)]
pub struct Refunded {}
impl Reply for Refunded {}

/// Reads by a number that only the platform makes.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(GET "/v3/id/{transaction_id}", reply = NoContent, repeat = Safe, page = "query", read = "2026-11-23")]
pub struct ById {
    #[wx(path, typed)]
    pub transaction_id: TransactionId,
}

fn part() -> RefundPart {
    RefundPart::new(
        OutTradeNo::new("A|10001").unwrap(),
        7,
        Mchid::new("1900000001").unwrap(),
        OutRefundNo::new("R@1").unwrap(),
        Fen::new(1),
        Fen::new(2),
    )
}

const PART: &str = r#"{
    "out_trade_no": "A|10001", "number": 7, "mchid": "1900000001",
    "out_refund_no": "R@1", "refund": 1, "total": 2
}"#;

#[test]
fn the_operation_is_what_the_attribute_says() {
    let operation = RefundPart::OPERATION;
    assert_eq!((operation.method, operation.method.as_str()), (Method::Post, "POST"));
    assert_eq!(operation.path, "/v3/orders/{out_trade_no}/parts/{number}/refund");
    assert_eq!(operation.repeat, Repeat::SameKey("out_refund_no"));
    assert_eq!((operation.page, operation.read), ("refund a part", "2026-11-23"));
    assert_eq!(operation.model.name, "RefundPart");
    assert!(!operation.empty_reply && ById::OPERATION.empty_reply);
    assert_eq!((ById::OPERATION.method.as_str(), ById::OPERATION.repeat), ("GET", Repeat::Safe));
    let places: Vec<_> = operation.model.fields.iter().map(|field| field.place).collect();
    let (path, query, body) = (Place::Path, Place::Query, Place::Body);
    assert_eq!(places, [path, path, query, query, query, query, body, body, body, body]);
}

#[test]
fn the_target_is_encoded_once() {
    assert_eq!(part().target(), "/v3/orders/A%7C10001/parts/7/refund?mchid=1900000001");
    let full = part().with_note("it's 中&=+").with_dry(true).with_fee(Fen::new(60).to_yuan());
    assert_eq!(
        full.target(),
        "/v3/orders/A%7C10001/parts/7/refund?mchid=1900000001&note=it%27s%20%E4%B8%AD%26%3D%2B&dry=true&fee=0.60"
    );
}

#[test]
fn the_business_number_is_the_field_that_repeat_names() {
    let number = part().business_number().unwrap();
    assert_eq!((number.name(), number.value()), ("out_refund_no", "R@1"));
    assert_eq!(number.to_string(), "out_refund_no R@1");
    let query = ById::new(TransactionId::new("42").unwrap());
    assert_eq!(query.business_number(), None);
}

#[test]
fn rules_across_fields_are_checked_with_the_others() {
    let mut part = part();
    assert_eq!(part.check(), Ok(()));
    part.refund = Fen::new(3);
    part.number = 51;
    assert_eq!(
        listed(part.check()),
        [
            ("number".to_owned(), "must be 1 to 50 (found 51)".to_owned()),
            ("refund".to_owned(), "must not exceed total".to_owned()),
        ]
    );
    assert!(part.validate().unwrap_err().len() == 1, "`validate` knows fields only");
}

/// An address whose piece is empty, `.` or `..` is another address to whoever reads it.
#[test]
fn a_piece_of_the_path_cannot_lead_elsewhere() {
    for text in [".", ".."] {
        let query = ById::new(TransactionId::new(text).unwrap());
        let words = "must be a text that can stand in a path: neither empty nor `.` nor `..`";
        assert_eq!(listed(query.check()), [("transaction_id".to_owned(), words.to_owned())]);
        let json = serde_json::json!({ "transaction_id": text }).to_string();
        assert_eq!(listed(ById::from_json(json.as_bytes()).map(drop)).len(), 1);
    }
    for text in ["...", "a/../b", "%2e"] {
        let query = ById::new(TransactionId::new(text).unwrap());
        assert_eq!(query.check(), Ok(()));
        assert_eq!(query.target().matches('/').count(), 3);
    }
}

#[test]
fn a_request_is_read_with_all_its_places() {
    assert_eq!(RefundPart::from_json(PART.as_bytes()), Ok(part()));
    let full = PART.replace(
        "\"total\": 2",
        r#""total": 2, "note": "n", "dry": false, "fee": 0.60, "detail": {"goods": [{"id": "a", "quantity": 1}]}"#,
    );
    let expected = part()
        .with_note("n")
        .with_dry(false)
        .with_fee(Fen::new(60).to_yuan())
        .with_detail(Detail::new(vec![Goods::new("a", 1)]));
    assert_eq!(RefundPart::from_json(full.as_bytes()), Ok(expected));
}

#[track_caller]
fn refused(json: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|(path, words)| ((*path).to_owned(), (*words).to_owned())).collect();
    assert_eq!(listed(RefundPart::from_json(json.as_bytes()).map(drop)), expected);
}

#[test]
fn every_fault_of_a_text_is_reported_at_once() {
    refused(
        r#"{"out_trade_no": "A", "number": 0, "mchid": "x", "out_refund_no": "CANARY?", "refund": 1.5, "total": null,
            "note": "", "sub_mchid": "1", "detail": {"goods": [{"id": "abcde", "quantity": 1}]}}"#,
        &[
            ("out_trade_no", "must be 6 to 32 characters (found 1)"),
            ("number", "must be 1 to 50 (found 0)"),
            ("mchid", "may hold digits; character 0 is another one"),
            ("note", "must be 1 to 9 characters (found 0)"),
            ("out_refund_no", "may hold digits, letters and _-|*@; character 6 is another one"),
            ("refund", "must be an integer (found another number)"),
            ("total", "must be left out instead of null"),
            ("detail.goods[0].id", "must be 1 to 4 characters (found 5)"),
            ("sub_mchid", "is not a documented member"),
        ],
    );
    refused(&PART.replace("\"refund\": 1", "\"refund\": 3"), &[("refund", "must not exceed total")]);
    refused(
        "{}",
        &[
            ("out_trade_no", "is required"),
            ("number", "is required"),
            ("mchid", "is required"),
            ("out_refund_no", "is required"),
            ("refund", "is required"),
            ("total", "is required"),
        ],
    );
}

#[test]
fn what_is_not_one_object_is_refused() {
    let unreadable = "must be one JSON object in UTF-8";
    for text in ["", " ", "{", "{}{}", "nul", "\u{feff}{}", "{\"a\":1,}", "{'a':1}", "{\"a\":NaN}"] {
        refused(text, &[("", unreadable)]);
    }
    refused("[]", &[("", "must be an object (found a list)")]);
    refused("null", &[("", "must be an object (found null)")]);
    assert_eq!(
        listed(RefundPart::from_json(b"{\"note\":\"\xff\"}").map(drop)),
        [(String::new(), unreadable.to_owned())]
    );
    for (open, close) in [("[", "]"), ("{\"detail\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        refused(&deep, &[("", unreadable)]);
        refused(&format!("{{\"detail\":{deep}}}"), &[("", unreadable)]);
    }
}

/// Readers differ in which of two equal members they keep, so that one total could be checked and another be paid.
#[test]
fn a_member_that_is_given_twice_is_refused() {
    let once = "must be given once";
    refused(&PART.replace("\"total\": 2", "\"total\": 2, \"total\": 200"), &[("total", once)]);
    refused(
        &PART.replace("\"total\": 2", r#""total": 2, "tot\u0061l": 2, "total": 0"#),
        &[("total", once), ("total", once), ("total", "must be at least 1 (found 0)")],
    );
    refused(
        &PART.replace(
            "\"total\": 2",
            r#""total": 2, "detail": {"goods": [{"id": "a", "quantity": 1, "id": "b"}]}"#,
        ),
        &[("detail.goods[0].id", once)],
    );
    let deep = format!("{}{{\"a\":1,\"a\":1}}{}", "[".repeat(120), "]".repeat(120));
    let found = RefundPart::from_json(deep.as_bytes()).unwrap_err();
    assert_eq!(found.iter().next().map(|v| v.fault()), Some(&Fault::Duplicate));
}

fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
            assert!(digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'A'..=b'F')), "{text}");
            out.push(u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            assert!(byte.is_ascii_alphanumeric() || b"-._~".contains(&byte), "{text}");
            out.push(byte);
        }
    }
    out
}

proptest! {
    #[test]
    fn decoding_a_target_gives_back_its_values(segment: String, name in "\\PC{1,9}", value: String) {
        let target = Target::default().literal("/v3/").segment(Some(segment.clone())).literal("/end");
        let target = target.query(&name, Some(value.clone())).query("absent", None).query("last", Some(String::new())).finish();
        let (path, query) = target.split_once('?').unwrap();
        let encoded = path.strip_prefix("/v3/").and_then(|rest| rest.strip_suffix("/end")).unwrap();
        prop_assert_eq!(decoded(encoded), segment.as_bytes());
        let (pair, last) = query.split_once('&').unwrap();
        let (key, encoded) = pair.split_once('=').unwrap();
        prop_assert_eq!((decoded(key), decoded(encoded), last), (name.into_bytes(), value.into_bytes(), "last="));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[{}\\[\\]\",:0-9a-z_\\\\ ]{0,60}|\\PC{0,40}", bytes: Vec<u8>) {
        let _ = RefundPart::from_json(text.as_bytes());
        let _ = RefundPart::from_json(&bytes);
    }
}

#[test]
fn everything_but_unreserved_characters_is_encoded() {
    let ascii: String = (0..=127_u8).map(char::from).collect();
    let encoded = Target::default().segment(Some(ascii.clone())).finish();
    assert_eq!(decoded(&encoded), ascii.as_bytes());
    for character in ["%27", "%21", "%28", "%29", "%2A", "%2B", "%20", "%25", "%2F", "%00", "%7F"] {
        assert!(encoded.contains(character), "{character}");
    }
}
