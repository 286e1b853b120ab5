//! The same rules, run over JSON: what the platform would say.

use proptest::{option, prelude::*};
use serde_json::{Value as Json, json};
use wx_types::{AppId, Fen, Model, Rfc3339};

use crate::models::{Channel, Detail, Everything, Goods, listed};

#[track_caller]
fn check(value: &Json, expected: &[(&str, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|(path, words)| ((*path).to_owned(), (*words).to_owned())).collect();
    assert_eq!(listed(Everything::INFO.check_json(value)), expected);
}

/// The least object that breaks nothing, with `change` in it.
fn with(change: Json) -> Json {
    let mut value = json!({"appid": "wx01", "title": "ab", "quantity": 1, "total": 1});
    for (name, member) in change.as_object().unwrap() {
        value[name] = member.clone();
    }
    value
}

#[test]
fn required_members_must_be_there() {
    check(&with(json!({})), &[]);
    check(
        &json!({"title": "ab", "detail": {"goods": [{}]}}),
        &[
            ("appid", "is required"),
            ("quantity", "is required"),
            ("total", "is required"),
            ("detail.goods[0].id", "is required"),
            ("detail.goods[0].quantity", "is required"),
        ],
    );
}

#[test]
fn null_is_refused_wherever_it_stands() {
    let null = "must be left out instead of null";
    check(
        &with(json!({
            "title": null, "note": null, "tags": [null, "a"], "detail": {"invoice": null, "goods": [null]},
            "grid": [null, [null]],
        })),
        &[
            ("title", null),
            ("note", null),
            ("tags[0]", null),
            ("detail.invoice", null),
            ("detail.goods[0]", null),
            ("grid[0]", null),
            ("grid[1][0]", null),
        ],
    );
}

#[test]
fn every_other_type_is_refused() {
    let samples = [
        (json!("12"), "a string"),
        (json!(12), "an integer"),
        (json!(12.5), "another number"),
        (json!(true), "a boolean"),
        (json!([]), "a list"),
        (json!({}), "an object"),
    ];
    for (member, expected) in [
        ("title", "a string"),
        ("quantity", "an integer"),
        ("total", "an integer"),
        ("price", "a number with at most two decimals"),
        ("fapiao", "a boolean"),
        ("tags", "a list"),
        ("channel", "a string"),
        ("expires", "a string"),
        ("detail", "an object"),
    ] {
        for (value, found) in &samples {
            let is_right = expected == *found || (member == "price" && value.is_number());
            let words = format!("must be {expected} (found {found})");
            let listed = listed(Everything::INFO.check_json(&with(json!({ member: value }))));
            assert_eq!(
                listed.contains(&(member.to_owned(), words)),
                !is_right,
                "{member} {found}: {listed:?}"
            );
        }
    }
    check(&json!([]), &[("", "must be an object (found a list)")]);
    check(&Json::Null, &[("", "must be an object (found null)")]);
}

#[test]
fn numbers_are_what_they_say() {
    let integer = "must be an integer (found another number)";
    for json in ["1.0", "1e2", "9223372036854775808"] {
        let value: Json = serde_json::from_str(json).unwrap();
        check(&with(json!({ "total": value })), &[("total", integer)]);
    }
    check(&with(json!({"price": 1.25})), &[]);
    check(&with(json!({"price": 100})), &[]);
    check(&with(json!({"price": 100.01})), &[("price", "must be 0 to 10000 (found 10001)")]);
    let decimal = "must be a number with at most two decimals (found another number)";
    for beyond in [0.001, 12_345_678_901_234.56, 1e17, 1e300] {
        check(&with(json!({ "price": beyond })), &[("price", decimal)]);
    }
}

#[test]
fn identifiers_and_times_are_checked_like_every_text() {
    check(
        &with(json!({"appid": "a\n", "expires": "tomorrow"})),
        &[
            ("appid", "may hold visible ASCII characters; character 1 is another one"),
            ("expires", "must be a time such as 2015-05-20T13:29:35+08:00"),
        ],
    );
}

#[test]
fn undocumented_members_are_refused_with_a_harmless_name() {
    let unknown = "is not a documented member";
    check(
        &with(json!({"detail": {"goods": [{"id": "a", "quantity": 1, "colour": 1}]}})),
        &[("detail.goods[0].colour", unknown)],
    );
    for (name, shown) in [
        ("sub-mchid_2", "sub-mchid_2"),
        ("", r#""""#),
        ("detail.invoice", r#""detail.invoice""#),
        ("a[0]", r#""a[0]""#),
        ("\u{1b}[31m\r\nINFO paid", r#""\u{1b}[31m\r\nINFO paid""#),
        ("\u{202e}diap\u{200b}", r#""\u{202e}diap\u{200b}""#),
        ("\"; total: fine", r#""\"; total: fine""#),
        ("中文", r#""中文""#),
    ] {
        check(&with(json!({ name: 1 })), &[(shown, unknown)]);
    }
    for long in ["x".repeat(100_000), "中".repeat(65)] {
        let found = listed(Everything::INFO.check_json(&with(json!({ long: 1 }))));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.chars().count(), 64 + r#""".."#.chars().count(), "{}", found[0].0);
    }
}

fn text(any_of: &'static str) -> impl Strategy<Value = String> + Clone {
    any_of
}

fn everything() -> impl Strategy<Value = Everything> {
    let goods = (text("[ab中😀]{0,6}"), -1..12_i64).prop_map(|(id, quantity)| Goods::new(id, quantity));
    let detail = (option::of(text("[a\"\\n中]{0,7}")), prop::collection::vec(goods, 0..6))
        .prop_map(|(invoice, goods)| Detail { invoice, goods });
    let channel = text("ORIGINAL|BALANCE|MOON|").prop_map(|text| Channel::from(text.as_str()));
    let first = (
        text("[!-~]{1,10}"),
        text("[a中e\u{301}😀]{0,6}"),
        option::of(text("[a中e\u{301}😀]{0,4}")),
        -2..103_i64,
        prop_oneof![Just(i64::MIN), Just(i64::MAX), -2..3_i64],
        option::of(-3..100_03_i64),
        any::<Option<bool>>(),
        option::of(text("CNY|HKD|cny|")),
        option::of(text("[a_ ]{0,10}")),
    );
    let second = (
        option::of(text("1\\.2\\.3\\.4|::1|1\\.2\\.3|localhost|")),
        option::of(text("[a中😀]{0,4}")),
        option::of(prop::collection::vec(text("[a中]{0,5}"), 0..4)),
        option::of(channel.clone()),
        option::of(prop::collection::vec(channel, 0..3)),
        option::of(text("2026-11-23T02:00:00(Z|\\.[0-9]{1,9}\\+08:00)")),
        option::of(detail),
        option::of(prop::collection::vec(prop::collection::vec(any::<i64>(), 0..3), 0..3)),
    );
    (first, second).prop_map(|(first, second)| {
        let (appid, title, note, quantity, total, price, fapiao, currency, goods_id) = first;
        let (ip, remark, tags, channel, channels, expires, detail, grid) = second;
        Everything {
            appid: AppId::new(appid).unwrap(),
            title,
            note,
            quantity,
            total: Fen::new(total),
            price: price.map(|fen| Fen::new(fen).to_yuan()),
            fapiao,
            currency,
            goods_id,
            ip,
            remark,
            tags,
            channel,
            channels,
            expires: expires.map(|text| Rfc3339::new(text).unwrap()),
            detail,
            grid,
        }
    })
}

proptest! {
    /// One set of rules, two doors: what validates a value validates its JSON, violation by violation.
    #[test]
    fn both_doors_say_the_same(model in everything()) {
        let json = serde_json::to_vec(&model).unwrap();
        let value: Json = serde_json::from_slice(&json).unwrap();
        prop_assert_eq!(Everything::INFO.check_json(&value), model.validate());
        prop_assert_eq!(serde_json::from_slice::<Everything>(&json).unwrap(), model);
    }

    #[test]
    fn any_value_is_judged(members in prop::collection::hash_map("appid|title|total|detail|tags|\\PC{0,9}", any_json(), 0..6)) {
        let value = Json::Object(members.into_iter().collect());
        let _ = Everything::INFO.check_json(&value);
    }
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        "\\PC{0,9}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::hash_map("goods|invoice|id|\\PC{0,3}", inner, 0..4)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}
