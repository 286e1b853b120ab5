use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use wx_types::{Fen, Yuan};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Bill {
    total: Fen,
    fee: Yuan,
    rest: Option<Yuan>,
}

#[test]
fn fen_is_read_from_integers_only() {
    for (json, fen) in [
        ("0", 0),
        ("1", 1),
        ("-7", -7),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        assert_eq!(serde_json::from_str::<Fen>(json).unwrap(), Fen::new(fen), "{json}");
        assert_eq!(serde_json::to_string(&Fen::new(fen)).unwrap(), json);
    }
    for json in [
        "100.0",
        "1e2",
        "\"100\"",
        "null",
        "9223372036854775808",
        "-9223372036854775809",
        "true",
        "[1]",
        "01",
        "+1",
        "",
    ] {
        assert!(serde_json::from_str::<Fen>(json).is_err(), "{json}");
        if let Ok(value) = serde_json::from_str(json) {
            assert!(serde_json::from_value::<Fen>(value).is_err(), "{json} as a value");
        }
    }
}

#[test]
fn fen_sums_end_at_the_edge() {
    let (least, most) = (Fen::new(i64::MIN), Fen::new(i64::MAX));
    let one = Fen::new(1);
    assert_eq!(most.checked_add(one), None);
    assert_eq!(least.checked_sub(one), None);
    assert_eq!(least.checked_add(Fen::new(-1)), None);
    assert_eq!(most.checked_sub(Fen::new(-1)), None);
    assert_eq!(most.checked_mul(2), None);
    assert_eq!(least.checked_mul(-1), None);
    assert_eq!(most.checked_add(Fen::new(0)), Some(most));
    assert_eq!(Fen::new(i64::MAX - 1).checked_add(one), Some(most));
    assert_eq!(most.checked_mul(-1), Some(Fen::new(-i64::MAX)));
    assert_eq!(Fen::checked_sum([]), Some(Fen::new(0)));
    assert_eq!(Fen::checked_sum([one, Fen::new(2), Fen::new(-5)]), Some(Fen::new(-2)));
    assert_eq!(Fen::checked_sum([most, one, Fen::new(-1)]), None, "it overflows on the way");
}

#[test]
fn amounts_show_what_they_are() {
    assert_eq!(Fen::new(12899).to_string(), "12899 fen");
    assert_eq!(Fen::new(-1).to_string(), "-1 fen");
    assert_eq!(Fen::new(12899).to_yuan().to_string(), "128.99");
}

/// The oracle is an odometer: texts that are counted up, not computed.
#[test]
fn every_amount_below_a_hundred_thousand_yuan_keeps_its_text() {
    let mut odometer = *b"00000.00";
    for fen in 0..=9_999_999 {
        let text = str::from_utf8(&odometer).unwrap();
        let leading = text.bytes().take(4).take_while(|byte| *byte == b'0').count();
        let text = &text[leading..];
        let yuan = Fen::new(fen).to_yuan();
        assert_eq!(yuan.to_string(), text);
        assert_eq!(text.parse(), Ok(yuan));
        for wheel in odometer.iter_mut().rev().filter(|wheel| **wheel != b'.') {
            match wheel {
                b'9' => *wheel = b'0',
                _ => {
                    *wheel += 1;
                    break;
                }
            }
        }
    }
    assert_eq!(&odometer, b"00000.00", "the odometer went round once");
}

#[test]
fn yuan_is_read_with_at_most_two_decimals() {
    for (text, fen) in [
        ("0", 0),
        ("1", 100),
        ("0.01", 1),
        ("0.1", 10),
        ("12.3", 1230),
        ("12.3400", 1234),
        ("-0.01", -1),
        ("-12.30", -1230),
        ("-0", 0),
        ("92233720368547758.07", i64::MAX),
        ("-92233720368547758.08", i64::MIN),
    ] {
        assert_eq!(text.parse::<Yuan>().map(Yuan::to_fen), Ok(Fen::new(fen)), "{text}");
    }
    for text in [
        "",
        " ",
        "-",
        ".",
        "-.",
        ".5",
        "-.5",
        "5.",
        "00.1",
        "-00.1",
        "01",
        "+1",
        "--1",
        "- 1",
        " 1",
        "1 ",
        "1\n",
        "0.001",
        "0.0100001",
        "1e2",
        "1E2",
        "1.0e1",
        "1,00",
        "1_000",
        "1.2.3",
        "0x1",
        "1.-2",
        "1.+2",
        "１",
        "٣",
        "NaN",
        "inf",
        "92233720368547758.08",
        "-92233720368547758.09",
        "99999999999999999999999",
    ] {
        assert!(text.parse::<Yuan>().is_err(), "{text:?}");
    }
}

#[test]
fn yuan_is_a_json_number_with_two_decimals() {
    for (fen, json) in
        [(1, "0.01"), (10, "0.10"), (100, "1.00"), (0, "0.00"), (-1, "-0.01"), (-12345, "-123.45")]
    {
        assert_eq!(serde_json::to_string(&Fen::new(fen).to_yuan()).unwrap(), json);
        assert_eq!(serde_json::to_vec(&Fen::new(fen).to_yuan()).unwrap(), json.as_bytes());
    }
    for json in ["0.01", "\"0.01\"", "0.010", " 0.01 ", "\"0.010\""] {
        assert_eq!(serde_json::from_str::<Yuan>(json).unwrap().to_fen(), Fen::new(1), "{json}");
        assert_eq!(serde_json::from_slice::<Yuan>(json.as_bytes()).unwrap().to_fen(), Fen::new(1), "{json}");
        assert_eq!(
            serde_json::from_reader::<_, Yuan>(json.as_bytes()).unwrap().to_fen(),
            Fen::new(1),
            "{json}"
        );
    }
    for json in [
        "0.001",
        "1e2",
        ".5",
        "5.",
        "00.1",
        "+1",
        "",
        " ",
        "\"\"",
        "\" \"",
        "\" 1\"",
        "\"+1\"",
        "\"1",
        "\"\\u0031\"",
        "null",
        "true",
        "[1]",
        "{}",
        "\"\"1\"\"",
    ] {
        assert!(serde_json::from_str::<Yuan>(json).is_err(), "{json:?}");
    }
}

#[test]
fn yuan_works_inside_a_struct() {
    let bill = Bill { total: Fen::new(100), fee: Fen::new(60).to_yuan(), rest: None };
    let json = serde_json::to_string(&bill).unwrap();
    assert_eq!(json, r#"{"total":100,"fee":0.60,"rest":null}"#);
    assert_eq!(serde_json::from_str::<Bill>(&json).unwrap(), bill);
    assert_eq!(serde_json::from_slice::<Bill>(json.as_bytes()).unwrap(), bill);
    let bill: Bill = serde_json::from_str(r#"{"total":-1,"fee":"0.6","rest":12.34}"#).unwrap();
    assert_eq!(bill.rest.map(Yuan::to_fen), Some(Fen::new(1234)));
    let refused = serde_json::from_str::<Bill>(r#"{"total":1,"fee":7.001}"#).unwrap_err().to_string();
    assert!(refused.contains("at most two decimals") && !refused.contains("7.001"), "{refused}");
}

/// What a JSON value cannot keep: which notation a number had, and more than fifteen digits.
#[test]
fn yuan_through_a_json_value_is_exact_to_fifteen_digits() {
    for fen in [0, 1, 99, -1, 100, 9_999_999, 999_999_999_999_999, -999_999_999_999_999] {
        let value = serde_json::to_value(Fen::new(fen).to_yuan()).unwrap();
        assert!(value.is_number());
        assert_eq!(serde_json::from_value::<Yuan>(value).unwrap().to_fen(), Fen::new(fen));
    }
    assert_eq!(serde_json::from_value::<Yuan>("0.01".into()).unwrap().to_fen(), Fen::new(1));
    // Where serde_json keeps the text of numbers (a feature that any crate can switch on), this is refused as well.
    let notation_is_lost = serde_json::from_str::<serde_json::Value>("1e2").unwrap();
    let read = serde_json::from_value::<Yuan>(notation_is_lost).map(Yuan::to_fen);
    assert!(read.is_err() || read.is_ok_and(|fen| fen == Fen::new(100_00)));
    let three_decimals = serde_json::from_str::<serde_json::Value>("0.001").unwrap();
    assert!(serde_json::from_value::<Yuan>(three_decimals).is_err());
}

/// What flattening hands on is a number without its text.
#[test]
fn yuan_under_flatten_is_an_error_and_no_other_amount() {
    #[derive(Debug, Deserialize)]
    struct Outer {
        #[serde(flatten)]
        _bill: Inner,
    }
    #[derive(Debug, Deserialize)]
    struct Inner {
        _fee: Yuan,
    }
    assert!(serde_json::from_str::<Outer>(r#"{"_fee":0.01}"#).is_err());
}

proptest! {
    #[test]
    fn yuan_survives_every_door(fen: i64) {
        let yuan = Fen::new(fen).to_yuan();
        prop_assert_eq!(yuan.to_string().parse(), Ok(yuan));
        let json = serde_json::to_string(&yuan).unwrap();
        prop_assert_eq!(&json, &yuan.to_string());
        prop_assert_eq!(serde_json::from_str::<Yuan>(&json).unwrap(), yuan);
        prop_assert_eq!(serde_json::from_str::<Yuan>(&format!("\"{json}\"")).unwrap(), yuan);
        prop_assert_eq!(fen == 0, json == "0.00");
    }

    #[test]
    fn yuan_reads_any_text_without_panicking(text in "[-+0-9.eE ]{0,24}|\\PC{0,12}") {
        if let Ok(yuan) = text.parse::<Yuan>() {
            let shown = yuan.to_string();
            prop_assert_eq!(shown.parse(), Ok(yuan));
        }
        let _ = serde_json::from_str::<Yuan>(&text);
    }

    #[test]
    fn fen_computes_as_wider_numbers_do(a: i64, b: i64, times: i64) {
        let fits = |wide: i128| i64::try_from(wide).ok().map(Fen::new);
        let (x, y) = (i128::from(a), i128::from(b));
        prop_assert_eq!(Fen::new(a).checked_add(Fen::new(b)), fits(x + y));
        prop_assert_eq!(Fen::new(a).checked_sub(Fen::new(b)), fits(x - y));
        prop_assert_eq!(Fen::new(a).checked_mul(times), fits(x * i128::from(times)));
    }
}
