use serde::Deserialize;
use wx_types::{Fen, Mchid, Model, OutTradeNo, Rule};

#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    #[wx(path, typed)]
    out_trade_no: OutTradeNo,
    #[wx(chars = 1..=9)]
    zebra: String,
    #[wx(query, typed)]
    mchid: Mchid,
    #[serde(default, rename = "type")]
    #[wx(any)]
    kind: Option<String>,
    #[wx(any)]
    r#where: Option<String>,
    #[wx(range = 1..)]
    amount: Fen,
    #[wx(any)]
    alpha: Option<Vec<String>>,
}

/// Names that the derived code could mistake for its own.
#[derive(Clone, Debug, Model)]
struct Shadows {
    #[wx(chars = 1..=1)]
    checker: String,
    #[wx(chars = 1..=1)]
    value: Option<String>,
    #[wx(chars = 1..=1)]
    members: Option<String>,
    #[wx(chars = 1..=1)]
    serializer: Option<String>,
}

/// Named by the rename alone, without any derive of serde.
#[derive(Clone, Debug, Model)]
struct Renamed {
    #[serde(rename = "goods-id")]
    #[wx(any)]
    id: String,
}

fn order() -> Order {
    let number = OutTradeNo::new("A10001").unwrap();
    Order::new(number, "z", Mchid::new("1900000001").unwrap(), Fen::new(1))
}

#[test]
fn absent_options_and_other_places_are_left_out() {
    assert_eq!(serde_json::to_string(&order()).unwrap(), r#"{"zebra":"z","amount":1}"#);
}

#[test]
fn members_keep_their_order_and_their_names() {
    let order = order().with_alpha(vec![]).with_where("here").with_kind("gift");
    assert_eq!(
        serde_json::to_string(&order).unwrap(),
        r#"{"zebra":"z","type":"gift","where":"here","amount":1,"alpha":[]}"#
    );
    let names: Vec<_> = Order::INFO.fields.iter().map(|field| field.name).collect();
    assert_eq!(names, ["out_trade_no", "zebra", "mchid", "type", "where", "amount", "alpha"]);
    assert_eq!(serde_json::to_string(&Renamed::new("a")).unwrap(), r#"{"goods-id":"a"}"#);
    assert_eq!(Renamed::INFO.fields[0].name, "goods-id");
}

#[test]
fn what_the_struct_reads_is_what_the_table_names() {
    let json = r#"{"out_trade_no":"A10001","mchid":"1900000001","zebra":"z","type":"gift","amount":1}"#;
    assert_eq!(serde_json::from_str::<Order>(json).unwrap(), order().with_kind("gift"));
}

#[test]
fn field_names_do_not_meet_the_names_of_the_derived_code() {
    let model = Shadows::new("ab").with_value("cd").with_members("e").with_serializer("f");
    let violations = model.validate().unwrap_err();
    assert!(violations.len() == 2 && violations.names("checker") && violations.names("value"));
    assert_eq!(
        serde_json::to_string(&model).unwrap(),
        r#"{"checker":"ab","value":"cd","members":"e","serializer":"f"}"#
    );
}

#[test]
fn a_limit_without_end_is_the_greatest_number() {
    assert_eq!(Order::INFO.field("amount").unwrap().rules, [Rule::Range { min: 1, max: i64::MAX }]);
}
