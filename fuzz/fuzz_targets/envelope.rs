//! What stands inside a genuinely signed notification: any bytes.
#![no_main]

use http::{HeaderMap, HeaderValue};
use libfuzzer_sys::fuzz_target;
use wx_fuzz::{NOW, SERIAL};
use wx_merchant::Event;

fuzz_target!(|body: &[u8]| {
    let nonce = "0123456789abcdef0123456789abcdef";
    let mut text = format!("{NOW}\n{nonce}\n").into_bytes();
    text.extend_from_slice(body);
    text.push(b'\n');
    let mut headers = HeaderMap::new();
    headers.insert("wechatpay-timestamp", HeaderValue::from(NOW));
    headers.insert("wechatpay-nonce", HeaderValue::from_static(nonce));
    headers.insert("wechatpay-serial", HeaderValue::from_static(SERIAL));
    headers.insert("wechatpay-signature", HeaderValue::try_from(wx_fuzz::sign(&text)).expect("base64"));
    let receiver = wx_fuzz::receiver();
    if let Ok(notification) = receiver.verify(&headers, body, NOW)
        && let Ok(decrypted) = receiver.decrypt(&notification)
    {
        let _ = Event::read(&decrypted);
    }
});
