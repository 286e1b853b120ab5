//! A real listener for callbacks, as a merchant would run it: raw bytes in, verification first.

use std::{convert::Infallible, fmt, net::Ipv4Addr, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    HeaderMap, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::mpsc};

use crate::failure::{Context, Failure};

/// Looks at headers and raw body: `Some` for what is genuine.
pub(crate) type Read<T> = Box<dyn Fn(&HeaderMap, &[u8]) -> Option<T> + Send + Sync>;

/// What a receiver answers to a genuine callback.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: &'static str,
}

/// Receives callbacks on loopback and hands on the genuine ones.
pub(crate) struct Listener<T> {
    address: String,
    events: mpsc::Receiver<T>,
}

impl<T: Send + 'static> Listener<T> {
    pub(crate) async fn start(read: Read<T>, reply: Reply) -> Result<Self, Failure> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port for callbacks")?;
        let address = format!("http://{}", listener.local_addr().context("no port for callbacks")?);
        let (sender, events) = mpsc::channel(16);
        tokio::spawn(accept(listener, Arc::new(read), reply, sender));
        Ok(Self { address, events })
    }

    /// Scheme, address and port.
    pub(crate) fn base(&self) -> &str {
        &self.address
    }

    /// The address for `notify_url` and its like.
    pub(crate) fn url(&self) -> String {
        format!("{}/notify", self.address)
    }

    /// The next genuine callback.
    pub(crate) async fn next(&mut self) -> Result<T, Failure> {
        match tokio::time::timeout(Duration::from_secs(10), self.events.recv()).await {
            Ok(Some(event)) => Ok(event),
            _ => Err(Failure::new("no callback arrived within ten seconds")),
        }
    }
}

impl<T> fmt::Debug for Listener<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").field("address", &self.address).finish_non_exhaustive()
    }
}

async fn accept<T: Send + 'static>(
    listener: TcpListener,
    read: Arc<Read<T>>,
    reply: Reply,
    sender: mpsc::Sender<T>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let (read, sender) = (Arc::clone(&read), sender.clone());
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &read, reply, &sender));
            // A broken connection is the gateway's to repeat.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// The reply for what was verified and taken, 401 without a word for everything else.
async fn answer<T>(
    request: Request<Incoming>,
    read: &Read<T>,
    reply: Reply,
    sender: &mpsc::Sender<T>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    const CAP: usize = 1 << 20;
    let (head, body) = request.into_parts();
    let event = match Limited::new(body, CAP).collect().await {
        Ok(body) => read(&head.headers, &body.to_bytes()),
        Err(_) => None,
    };
    let taken = match event {
        Some(event) => sender.send(event).await.is_ok(),
        None => false,
    };
    let mut response = Response::new(Full::from(if taken { reply.body } else { "" }));
    *response.status_mut() = if taken { reply.status } else { StatusCode::UNAUTHORIZED };
    Ok(response)
}
