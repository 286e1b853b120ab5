//! The canonical texts, and the published signatures over two of them.

use wx_sign::{BadSignature, MalformedSignature, Signature, message};

use crate::{backends, fixtures};

/// Both published with the signature rules of basic payment, over the four lines below.
const JSAPI: &str = "mI35pfNEQV6777ke/1T+LJLQDNTm7yeoUJH+j/adPGhmCCi0PbgkvYQTRcXH0uibcLVtvFLdGLpmoYO9FV6lBBsTAjuhh5YOvQi0e2g3e0yytitiNET9FEuqM0pjnKfRW4K6LIZDdbWJv9KhZUx3DrJa5TL7OJ7VdADVivxVySIlPVKjGwuCXzuXSJes0UcILgWQUMyha5/3nYofuHtS7r+KYyMuxD+oJ9VM1Qdxk4UIG59CP5Y3wtYIFybyF3bdu1caHTRRX+DLyMXyYA/IrTmiW01c4RPjpHBX5Dk1sZyY1zVsWNsvMHr2e1NTWtBxKJ+qk5N61J7caYoepHFaxw==";
const APP: &str = "gXx9KhTP6IooKV1SuG3OCGlBIgZbKtubCZvnau6khw1iffvNT28IzLbKmztq2xA/RCNbZa1XOsoiuVmAEeTZQicWfhv4P+O4oBRIrx0X9f3cnWFkMBU9alTWs0nyQ1N9fcILOTe0f4kxOhVh+/Xhn5hOiUK7Sz3XA1mcpa3R2NCWf/e+0ow/RDf15iTymOHgDrEkT/gedg/3E0iXfDX3mFicSZhrHESZDOTXcl9RzELREBUFznd/o2NQM99WcL86m23HY0cTy+QGWU4QDmNrbQ9ihmLW71qPb0Cx/d7EQvw/Kyx0A6s64ZQp3hHdcmiRcLnjVXrKCk7LShaCK+lS3Q==";

const APPID: &str = "wx2421b1c4370ec43b";
const TIMESTAMP: i64 = 1_554_208_460;
const NONCE: &str = "593BEC0C930BF1AFEB40B4A08C8FB242";
const PREPAY_ID: &str = "wx201410272009395522657a690389285100";

#[test]
fn published_invocation_signatures_verify_over_their_own_layout_only() {
    let jsapi = message::jsapi_invocation(APPID, TIMESTAMP, NONCE, PREPAY_ID);
    let app = message::app_invocation(APPID, TIMESTAMP, NONCE, PREPAY_ID);
    let jsapi_signature = Signature::from_base64(JSAPI).unwrap();
    let app_signature = Signature::from_base64(APP).unwrap();
    for backend in backends::ALL {
        let key = backend.public(fixtures::INVOCATION_PUBLIC);
        assert_eq!(key.verify(jsapi.as_bytes(), &jsapi_signature), Ok(()), "{}", backend.name);
        assert_eq!(key.verify(app.as_bytes(), &app_signature), Ok(()), "{}", backend.name);
        assert_eq!(key.verify(app.as_bytes(), &jsapi_signature), Err(BadSignature), "{}", backend.name);
        assert_eq!(key.verify(jsapi.as_bytes(), &app_signature), Err(BadSignature), "{}", backend.name);
    }
}

#[track_caller]
fn check_request(method: &str, target: &str, nonce: &str, body: &[u8], expected: &str) {
    let text = message::request(method, target, 1_652_750_623, nonce, body);
    assert_eq!(String::from_utf8(text).unwrap(), expected);
}

#[test]
fn a_request_has_five_lines() {
    check_request(
        "GET",
        "/v3/pay/transactions/id/1217752501201407033233368018?mchid=1230000109",
        "eBYqCOxa0QudMnPvVilkTzOg3gHh5Z3u",
        b"",
        "GET\n/v3/pay/transactions/id/1217752501201407033233368018?mchid=1230000109\n1652750623\n\
         eBYqCOxa0QudMnPvVilkTzOg3gHh5Z3u\n\n",
    );
    // A body that ends with a line feed keeps it and gets the line's own.
    check_request(
        "POST",
        "/v3/certificates",
        "A1B2C3D4E5F6G7",
        b"Hello World!\n",
        "POST\n/v3/certificates\n1652750623\nA1B2C3D4E5F6G7\nHello World!\n\n",
    );
    // The target is taken as it is, with its own spelling of blanks and parentheses.
    check_request(
        "GET",
        "/v3/resource?first=this+is+a+field&second=was+it+clear+%28already%29%3F",
        "n",
        b"",
        "GET\n/v3/resource?first=this+is+a+field&second=was+it+clear+%28already%29%3F\n1652750623\nn\n\n",
    );
}

#[test]
fn an_answer_has_three_lines_of_raw_bytes() {
    assert_eq!(message::answer("1", "n", b""), b"1\nn\n\n");
    assert_eq!(message::answer(" 01", "n", b"\xff\r\n{}\n"), b" 01\nn\n\xff\r\n{}\n\n");
}

#[track_caller]
fn check_malformed(text: &str) {
    assert_eq!(Signature::from_base64(text).unwrap_err(), MalformedSignature);
}

#[test]
fn only_one_spelling_of_256_bytes_is_a_signature() {
    assert_eq!(Signature::from_base64(APP).unwrap().to_base64(), APP);
    assert_eq!(Signature::from_base64(APP).unwrap().as_bytes().len(), 256);

    check_malformed("");
    check_malformed("====");
    check_malformed(APP.trim_end_matches('='));
    check_malformed(&APP.replace('+', "-").replace('/', "_"));
    check_malformed(&format!("{APP}\n"));
    check_malformed(&format!(" {APP}"));
    check_malformed(&format!("{APP}AAAA"));
    check_malformed(&APP[4..]);
    // The last character has four bits that mean nothing and must be zero.
    check_malformed(&APP.replace("3Q==", "3R=="));
    check_malformed("签名");
    check_malformed(&wx_sign::encode_base64(&[0; 255]));
    check_malformed(&wx_sign::encode_base64(&[0; 257]));
    for length in [0, 1, 255, 257, 512] {
        assert_eq!(Signature::from_bytes(&vec![1; length]).unwrap_err(), MalformedSignature);
    }
}

/// Probes come as text that is no base64 at all, as base64 of another length, and now and then as 344 good
/// characters.
#[test]
fn probes_fail_like_any_forgery() {
    check_malformed("WECHATPAY/SIGNTEST/");
    check_malformed("WECHATPAY/SIGNTEST/cnBQZ3F1ZEJ0Sg");
    check_malformed(&format!("WECHATPAY/SIGNTEST/{}", "A".repeat(326)));

    let well_formed = format!("WECHATPAY/SIGNTEST/{}", &APP[19..]);
    let probe = Signature::from_base64(&well_formed).unwrap();
    let app = message::app_invocation(APPID, TIMESTAMP, NONCE, PREPAY_ID);
    for backend in backends::ALL {
        let key = backend.public(fixtures::INVOCATION_PUBLIC);
        assert_eq!(key.verify(app.as_bytes(), &probe), Err(BadSignature), "{}", backend.name);
    }
}
