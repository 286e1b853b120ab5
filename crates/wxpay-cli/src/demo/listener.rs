//! A real listener for notifications, as a merchant would run it: raw bytes in, verification first.

use std::{convert::Infallible, net::Ipv4Addr, time::SystemTime};

use http_body_util::{BodyExt, Empty, Limited};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::mpsc};
use wx_payments::{apiv3::Receiver, merchant::Event};

use crate::failure::{Context, Failure};

/// Receives notifications on loopback and hands on the genuine ones.
#[derive(Debug)]
pub(crate) struct Listener {
    url: String,
    events: mpsc::Receiver<Event>,
}

impl Listener {
    pub(crate) async fn start(receiver: Receiver) -> Result<Self, Failure> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port for notifications")?;
        let address = listener.local_addr().context("no port for notifications")?;
        let (sender, events) = mpsc::channel(16);
        tokio::spawn(accept(listener, receiver, sender));
        Ok(Self { url: format!("http://{address}/notify"), events })
    }

    /// The address for `notify_url`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The next genuine notification.
    pub(crate) async fn next(&mut self) -> Result<Event, Failure> {
        let wait = std::time::Duration::from_secs(10);
        match tokio::time::timeout(wait, self.events.recv()).await {
            Ok(Some(event)) => Ok(event),
            _ => Err(Failure::new("no notification arrived within ten seconds")),
        }
    }
}

async fn accept(listener: TcpListener, receiver: Receiver, sender: mpsc::Sender<Event>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (receiver, sender) = (receiver.clone(), sender.clone());
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &receiver, &sender));
            // A broken connection is the gateway's to repeat.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// 204 for what was verified and taken, 401 without a word for everything else.
async fn answer(
    request: Request<Incoming>,
    receiver: &Receiver,
    sender: &mpsc::Sender<Event>,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let taken = match Limited::new(body, Receiver::MAX_BODY).collect().await {
        Ok(body) => match read(receiver, &head.headers, &body.to_bytes()) {
            Some(event) => sender.send(event).await.is_ok(),
            None => false,
        },
        Err(_) => false,
    };
    let mut response = Response::new(Empty::new());
    *response.status_mut() = if taken { StatusCode::NO_CONTENT } else { StatusCode::UNAUTHORIZED };
    Ok(response)
}

fn read(receiver: &Receiver, headers: &hyper::HeaderMap, body: &[u8]) -> Option<Event> {
    let now = SystemTime::UNIX_EPOCH.elapsed().ok()?.as_secs().try_into().ok()?;
    let notification = receiver.verify(headers, body, now).ok()?;
    Event::read(&receiver.decrypt(&notification).ok()?).ok()
}
