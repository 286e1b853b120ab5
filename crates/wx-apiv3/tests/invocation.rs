//! What the payer's client is handed.

use wx_apiv3::{AppInvocation, JsapiInvocation};
use wx_sign::{Backend, PublicKey, RustCrypto, Signature, decode_base64, message};
use wx_types::{AppId, PrepayId};

use crate::{
    fixtures::{INVOCATION_PUBLIC, MCHID, MERCHANT_PUBLIC, NONCE, NOW},
    openssl,
    setup::{credentials, stamp},
    world::World,
};

const APPID: &str = "wx2421b1c4370ec43b";
const PREPAY_ID: &str = "wx201410272009395522657a690389285100";

fn ids() -> (AppId, PrepayId) {
    (AppId::new(APPID).unwrap(), PrepayId::new(PREPAY_ID).unwrap())
}

#[test]
fn an_app_gets_lower_case_names_and_strings() {
    let (appid, prepay_id) = ids();
    let invocation = AppInvocation::sign(&credentials(), &appid, &prepay_id, &stamp()).unwrap();
    let sign = &invocation.sign;
    assert_eq!(
        serde_json::to_string(&invocation).unwrap(),
        format!(
            r#"{{"appid":"{APPID}","partnerid":"{MCHID}","prepayid":"{PREPAY_ID}","package":"Sign=WXPay","noncestr":"{NONCE}","timestamp":"{NOW}","sign":"{sign}"}}"#
        )
    );
    let text = format!("{APPID}\n{NOW}\n{NONCE}\n{PREPAY_ID}\n");
    assert!(openssl::verifies(MERCHANT_PUBLIC, text.as_bytes(), &decode_base64(sign).unwrap()));
}

#[test]
fn a_page_gets_camel_case_names_and_strings() {
    let (appid, prepay_id) = ids();
    let invocation = JsapiInvocation::sign(&credentials(), &appid, &prepay_id, &stamp()).unwrap();
    let sign = &invocation.pay_sign;
    assert_eq!(
        serde_json::to_string(&invocation).unwrap(),
        format!(
            r#"{{"appId":"{APPID}","timeStamp":"{NOW}","nonceStr":"{NONCE}","package":"prepay_id={PREPAY_ID}","signType":"RSA","paySign":"{sign}"}}"#
        )
    );
    let text = format!("{APPID}\n{NOW}\n{NONCE}\nprepay_id={PREPAY_ID}\n");
    assert!(openssl::verifies(MERCHANT_PUBLIC, text.as_bytes(), &decode_base64(sign).unwrap()));
}

/// The two signatures that the platform publishes for these values; their key is known by its public half only.
#[test]
fn the_signed_texts_are_those_of_the_published_examples() {
    const PAGE: &str = "mI35pfNEQV6777ke/1T+LJLQDNTm7yeoUJH+j/adPGhmCCi0PbgkvYQTRcXH0uibcLVtvFLdGLpmoYO9FV6lBBsTAjuhh5YOvQi0e2g3e0yytitiNET9FEuqM0pjnKfRW4K6LIZDdbWJv9KhZUx3DrJa5TL7OJ7VdADVivxVySIlPVKjGwuCXzuXSJes0UcILgWQUMyha5/3nYofuHtS7r+KYyMuxD+oJ9VM1Qdxk4UIG59CP5Y3wtYIFybyF3bdu1caHTRRX+DLyMXyYA/IrTmiW01c4RPjpHBX5Dk1sZyY1zVsWNsvMHr2e1NTWtBxKJ+qk5N61J7caYoepHFaxw==";
    const APP: &str = "gXx9KhTP6IooKV1SuG3OCGlBIgZbKtubCZvnau6khw1iffvNT28IzLbKmztq2xA/RCNbZa1XOsoiuVmAEeTZQicWfhv4P+O4oBRIrx0X9f3cnWFkMBU9alTWs0nyQ1N9fcILOTe0f4kxOhVh+/Xhn5hOiUK7Sz3XA1mcpa3R2NCWf/e+0ow/RDf15iTymOHgDrEkT/gedg/3E0iXfDX3mFicSZhrHESZDOTXcl9RzELREBUFznd/o2NQM99WcL86m23HY0cTy+QGWU4QDmNrbQ9ihmLW71qPb0Cx/d7EQvw/Kyx0A6s64ZQp3hHdcmiRcLnjVXrKCk7LShaCK+lS3Q==";
    let verifier = RustCrypto.verifier(&PublicKey::from_pem(INVOCATION_PUBLIC).unwrap()).unwrap();
    for (text, published) in [
        (message::jsapi_invocation(APPID, NOW, NONCE, PREPAY_ID), PAGE),
        (message::app_invocation(APPID, NOW, NONCE, PREPAY_ID), APP),
    ] {
        verifier.verify(text.as_bytes(), &Signature::from_base64(published).unwrap()).unwrap();
    }
}

#[test]
fn a_client_signs_for_the_moment() {
    let (appid, prepay_id) = ids();
    let client = World::new(&[]).client();
    let one = client.app_invocation(&appid, &prepay_id).unwrap();
    let other = client.app_invocation(&appid, &prepay_id).unwrap();
    assert_eq!(one.timestamp, NOW.to_string());
    assert!(one.noncestr != other.noncestr && one.sign != other.sign);
    let page = client.jsapi_invocation(&appid, &prepay_id).unwrap();
    assert_eq!((page.time_stamp, page.package), (NOW.to_string(), format!("prepay_id={PREPAY_ID}")));
}
