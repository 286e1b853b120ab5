use std::{convert::Infallible, net::Ipv4Addr, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::mpsc};
use wx_apiv3::{NotificationError, Receiver};
use wx_merchant::Event;

/// A notification as it came over the wire, and what became of it.
#[derive(Debug)]
pub struct Letter {
    /// The headers.
    pub headers: HeaderMap,
    /// The raw body.
    pub body: Bytes,
    /// What the receiver said.
    pub event: Result<Event, NotificationError>,
}

/// A listener on loopback that answers 204 to what it verified and 401 to the rest.
#[derive(Debug)]
pub struct Inbox {
    /// The address for `notify_url`.
    pub url: String,
    letters: mpsc::UnboundedReceiver<Letter>,
}

impl Inbox {
    /// Listens, with this receiver's keys.
    pub async fn start(receiver: Receiver) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}/notify", listener.local_addr().unwrap());
        let (sender, letters) = mpsc::unbounded_channel();
        tokio::spawn(accept(listener, Arc::new(receiver), sender));
        Self { url, letters }
    }

    /// The next delivery, genuine or not, within a time that a test can wait.
    pub async fn next(&mut self) -> Letter {
        let wait = std::time::Duration::from_secs(20);
        tokio::time::timeout(wait, self.next_ever()).await.unwrap()
    }

    /// The next delivery, however long it takes.
    pub async fn next_ever(&mut self) -> Letter {
        self.letters.recv().await.unwrap()
    }
}

async fn accept(listener: TcpListener, receiver: Arc<Receiver>, sender: mpsc::UnboundedSender<Letter>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (receiver, sender) = (Arc::clone(&receiver), sender.clone());
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &receiver, &sender));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    receiver: &Receiver,
    sender: &mpsc::UnboundedSender<Letter>,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let event = receiver
        .verify(&head.headers, &body, now.try_into().unwrap())
        .and_then(|notification| receiver.decrypt(&notification))
        .and_then(|decrypted| Event::read(&decrypted));
    let mut response = Response::new(Empty::new());
    *response.status_mut() = if event.is_ok() { StatusCode::NO_CONTENT } else { StatusCode::UNAUTHORIZED };
    let _ = sender.send(Letter { headers: head.headers, body, event });
    Ok(response)
}
