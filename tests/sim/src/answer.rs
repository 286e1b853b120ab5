//! What the platform says, signed, and what the network makes of it.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};
use wx_sign::{Sign as _, message};
use wx_transport::{SendError, SendErrorKind};

use crate::{
    asked::Asked,
    dice::Dice,
    fault::Fault,
    keyed_hash::KeyedHash,
    platform::{Said, refusal},
    world::{PUBLIC_KEY_ID, World},
};

/// A genuine answer, signed so long ago.
pub(crate) fn signed(world: &World, said: &Said, ago: Duration, dice: &mut Dice) -> Response<Bytes> {
    let seconds = i64::try_from(ago.as_secs()).unwrap_or(0);
    signed_by(&world.platform_key, world.unix_seconds() - seconds, said, dice)
}

/// Signed so far in the future that it is not believed when it arrives.
fn ahead(world: &World, said: &Said, dice: &mut Dice) -> Response<Bytes> {
    let seconds = i64::try_from(dice.seconds(301, 3_000).as_secs()).unwrap_or(0);
    signed_by(&world.platform_key, world.unix_seconds() + seconds, said, dice)
}

fn with(mut response: Response<Bytes>, header: &'static str, value: &'static str) -> Response<Bytes> {
    response.headers_mut().insert(header, HeaderValue::from_static(value));
    response
}

/// An answer signed by whoever has this key, dated with this time.
pub(crate) fn signed_by(key: &KeyedHash, timestamp: i64, said: &Said, dice: &mut Dice) -> Response<Bytes> {
    let timestamp = timestamp.to_string();
    let nonce = format!("{:016X}", dice.throw());
    let signature = key.sign(&message::answer(&timestamp, &nonce, said.body.as_bytes())).expect("it can");
    let mut response = plain(said);
    let headers = response.headers_mut();
    let value = |text: &str| HeaderValue::from_str(text).expect("visible letters");
    headers.insert("wechatpay-timestamp", value(&timestamp));
    headers.insert("wechatpay-nonce", value(&nonce));
    headers.insert("wechatpay-signature", value(&signature.to_base64()));
    headers.insert("wechatpay-serial", HeaderValue::from_static(PUBLIC_KEY_ID));
    response
}

/// Something between the merchant and the platform speaks.
pub(crate) fn unsigned(status: StatusCode, body: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(body.as_bytes()));
    *response.status_mut() = status;
    response
}

/// The answer as it arrives.
pub(crate) fn spoiled(
    world: &World,
    asked: Asked,
    said: Said,
    fault: Option<Fault>,
    dice: &mut Dice,
) -> Result<Response<Bytes>, SendError> {
    let now = Duration::ZERO;
    Ok(match fault {
        Some(Fault::ErrorAfter) => signed(world, &refusal(500, "SYSTEM_ERROR"), now, dice),
        Some(Fault::Tampered) => tampered(signed(world, &said, now, dice), dice),
        Some(Fault::Truncated) => return truncated(signed(world, &said, now, dice), dice),
        Some(Fault::Unsigned) => plain(&said),
        Some(Fault::Stale) => signed(world, &said, dice.seconds(300, 3_000), dice),
        Some(Fault::Future) => ahead(world, &said, dice),
        Some(Fault::WrongSerial) => with(
            signed(world, &said, now, dice),
            "wechatpay-serial",
            "PUB_KEY_ID_0114232134912410000000000001",
        ),
        Some(Fault::Probe) => {
            with(signed(world, &said, now, dice), "wechatpay-signature", "WECHATPAY/SIGNTEST/AAAA")
        }
        Some(Fault::Html502) => unsigned(StatusCode::BAD_GATEWAY, "<html>502</html>"),
        Some(Fault::Swapped) => signed(world, &swapped(world, asked, said), now, dice),
        _ => {
            remember(world, asked, &said);
            signed(world, &said, now, dice)
        }
    })
}

fn plain(said: &Said) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(said.body.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(said.status).expect("a status");
    response
}

/// What an attacker would write: that it is paid. Elsewhere a byte is another one.
fn tampered(mut response: Response<Bytes>, dice: &mut Dice) -> Response<Bytes> {
    let mut body = response.body().to_vec();
    let text = String::from_utf8_lossy(&body);
    if text.contains("NOTPAY") && dice.chance(700) {
        body = text.replace("NOTPAY", "SUCCESS").into_bytes();
    } else if body.is_empty() {
        response.headers_mut().insert("wechatpay-nonce", HeaderValue::from_static("another"));
    } else {
        let place = usize::try_from(dice.below(u64::try_from(body.len()).unwrap_or(1))).unwrap_or(0);
        body[place] ^= 1 << dice.below(7);
    }
    *response.body_mut() = body.into();
    response
}

/// Half of the time the connection tells that something is missing, and half of the time it does not.
fn truncated(mut response: Response<Bytes>, dice: &mut Dice) -> Result<Response<Bytes>, SendError> {
    let length = u64::try_from(response.body().len()).unwrap_or(0);
    if length == 0 || dice.chance(500) {
        return Err(SendError::new(SendErrorKind::Interrupted, "end of file"));
    }
    response.body_mut().truncate(usize::try_from(dice.below(length)).unwrap_or(0));
    Ok(response)
}

/// The calls whose answers name the number that they are about. A prepay id and an empty answer do not; that they belong to
/// their request is what TLS is for.
fn named(asked: Asked) -> Option<&'static str> {
    match asked {
        Asked::Query(_) => Some("query"),
        Asked::Refund(..) | Asked::QueryRefund(_) => Some("refund"),
        Asked::Place(..) | Asked::Close(_) => None,
    }
}

fn remember(world: &World, asked: Asked, said: &Said) {
    if let Some(kind) = named(asked).filter(|_| said.status == 200) {
        world.state().genuine.insert(kind, (asked.intent(), said.clone()));
    }
}

fn swapped(world: &World, asked: Asked, said: Said) -> Said {
    let state = world.state();
    let other = named(asked).and_then(|kind| state.genuine.get(kind));
    match other {
        Some((intent, other)) if *intent != asked.intent() => other.clone(),
        _ => said,
    }
}
