//! One connection, from its first byte to its last, and the ways it can go wrong before a request is read.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::fault::{Fault, Place, Subject};
use crate::gateway::Gateway;
use crate::line::{Line, Wire};
use crate::log::{ConnectionEntry, LogEntry};
use crate::router;
use crate::server::Which;

/// What the gateway announces in `Keep-Alive`: an idle connection ends after this.
const IDLE: Duration = Duration::from_secs(8);
/// How long a connection that is never read is held; every client has given up by then.
const HELD: Duration = Duration::from_secs(600);
/// A TLS record: a fatal alert, `handshake_failure`.
const ALERT: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];

/// What the plan says about a connection that was just accepted.
pub(crate) fn strike(gateway: &Gateway, host: Which) -> Option<Fault> {
    let fired = gateway.faults.draw(Place::Connection, &Subject::new(host.as_str(), "", ""))?;
    gateway.log.push(LogEntry::Connection(ConnectionEntry { at: gateway.clock.now(), host, fault: fired }));
    Some(fired.fault)
}

/// Breaks off.
pub(crate) fn reset(stream: TcpStream) {
    // Without it, the end is an orderly one.
    let _ = stream.set_zero_linger();
    drop(stream);
}

/// Reads nothing and says nothing.
pub(crate) async fn swallow(stream: TcpStream) {
    tokio::time::sleep(HELD).await;
    drop(stream);
}

/// Answers the first bytes with a TLS alert.
pub(crate) async fn alert(mut stream: TcpStream) {
    let mut heard = [0; 4096];
    // Whatever was said, and whether the other side still listens, the connection ends here.
    let _ = tokio::time::timeout(IDLE, stream.read(&mut heard)).await;
    let _ = stream.write_all(&ALERT).await;
    let _ = stream.shutdown().await;
}

/// Serves requests until the connection ends.
pub(crate) async fn serve(stream: TcpStream, host: Which, gateway: Arc<Gateway>) {
    // Answers are small and whole; waiting for more to send would only delay them.
    let _ = stream.set_nodelay(true);
    let wire = Arc::new(Wire::default());
    let line = Line::new(stream, Arc::clone(&wire));
    let service = service_fn(move |request| {
        let (gateway, wire) = (Arc::clone(&gateway), Arc::clone(&wire));
        async move { Ok::<_, Infallible>(router::answer(&gateway, host, &wire, request).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(IDLE).title_case_headers(true);
    // An error here is the client's: it went away, or it spoke something else.
    let _ = http.serve_connection(TokioIo::new(line), service).await;
}
