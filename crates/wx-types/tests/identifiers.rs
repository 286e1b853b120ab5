use proptest::{prelude::*, sample::select, test_runner::TestRunner};
use wx_types::{
    AppId, Fault, Mchid, NotifyUrl, OutRefundNo, OutTradeNo, PrepayId, RefundId, Rule, TransactionId, Unit,
    charset::Charset,
};

/// What every identifier can do, so that one table serves them all.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    rules: &'static [Rule],
    read: fn(&str) -> Result<String, wx_types::Violation>,
    json: fn(&str) -> Result<String, serde_json::Error>,
}

macro_rules! kind {
    ($name:ident, $wire:literal) => {
        Kind {
            name: $wire,
            rules: $name::RULES,
            read: |text| {
                let read = $name::new(text)?;
                assert_eq!(text.parse::<$name>().as_ref(), Ok(&read));
                assert_eq!($name::try_from(text).as_ref(), Ok(&read));
                assert_eq!($name::try_from(text.to_owned()).as_ref(), Ok(&read));
                assert_eq!(read.to_string(), read.as_str());
                assert_eq!(read.as_ref(), read.as_str());
                Ok(read.as_str().to_owned())
            },
            json: |json| serde_json::to_string(&serde_json::from_str::<$name>(json)?),
        }
    };
}

const APPID: Kind = kind!(AppId, "appid");
const MCHID: Kind = kind!(Mchid, "mchid");
const OUT_TRADE_NO: Kind = kind!(OutTradeNo, "out_trade_no");
const OUT_REFUND_NO: Kind = kind!(OutRefundNo, "out_refund_no");
const TRANSACTION_ID: Kind = kind!(TransactionId, "transaction_id");
const REFUND_ID: Kind = kind!(RefundId, "refund_id");
const PREPAY_ID: Kind = kind!(PrepayId, "prepay_id");
const NOTIFY_URL: Kind = kind!(NotifyUrl, "notify_url");
const DRAWN: [Kind; 7] = [APPID, MCHID, OUT_TRADE_NO, OUT_REFUND_NO, TRANSACTION_ID, REFUND_ID, PREPAY_ID];

fn limits(kind: Kind) -> (usize, usize, Charset) {
    match kind.rules {
        [Rule::Chars { min, max }, Rule::Charset(charset)] => (*min, *max, *charset),
        other => panic!("{}: {other:?}", kind.name),
    }
}

#[track_caller]
fn accepts(kind: Kind, text: &str) {
    assert_eq!((kind.read)(text).as_deref(), Ok(text), "{}", kind.name);
    let json = serde_json::to_string(text).unwrap();
    assert_eq!((kind.json)(&json).unwrap(), json);
}

#[track_caller]
fn refuses(kind: Kind, text: &str, fault: &Fault) {
    let violation = (kind.read)(text).unwrap_err();
    assert_eq!((violation.path(), violation.fault()), (kind.name, fault), "{text:?}");
    assert!((kind.json)(&serde_json::to_string(text).unwrap()).is_err());
}

#[test]
fn lengths_have_the_documented_edges() {
    for (kind, min, max) in [
        (APPID, 1, 32),
        (MCHID, 1, 32),
        (OUT_TRADE_NO, 6, 32),
        (OUT_REFUND_NO, 1, 64),
        (TRANSACTION_ID, 1, 32),
        (REFUND_ID, 1, 32),
        (PREPAY_ID, 1, 1024),
    ] {
        for found in [min, min + 1, max - 1, max] {
            accepts(kind, &"7".repeat(found));
        }
        for found in [min - 1, max + 1, max * 2] {
            refuses(kind, &"7".repeat(found), &Fault::Length { unit: Unit::Characters, min, max, found });
        }
    }
}

#[test]
fn alphabets_are_the_documented_ones() {
    let outside = |kind, text: &str, position| {
        let (_, _, allowed) = limits(kind);
        refuses(kind, text, &Fault::Charset { allowed, position });
    };
    accepts(OUT_TRADE_NO, "Aa0_-|*");
    outside(OUT_TRADE_NO, "Aa0_-|*@", 7);
    accepts(OUT_REFUND_NO, "Aa0_-|*@");
    outside(OUT_REFUND_NO, "A#", 1);
    outside(MCHID, "19000x0001", 5);
    outside(MCHID, "１900000001", 0);
    accepts(APPID, "wxd678efh567hg6787");
    accepts(PREPAY_ID, "wx201410272009395522657a690389285100");
    for kind in DRAWN {
        for bad in
            ["123456 ", "123456\n", "123456\0", "123456中", "123456\u{301}", "123456😀", "123456\u{200b}"]
        {
            outside(kind, bad, 6);
        }
    }
}

#[test]
fn notify_urls_are_plain_addresses() {
    let form = Fault::Form {
        expected: "an absolute http or https address with a path, without query, fragment, user or blanks",
    };
    for text in ["https://www.weixin.qq.com/wxpay/pay.php", "http://127.0.0.1:8080/n", "https://a.cn/"] {
        accepts(NOTIFY_URL, text);
    }
    for text in [
        "",
        " https://a.cn/n",
        "https://a.cn/n ",
        "https://a.cn",
        "https://a.cn/n?x",
        "https://u@a.cn/n",
        "//a.cn/n",
    ] {
        refuses(NOTIFY_URL, text, &form);
    }
}

/// A text of the identifier's alphabet with a length out of `lengths`.
fn drawn(charset: Charset, lengths: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(select(charset.members().collect::<Vec<_>>()), lengths)
        .prop_map(|all| all.into_iter().collect())
}

#[test]
fn what_the_rules_say_is_what_is_accepted() {
    for kind in DRAWN {
        let (min, max, charset) = limits(kind);
        let outside = any::<char>().prop_filter("not of the alphabet", move |c| !charset.contains(*c));
        let strategy = (drawn(charset, min..=max), outside, any::<prop::sample::Index>());
        TestRunner::default()
            .run(&strategy, |(text, character, at)| {
                accepts(kind, &text);

                let long = text.repeat(max / text.len() + 1);
                let found = long.len();
                refuses(kind, &long, &Fault::Length { unit: Unit::Characters, min, max, found });
                let found = min - 1;
                refuses(kind, &text[..found], &Fault::Length { unit: Unit::Characters, min, max, found });

                let mut characters: Vec<char> = text.chars().collect();
                let position = at.index(characters.len());
                characters[position] = character;
                let spoiled: String = characters.into_iter().collect();
                refuses(kind, &spoiled, &Fault::Charset { allowed: charset, position });
                Ok(())
            })
            .unwrap();
    }
}

proptest! {
    #[test]
    fn an_error_never_repeats_the_text(before in "[ -~]{0,8}", after in "\\PC{0,8}") {
        let text = format!("{before}CANARY\n{after}");
        let json = serde_json::to_string(&text).unwrap();
        for kind in DRAWN.into_iter().chain([NOTIFY_URL]) {
            let error = (kind.read)(&text).unwrap_err();
            let shown = format!("{error} {error:?}");
            prop_assert!(!shown.contains("CANARY"));
            let error = (kind.json)(&json).unwrap_err();
            let shown = format!("{error} {error:?}");
            prop_assert!(!shown.contains("CANARY"));
        }
    }
}
