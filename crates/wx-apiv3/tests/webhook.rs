//! Notifications as arguments of axum's handlers: what reaches one, and what everybody else is told.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use axum_core::{
    body::Body as AxumBody,
    extract::{FromRef, FromRequest as _, Request},
    response::IntoResponse as _,
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body::{Body as _, Frame};
use wx_apiv3::{Decrypted, NotificationError, Receiver, Refusal, VerifyError, Webhook};
use wx_transport::{Clock as _, Environment, Sleep as _};

use crate::{
    fixtures::NOW,
    notification::{envelope, padded, published, receiver, written_anew},
    platform::{Wrong, sign},
    world::{World, run},
};

/// An application's state, of which the webhook is a part.
#[derive(Clone)]
struct Shop(Webhook);

impl FromRef<Shop> for Webhook {
    fn from_ref(shop: &Shop) -> Self {
        shop.0.clone()
    }
}

fn shop(world: &Arc<World>) -> Shop {
    let environment = Environment::new(world.clone(), world.clone(), world.clone());
    Shop(Webhook::new(receiver(), environment))
}

fn request(headers: HeaderMap, body: impl Into<AxumBody>) -> Request {
    let mut request = Request::new(body.into());
    *request.headers_mut() = headers;
    request
}

fn signed(body: &str) -> Request {
    request(sign(&NOW.to_string(), body.as_bytes()), body.to_owned())
}

fn extract(request: Request) -> Result<Decrypted, Refusal> {
    run(Decrypted::from_request(request, &shop(&World::new(&[]))))
}

/// A body whose pieces are made as they are asked for.
struct Piecemeal<F>(F);

impl<F: FnMut() -> Poll<Option<io::Result<Bytes>>> + Unpin> http_body::Body for Piecemeal<F> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        (self.0)().map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

fn piecemeal(pieces: impl FnMut() -> Poll<Option<io::Result<Bytes>>> + Unpin + Send + 'static) -> AxumBody {
    AxumBody::new(Piecemeal(pieces))
}

/// What a body that never ends is made of, and how many pieces of it were asked for.
fn endless(
    piece: &'static [u8],
    mut before: impl FnMut() + Send + Unpin + 'static,
) -> (AxumBody, Arc<Mutex<usize>>) {
    let asked = Arc::new(Mutex::new(0));
    let count = asked.clone();
    let body = piecemeal(move || {
        before();
        *count.lock().unwrap() += 1;
        Poll::Ready(Some(Ok(Bytes::from_static(piece))))
    });
    (body, asked)
}

#[test]
fn a_genuine_notification_is_an_argument() {
    let event = extract(signed(&envelope(published()).to_string())).unwrap();
    assert_eq!(
        (event.plaintext(), event.envelope().event_type.as_str()),
        (&b"message"[..], "TRANSACTION.SUCCESS")
    );
}

#[test]
fn it_may_come_byte_by_byte_with_empty_pieces_between() {
    let body = envelope(published()).to_string();
    let headers = sign(&NOW.to_string(), body.as_bytes());
    let mut left = body.into_bytes().into_iter().flat_map(|byte| [vec![byte], vec![]]);
    let body = piecemeal(move || Poll::Ready(left.next().map(|piece| Ok(piece.into()))));
    assert!(extract(request(headers, body)).is_ok());
}

/// A handler sees none of these; the sender gets 401 and fixed words.
#[test]
fn what_is_not_verified_gets_the_fixed_refusal() {
    let body = envelope(published()).to_string();
    for wrong in Wrong::ALL {
        let refusal = extract(request(wrong.sign(NOW, body.as_bytes()), body.clone())).unwrap_err();
        assert!(matches!(refusal, Refusal::Notification(NotificationError::Verify(_))), "{wrong:?}");
        let response = refusal.into_response();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.headers().keys().collect::<Vec<_>>(), [header::CONTENT_TYPE]);
        let mut text = response.into_body();
        let frame = run(poll_fn(|context| Pin::new(&mut text).poll_frame(context))).unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), Refusal::BODY);
    }
}

#[test]
fn a_body_that_a_layer_wrote_anew_is_refused() {
    let value = envelope(published());
    let headers = sign(&NOW.to_string(), value.to_string().as_bytes());
    for other in written_anew(&value) {
        let refusal = extract(request(headers.clone(), other.clone())).unwrap_err();
        assert_eq!(refusal, NotificationError::Verify(VerifyError::Tampered).into(), "{other}");
    }
}

#[test]
fn a_body_has_at_most_one_mebibyte() {
    assert!(extract(signed(&padded(Receiver::MAX_BODY - 1))).is_ok());
    assert!(extract(signed(&padded(Receiver::MAX_BODY))).is_ok());
    let found = Receiver::MAX_BODY + 1;
    let refusal = extract(signed(&padded(found))).unwrap_err();
    assert_eq!(refusal, NotificationError::TooLarge { found }.into());
    assert_eq!(refusal.into_response().status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn an_endless_body_is_read_up_to_the_limit() {
    let (body, asked) = endless(&[b' '; 1000], || ());
    let refusal = extract(request(HeaderMap::new(), body)).unwrap_err();
    assert_eq!(refusal, NotificationError::TooLarge { found: 1_049_000 }.into());
    assert_eq!(*asked.lock().unwrap(), 1049);
}

#[test]
fn a_body_that_stops_is_refused_when_its_time_is_over() {
    let world = World::new(&[]);
    let body = piecemeal(|| Poll::Pending);
    let refusal = run(Decrypted::from_request(request(HeaderMap::new(), body), &shop(&world))).unwrap_err();
    assert_eq!((&refusal, world.elapsed()), (&Refusal::TooSlow, Webhook::PATIENCE));
    assert_eq!(refusal.into_response().status(), StatusCode::REQUEST_TIMEOUT);

    let Shop(webhook) = shop(&World::new(&[]));
    let hasty = webhook.with_patience(Duration::ZERO);
    let body = envelope(published()).to_string();
    assert_eq!(run(hasty.receive(signed(&body))).unwrap_err(), Refusal::TooSlow);
}

/// Pieces of no size, which never let the timer have its turn: one each tenth of a second.
#[test]
fn a_body_of_nothing_without_end_is_refused_when_its_time_is_over() {
    let world = World::new(&[]);
    let passing = world.clone();
    let (body, asked) = endless(b"", move || run(passing.sleep(Duration::from_millis(100))));
    let refusal = run(Decrypted::from_request(request(HeaderMap::new(), body), &shop(&world))).unwrap_err();
    assert_eq!((refusal, *asked.lock().unwrap()), (Refusal::TooSlow, 30));
}

#[test]
fn a_body_that_breaks_off_is_refused() {
    let mut pieces = vec![Err(io::ErrorKind::ConnectionReset.into()), Ok(Bytes::from_static(b"{"))];
    let body = piecemeal(move || Poll::Ready(pieces.pop()));
    let refusal = extract(request(HeaderMap::new(), body)).unwrap_err();
    assert_eq!(refusal, Refusal::Unreadable);
    assert_eq!(refusal.into_response().status(), StatusCode::BAD_REQUEST);
}

/// A handler may look at a refusal before it is answered.
#[test]
fn the_refusal_can_be_an_argument_as_well() {
    let shop = shop(&World::new(&[]));
    let request = request(HeaderMap::new(), "{}");
    let argument = run(Result::<Decrypted, Refusal>::from_request(request, &shop)).unwrap();
    assert!(matches!(argument, Err(Refusal::Notification(NotificationError::Verify(_)))));
}
