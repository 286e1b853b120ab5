//! The rules, run over Rust values.

use wx_types::{Fault, Fen, Model, Rfc3339, Unit};

use crate::models::{Channel, Detail, Everything, Goods, flawless, listed};

#[track_caller]
fn check(model: &Everything, expected: &[(&str, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|(path, words)| ((*path).to_owned(), (*words).to_owned())).collect();
    assert_eq!(listed(model.validate()), expected);
}

#[test]
fn a_flawless_model_has_no_violation() {
    check(&flawless(), &[]);
    check(
        &flawless()
            .with_note("123456")
            .with_price(Fen::new(100_00).to_yuan())
            .with_fapiao(true)
            .with_currency("HKD")
            .with_goods_id("a-_9")
            .with_ip("::1")
            .with_remark("中文")
            .with_tags(vec!["abc".to_owned(), "中中中".to_owned()])
            .with_channel(Channel::Balance)
            .with_channels(vec![])
            .with_expires(Rfc3339::from_unix(0).unwrap())
            .with_detail(Detail::new(vec![Goods::new("a", 9)]).with_invoice("12345"))
            .with_grid(vec![vec![1], vec![]]),
        &[],
    );
}

#[test]
fn every_fault_is_reported_once_with_its_path() {
    let mut model = flawless()
        .with_note("1234567")
        .with_price(Fen::new(-1).to_yuan())
        .with_currency("cny")
        .with_goods_id("a b c d e f")
        .with_ip("1.2.3")
        .with_remark("ok 😀")
        .with_tags(vec![String::new(), "abc".to_owned(), "abcd".to_owned()])
        .with_channel(Channel::from("MOON"))
        .with_channels(vec![Channel::Original, Channel::from("SUN")])
        .with_expires(Rfc3339::new("2026-11-23T02:00:00.5000+00:00").unwrap())
        .with_detail(
            Detail::new(vec![
                Goods::new("a", 1),
                Goods::new("", 0),
                Goods::new("abcd", 9),
                Goods::new("abcde", 10),
            ])
            .with_invoice("123456"),
        );
    model.title = "a".to_owned();
    model.quantity = 101;
    model.total = Fen::new(0);
    check(
        &model,
        &[
            ("title", "must be 2 to 4 characters (found 1)"),
            ("note", "must be 1 to 6 bytes (found 7)"),
            ("quantity", "must be 1 to 100 (found 101)"),
            ("total", "must be at least 1 (found 0)"),
            ("price", "must be 0 to 10000 (found -1)"),
            ("currency", "must be one of CNY, HKD"),
            ("goods_id", "must be 1 to 8 characters (found 11)"),
            ("goods_id", "may hold digits, letters and -_; character 1 is another one"),
            ("ip", "must be an IPv4 or IPv6 address"),
            ("remark", "may hold characters of one to three UTF-8 bytes; character 3 needs four"),
            ("tags", "must be 1 to 2 entries (found 3)"),
            ("tags[0]", "must be 1 to 3 characters (found 0)"),
            ("tags[2]", "must be 1 to 3 characters (found 4)"),
            ("channel", "must be one of ORIGINAL, BALANCE"),
            ("channels[1]", "must be one of ORIGINAL, BALANCE"),
            ("expires", "must be 1 to 25 characters (found 30)"),
            ("detail.invoice", "must be 1 to 5 characters (found 6)"),
            ("detail.goods", "must be 1 to 3 entries (found 4)"),
            ("detail.goods[1].id", "must be 1 to 4 characters (found 0)"),
            ("detail.goods[1].quantity", "must be 1 to 9 (found 0)"),
            ("detail.goods[3].id", "must be 1 to 4 characters (found 5)"),
            ("detail.goods[3].quantity", "must be 1 to 9 (found 10)"),
            ("detail", "must be at most 120 bytes of JSON (found 133)"),
        ],
    );
}

/// Some pages count characters, others bytes. A combining mark is a character of its own.
#[test]
fn characters_are_scalar_values_and_bytes_are_utf_8() {
    for (text, characters, bytes) in [
        ("abcd", 4, 4),
        ("中文字符", 4, 12),
        ("e\u{301}e\u{301}", 4, 6),
        ("😀😀", 2, 8),
        ("👩‍👩‍👧", 5, 18),
        ("", 0, 0),
    ] {
        let chars = wx_types::Rule::Chars { min: characters + 1, max: 99 };
        let found = |unit, min, found| Some(Fault::Length { unit, min, max: 99, found });
        assert_eq!(chars.fault_of_text(text), found(Unit::Characters, characters + 1, characters), "{text}");
        let rule = wx_types::Rule::Bytes { min: bytes + 1, max: 99 };
        assert_eq!(rule.fault_of_text(text), found(Unit::Bytes, bytes + 1, bytes), "{text}");
        assert_eq!(wx_types::Rule::Chars { min: characters, max: characters }.fault_of_text(text), None);
        assert_eq!(wx_types::Rule::Bytes { min: bytes, max: bytes }.fault_of_text(text), None);
    }
    check(&flawless().with_note("中文"), &[]);
    check(&flawless().with_note("中文e"), &[("note", "must be 1 to 6 bytes (found 7)")]);
    let mut model = flawless();
    model.title = "中文字符".to_owned();
    check(&model, &[]);
    model.title = "中文字e\u{301}".to_owned();
    check(&model, &[("title", "must be 2 to 4 characters (found 5)")]);
}

#[test]
fn four_byte_characters_are_found_wherever_they_stand() {
    for (text, position) in
        [("😀", Some(0)), ("中😀", Some(1)), ("e\u{301}\u{ffff}", None), ("a\u{10000}", Some(2 - 1))]
    {
        let fault = wx_types::Rule::BasicPlane.fault_of_text(text);
        assert_eq!(fault, position.map(|position| Fault::FourByteCharacter { position }), "{text:?}");
    }
}

#[test]
fn the_table_says_what_the_struct_says() {
    let info = Everything::INFO;
    assert_eq!(info.name, "Everything");
    let names: Vec<_> = info.fields.iter().map(|field| field.name).collect();
    assert_eq!(names[..4], ["appid", "title", "note", "quantity"]);
    assert_eq!(names.len(), 17);
    let required: Vec<_> =
        info.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    assert_eq!(required, ["appid", "title", "quantity", "total"]);
    let words = |name: &str| -> Vec<String> {
        info.field(name).unwrap().all_rules().map(ToString::to_string).collect()
    };
    assert_eq!(words("appid"), ["2 to 8 characters", "1 to 32 characters", "visible ASCII characters"]);
    assert_eq!(words("tags"), ["1 to 2 entries", "1 to 3 characters"]);
    assert_eq!(words("channels"), ["one of ORIGINAL, BALANCE"]);
    assert!(words("fapiao").is_empty());
    assert!(info.field("absent").is_none());
}
