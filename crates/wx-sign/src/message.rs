//! The texts that APIv3 signs.
//!
//! Every line ends with a line feed, the last one too; an empty part is an empty line. The functions take
//! the parts as they are sent or were received and change nothing in them: what is signed is what is on the
//! wire.
//!
//! A caller that lets a line feed into a part could make one message read as another. Targets and nonces
//! come from code that cannot produce one, and headers cannot carry one.
//!
//! The layouts are those of the official integration guides (wechatpay-skills, 2026-04-28) and of the official
//! SDKs for Java (0.2.17) and Go (0.2.21).

/// The message of a request: five lines.
///
/// `target` is the path with its query, percent-encoded, byte for byte as on the request line, without scheme
/// and host; the host is not signed, so the same signature is good for the backup host. `timestamp` is in Unix
/// seconds. `body` is empty where nothing is sent; for an upload it is the `meta` part alone.
///
/// ```
/// let message = wx_sign::message::request("GET", "/v3/certificates", 1554208460, "593BEC0C930BF1AF", b"");
/// assert_eq!(message, b"GET\n/v3/certificates\n1554208460\n593BEC0C930BF1AF\n\n");
/// ```
#[must_use]
pub fn request(method: &str, target: &str, timestamp: i64, nonce: &str, body: &[u8]) -> Vec<u8> {
    lines(&[method.as_bytes(), target.as_bytes(), timestamp.to_string().as_bytes(), nonce.as_bytes(), body])
}

/// The message of an answer or of a notification: three lines.
///
/// `timestamp` and `nonce` are the header texts as received, and `body` the raw bytes as received: a body that
/// went through a JSON parser and back is another body.
///
/// ```
/// let message = wx_sign::message::answer("1554208460", "c5ac7061fccab6bf", b"{}");
/// assert_eq!(message, b"1554208460\nc5ac7061fccab6bf\n{}\n");
/// ```
#[must_use]
pub fn answer(timestamp: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    lines(&[timestamp.as_bytes(), nonce.as_bytes(), body])
}

/// The message an APP signs to open the cashier: four lines, the last one the bare `prepay_id`.
#[must_use]
pub fn app_invocation(appid: &str, timestamp: i64, nonce: &str, prepay_id: &str) -> String {
    format!("{appid}\n{timestamp}\n{nonce}\n{prepay_id}\n")
}

/// The message a page or a mini-program signs to open the cashier: as [`app_invocation`], with `prepay_id=`
/// before the id.
#[must_use]
pub fn jsapi_invocation(appid: &str, timestamp: i64, nonce: &str, prepay_id: &str) -> String {
    format!("{appid}\n{timestamp}\n{nonce}\nprepay_id={prepay_id}\n")
}

fn lines(parts: &[&[u8]]) -> Vec<u8> {
    let mut message = Vec::new();
    for part in parts {
        message.extend_from_slice(part);
        message.push(b'\n');
    }
    message
}
