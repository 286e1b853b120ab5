//! Parameter signatures against the published and the invented vectors.

use wx_sign::params::{
    Algorithm, EmptyValues, ParameterKey, ParameterKeyError, VerifyError, fubei_sign, fubei_verify, v2_sign,
    v2_verify,
};

/// The example of the official APIv2 signature page, given out of order on purpose.
const PUBLISHED: [(&str, &str); 5] = [
    ("nonce_str", "ibuaiVcKdpRxkhJA"),
    ("mch_id", "10000100"),
    ("device_info", "1000"),
    ("body", "test"),
    ("appid", "wxd930ea5d5a258f4f"),
];
const PUBLISHED_KEY: &str = "192006250b4c09247ec02edce69f6a2d";
const PUBLISHED_MD5: &str = "9A0A8659F005D6984697E2CA0A9CF3B7";
const PUBLISHED_HMAC: &str = "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6";

const INVENTED_KEY: &str = "EXAMPLEKEY0123456789abcdef012345";
const FUBEI_SECRET: &str = "EXAMPLE-SECRET-0123456789abcdef01";

fn key(text: &str) -> ParameterKey {
    ParameterKey::new(text).unwrap()
}

#[track_caller]
fn check_v2(pairs: &[(&str, &str)], secret: &str, algorithm: Algorithm, expected: &str) {
    let key = key(secret);
    assert_eq!(v2_sign(pairs, &key, algorithm).unwrap().as_str(), expected);
    assert_eq!(v2_verify(pairs, &key, algorithm, expected), Ok(()));
    // The signature that travels with the parameters is not signed, and neither is an empty value.
    let received = [pairs, &[("sign", expected), ("attach", "")]].concat();
    assert_eq!(v2_verify(&received, &key, algorithm, expected), Ok(()));
}

#[test]
fn v2_vectors() {
    check_v2(&PUBLISHED, PUBLISHED_KEY, Algorithm::Md5, PUBLISHED_MD5);
    check_v2(&PUBLISHED, PUBLISHED_KEY, Algorithm::HmacSha256, PUBLISHED_HMAC);

    let pay_sign = |sign_type| {
        [
            ("appId", "wx0000000000000001"),
            ("timeStamp", "1700000000"),
            ("nonceStr", "NONCE0123456789"),
            ("package", "prepay_id=wx0000000000000000000000000000000001"),
            ("signType", sign_type),
        ]
    };
    check_v2(&pay_sign("MD5"), INVENTED_KEY, Algorithm::Md5, "EEF00C449D1664E8E2BD97618C8EC7FE");
    check_v2(
        &pay_sign("HMAC-SHA256"),
        INVENTED_KEY,
        Algorithm::HmacSha256,
        "051CEF8DEFC375B91385244B6AE19CABAA1B2347AABD39598EA6F6624AE0C508",
    );
}

#[track_caller]
fn check_v2_refused(signature: &str) {
    let refused = v2_verify(&PUBLISHED, &key(PUBLISHED_KEY), Algorithm::Md5, signature);
    assert_eq!(refused, Err(VerifyError::BadSignature), "{signature}");
}

#[test]
fn v2_accepts_one_text_only() {
    check_v2_refused("");
    check_v2_refused(&PUBLISHED_MD5.to_lowercase());
    check_v2_refused(&PUBLISHED_MD5[..31]);
    check_v2_refused(&format!("{PUBLISHED_MD5}0"));
    check_v2_refused(&PUBLISHED_MD5.replace('9', "8"));
    // The message does not choose the algorithm.
    check_v2_refused(PUBLISHED_HMAC);
    let downgraded = v2_verify(&PUBLISHED, &key(PUBLISHED_KEY), Algorithm::HmacSha256, PUBLISHED_MD5);
    assert_eq!(downgraded, Err(VerifyError::BadSignature));
}

/// The envelope of vector A, in the order of the gateway's page.
fn envelope<'a>(method: &'a str, biz_content: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("app_id", "20990101000000000001"),
        ("method", method),
        ("format", "json"),
        ("sign_method", "md5"),
        ("nonce", "nonce0123456789"),
        ("version", "1.0"),
        ("biz_content", biz_content),
    ]
}

#[track_caller]
fn check_fubei(pairs: &[(&str, &str)], expected: &str) {
    let key = key(FUBEI_SECRET);
    assert_eq!(fubei_sign(pairs, &key).unwrap().as_str(), expected);
    assert_eq!(fubei_verify(pairs, &key, EmptyValues::Signed, expected), Ok(()));
    assert_eq!(fubei_verify(pairs, &key, EmptyValues::Signed, &expected.to_lowercase()), Ok(()));
    let received = [pairs, &[("sign", expected)]].concat();
    assert_eq!(fubei_verify(&received, &key, EmptyValues::Signed, expected), Ok(()));
}

#[test]
fn fubei_vectors_a_to_f() {
    const MINA: &str = "openapi.payment.order.mina";
    let a = envelope(
        MINA,
        r#"{"merchant_order_sn":"T20240101000001","sub_openid":"oEXAMPLE0000000000000000001","total_fee":0.01,"store_id":1001}"#,
    );
    check_fubei(&a, "7B4B412AE86C1AC707817EB600B19716");
    let b: Vec<_> = a.into_iter().filter(|(name, _)| *name != "version").collect();
    check_fubei(&b, "2FF663F2FDF1235575657CFBFF63B106");

    let c = r#"{"attach":"订单:1","merchant_order_sn":"T20240101000001","store_id":1001,"sub_openid":"oEXAMPLE0000000000000000001","total_fee":0.01}"#;
    check_fubei(&envelope(MINA, c), "2CEBEB308EF3E627AE446B3CCAD8AB53");
    let d = c.replace("订单", r"\u8ba2\u5355");
    check_fubei(&envelope(MINA, &d), "CA2C4188B4FC46C256A6B543CF09E87A");

    let mut e =
        envelope("fbpay.order.query", r#"{"merchant_id":100001,"merchant_order_sn":"T20240101000001"}"#);
    e[0] = ("vendor_sn", "2099010100000000000");
    check_fubei(&e, "C7700A7C24E4210C5F0D32C7CBB6F9FF");

    check_fubei(&callback("成功"), "617828C22879A3E825B25C6C2045CFAB");
}

fn callback(result_message: &str) -> [(&str, &str); 3] {
    [
        (
            "data",
            r#"{"merchant_order_sn":"T20240101000001","order_sn":"20240101000000000001","total_amount":0.01,"order_status":"SUCCESS"}"#,
        ),
        ("result_code", "200"),
        ("result_message", result_message),
    ]
}

/// Vectors G and H: one callback, both readings of its empty message.
#[test]
fn fubei_vectors_g_and_h() {
    const SIGNED: &str = "A52465812C9B630173CD9391531CD5B1";
    const SKIPPED: &str = "3BAA54F7E5709653E32EA82A6C143F29";
    let (pairs, key) = (callback(""), key(FUBEI_SECRET));
    check_fubei(&pairs, SIGNED);
    assert_eq!(fubei_verify(&pairs, &key, EmptyValues::Skipped, SKIPPED), Ok(()));
    for (reading, other) in [(EmptyValues::Signed, SKIPPED), (EmptyValues::Skipped, SIGNED)] {
        assert_eq!(fubei_verify(&pairs, &key, reading, other), Err(VerifyError::BadSignature));
    }
    // Without an empty value, both readings are one.
    let full = callback("成功");
    assert_eq!(fubei_verify(&full, &key, EmptyValues::Skipped, "617828C22879A3E825B25C6C2045CFAB"), Ok(()));
}

/// Signed or not, empty or not, equal or not: a name may occur once.
#[test]
fn a_repeated_name_is_refused() {
    let key = key(INVENTED_KEY);
    for (name, first, second) in [("a", "1", "2"), ("a", "1", "1"), ("a", "", ""), ("sign", "x", "y")] {
        let pairs = [("b", "2"), (name, first), ("c", "3"), (name, second)];
        for algorithm in [Algorithm::Md5, Algorithm::HmacSha256] {
            assert_eq!(v2_sign(&pairs, &key, algorithm).unwrap_err().name(), name);
            let verified = v2_verify(&pairs, &key, algorithm, "");
            assert!(matches!(verified, Err(VerifyError::DuplicateName(_))));
        }
        assert_eq!(fubei_sign(&pairs, &key).unwrap_err().name(), name);
        for empty_values in [EmptyValues::Signed, EmptyValues::Skipped] {
            let verified = fubei_verify(&pairs, &key, empty_values, "");
            assert!(matches!(verified, Err(VerifyError::DuplicateName(_))));
        }
    }
}

/// What may be handed in as the signature; `*` is the right one.
const SHAPES: &[&str] = &[
    "",
    " ",
    "0",
    "-1",
    "null",
    "undefined",
    "true",
    "false",
    "[]",
    "{}",
    "[*]",
    "[\"*\"]",
    "{\"sign\":\"*\"}",
    "\"*\"",
    " *",
    "* ",
    "*\n",
    "*\0",
    "\0*",
    "**",
    "*,*",
    "*0",
    "0*",
    "0x*",
    "sign=*",
    "*&sign=*",
    "\u{feff}*",
    "\u{ff11}",
    "00000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000",
    // MD5 and SHA-256 of nothing.
    "D41D8CD98F00B204E9800998ECF8427E",
    "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
];

#[test]
fn whatever_is_handed_in_as_the_signature_is_refused() {
    let published = key(PUBLISHED_KEY);
    for (algorithm, right) in [(Algorithm::Md5, PUBLISHED_MD5), (Algorithm::HmacSha256, PUBLISHED_HMAC)] {
        assert_eq!(v2_verify(&PUBLISHED, &published, algorithm, right), Ok(()));
        for shape in SHAPES {
            let shape = shape.replace('*', right);
            let verified = v2_verify(&PUBLISHED, &published, algorithm, &shape);
            assert!(matches!(verified, Err(VerifyError::BadSignature)), "{algorithm:?} {shape:?}");
        }
        // The pairs do not bring their signature with them.
        let received = [&PUBLISHED[..], &[("sign", right)]].concat();
        assert!(v2_verify(&received, &published, algorithm, "").is_err());
    }
    let right = fubei_sign(&PUBLISHED, &published).unwrap();
    for empty_values in [EmptyValues::Signed, EmptyValues::Skipped] {
        assert_eq!(fubei_verify(&PUBLISHED, &published, empty_values, right.as_str()), Ok(()));
        for shape in SHAPES {
            let shape = shape.replace('*', right.as_str());
            let verified = fubei_verify(&PUBLISHED, &published, empty_values, &shape);
            assert!(matches!(verified, Err(VerifyError::BadSignature)), "{shape:?}");
        }
    }
}

#[test]
fn a_key_that_cannot_be_right_is_refused() {
    assert_eq!(ParameterKey::new("").unwrap_err(), ParameterKeyError::Empty);
    for copied in ["key\n", " key", "key\t", "\u{3000}key", " "] {
        assert_eq!(ParameterKey::new(copied).unwrap_err(), ParameterKeyError::WhiteSpace, "{copied:?}");
    }
}

/// Longer than the block of the hash, where HMAC takes another path.
#[test]
fn a_long_key_works() {
    let key = key(&"k".repeat(200));
    assert_eq!(v2_sign(&PUBLISHED, &key, Algorithm::HmacSha256).unwrap().as_str().len(), 64);
}
