//! What a signed request looks like, and what becomes of a forged answer:
//! `cargo run -p wx-apiv3 --example seal_and_verify`.
//!
//! Both halves of the protocol are functions over bytes: no network, no clock, no state.

use http::{HeaderMap, HeaderValue};
use wx_apiv3::{Draft, FreshnessWindow, Nonce, Settings, Stamp, verify};
use wx_sign::{Backend, PrivateKey, RustCrypto};
use wx_transport::Host;
use wx_types::Method;

const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0114232134912410000000000000";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let settings = Settings::new(
        "1900000001",
        "F4E1C2A9385B7D604C1E9F2A83B5D7061E4C9A28",
        include_str!("../tests/fixtures/merchant_key.pem"),
        "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb",
    )
    .with_public_key(PUBLIC_KEY_ID, include_str!("../tests/fixtures/platform_public.pem"));
    let trust = settings.trust(&RustCrypto)?;

    let now = 1_554_208_460;
    let nonce = Nonce::fixed("593BEC0C930BF1AFEB40B4A08C8FB242").ok_or("32 letters and digits")?;
    let draft = Draft::new(Method::Get, "/v3/pay/transactions/out-trade-no/A%7C10001?mchid=1900000001", "");
    let stamp = Stamp { timestamp: now, nonce };
    println!("signed text:\n{}", String::from_utf8_lossy(&draft.message(&stamp)));

    let host = Host::parse("https://api.mch.weixin.qq.com")?;
    let answered_by = trust.preferred().ok_or("somebody to trust")?;
    let request = draft.seal(&host, &stamp, &settings.credentials(&RustCrypto)?, answered_by)?;
    println!("{} {}\n{:#?}\n", request.method(), request.uri(), request.headers());

    let body = br#"{"trade_state":"SUCCESS"}"#;
    let headers = sign(now, body)?;
    let window = FreshnessWindow::default();
    println!(
        "genuine: {:?}",
        verify(&trust, &headers, body, now, window).map(|verified| verified.serial().to_owned())
    );
    for (what, body, now) in
        [("forged", b"{\"trade_state\":\"REFUND\"}".as_slice(), now), ("replayed", body, now + 300)]
    {
        if let Err(error) = verify(&trust, &headers, body, now, window) {
            println!("{what}: {error}");
        }
    }
    Ok(())
}

/// The platform's side, with a test key.
fn sign(now: i64, body: &[u8]) -> Result<HeaderMap, Box<dyn std::error::Error>> {
    let key = PrivateKey::from_pem(include_str!("../tests/fixtures/platform_key.pem"))?;
    let nonce = "c5ac7061fccab6bf3e254dcf98995b8c";
    let text = wx_sign::message::answer(&now.to_string(), nonce, body);
    let mut headers = HeaderMap::new();
    headers.insert("wechatpay-timestamp", HeaderValue::from(now));
    headers.insert("wechatpay-nonce", HeaderValue::from_static(nonce));
    headers.insert(
        "wechatpay-signature",
        HeaderValue::try_from(RustCrypto.signer(&key)?.sign(&text)?.to_base64())?,
    );
    headers.insert("wechatpay-serial", HeaderValue::from_static(PUBLIC_KEY_ID));
    Ok(headers)
}
