//! A connection for its own sake: does this host answer at all?

use std::{
    future::{Future, poll_fn},
    io,
    net::SocketAddr,
    pin::Pin,
    task::Poll,
    time::Duration,
};

use http::uri::Scheme;
use tokio::net::{TcpStream, lookup_host};

use crate::{Host, SendError, SendErrorKind};

/// Connects by TCP to whichever address of `host` is the quickest, and drops the connections. No byte is sent.
pub(crate) async fn connect(host: Host, limit: Duration) -> Result<(), SendError> {
    let ended = tokio::time::timeout(limit, any_address(&host)).await;
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(SendError::new(SendErrorKind::Connect, error)),
        Err(late) => Err(SendError::new(SendErrorKind::Connect, late)),
    }
}

async fn any_address(host: &Host) -> io::Result<()> {
    let uri = host.uri("/").map_err(io::Error::other)?;
    let name = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let usual = if uri.scheme() == Some(&Scheme::HTTP) { 80 } else { 443 };
    let addresses = lookup_host((name, uri.port_u16().unwrap_or(usual))).await?;
    first_of(addresses.map(open).collect()).await
}

type Opening = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

fn open(address: SocketAddr) -> Opening {
    Box::pin(async move { TcpStream::connect(address).await.map(drop) })
}

/// The first that succeeds, or the last error.
async fn first_of(mut openings: Vec<Opening>) -> io::Result<()> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    poll_fn(|context| {
        let mut opened = false;
        openings.retain_mut(|opening| match opening.as_mut().poll(context) {
            Poll::Ready(Ok(())) => {
                opened = true;
                false
            }
            Poll::Ready(Err(error)) => {
                last = error;
                false
            }
            Poll::Pending => true,
        });
        match (opened, openings.is_empty()) {
            (true, _) => Poll::Ready(Ok(())),
            (false, true) => Poll::Ready(Err(std::mem::replace(&mut last, io::ErrorKind::Other.into()))),
            (false, false) => Poll::Pending,
        }
    })
    .await
}
