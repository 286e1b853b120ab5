//! Four listeners with their own accept loops, each of which can go dark and come back on the same port.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::connection;
use crate::fault::Fault;
use crate::gateway::Gateway;

/// One of the hosts that the sandbox stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Which {
    /// Stands for the main domain of APIv3.
    Primary,
    /// Stands for the backup domain of APIv3.
    Backup,
    /// Stands for `api.weixin.qq.com`: access tokens, person-to-person orders, cloud hosting.
    Weixin,
    /// Stands for the Fubei gateway.
    Fubei,
}

impl Which {
    pub(crate) const ALL: [Self; 4] = [Self::Primary, Self::Backup, Self::Weixin, Self::Fubei];

    /// The name used by the control endpoints.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Backup => "backup",
            Self::Weixin => "weixin",
            Self::Fubei => "fubei",
        }
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A host that could not come back: something else took its port, or the sandbox is stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DarkError {
    host: Which,
}

impl fmt::Display for DarkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} host cannot listen on its port again", self.host)
    }
}

impl std::error::Error for DarkError {}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Open,
    Dark,
    Stopped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Actual {
    Open,
    Dark,
    /// The port cannot be had back.
    Stuck,
    Stopped,
}

/// The near end of a host: what it should be, and what it is.
pub(crate) struct Switch {
    host: Which,
    wanted: watch::Sender<Wanted>,
    actual: watch::Receiver<Actual>,
}

/// The far end: a listener and its task.
pub(crate) struct Door {
    host: Which,
    address: SocketAddr,
    listener: TcpListener,
    wanted: watch::Receiver<Wanted>,
    actual: watch::Sender<Actual>,
}

impl Switch {
    /// Closes or opens the host; returns when it is done.
    pub(crate) async fn set_dark(&self, dark: bool) -> Result<(), DarkError> {
        let (wanted, reached) =
            if dark { (Wanted::Dark, Actual::Dark) } else { (Wanted::Open, Actual::Open) };
        self.wanted.send_if_modified(|now| {
            let change = *now != Wanted::Stopped;
            if change {
                *now = wanted;
            }
            change
        });
        let end = |actual: &Actual| *actual == reached || matches!(actual, Actual::Stuck | Actual::Stopped);
        match self.actual.clone().wait_for(end).await {
            Ok(actual) if *actual == reached => Ok(()),
            Ok(_) | Err(_) => Err(DarkError { host: self.host }),
        }
    }

    /// Tells the host to end; does not wait.
    pub(crate) fn stop(&self) {
        self.wanted.send_replace(Wanted::Stopped);
    }

    pub(crate) async fn stopped(&self) {
        // An error means that the task is gone, which is as good.
        let _ = self.actual.clone().wait_for(|actual| *actual == Actual::Stopped).await;
    }
}

impl Door {
    /// Listens, and gives the switch that governs the listener.
    pub(crate) fn bind(host: Which, address: SocketAddr) -> io::Result<(Self, Switch)> {
        let listener = hold(address)?.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        let (want, wanted) = watch::channel(Wanted::Open);
        let (report, actual) = watch::channel(Actual::Open);
        let door = Self { host, address, listener, wanted, actual: report };
        Ok((door, Switch { host, wanted: want, actual }))
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until stopped.
    pub(crate) async fn run(self, gateway: Arc<Gateway>) {
        let Self { host, address, listener, mut wanted, actual } = self;
        let mut port = Port::Listening(listener);
        let mut connections = JoinSet::new();
        loop {
            let goal = *wanted.borrow_and_update();
            port = match (goal, port) {
                (Wanted::Stopped, _) => break,
                (Wanted::Open, Port::Listening(listener)) => {
                    actual.send_replace(Actual::Open);
                    let closed = accept(&listener, host, &gateway, &mut wanted, &mut connections).await;
                    match closed {
                        None => Port::Listening(listener),
                        Some(pause) => {
                            drop(listener);
                            let held = hold(address).map_or(Port::Lost, Port::Held);
                            // Whoever opens the host waits until it listens again.
                            actual.send_replace(Actual::Dark);
                            // Another wish ends the pause early.
                            let _ = tokio::time::timeout(pause, wanted.changed()).await;
                            held
                        }
                    }
                }
                (Wanted::Open, closed) => match closed.listen(address) {
                    Ok(listener) => Port::Listening(listener),
                    Err(_) => {
                        actual.send_replace(Actual::Stuck);
                        // Only another wish makes it worth trying again. The sender lives in `gateway`.
                        let _ = wanted.changed().await;
                        Port::Lost
                    }
                },
                (Wanted::Dark, Port::Listening(listener)) => {
                    connections.shutdown().await;
                    drop(listener);
                    hold(address).map_or(Port::Lost, Port::Held)
                }
                (Wanted::Dark, closed) => {
                    connections.shutdown().await;
                    actual.send_replace(Actual::Dark);
                    let _ = wanted.changed().await;
                    closed
                }
            };
        }
        connections.shutdown().await;
        actual.send_replace(Actual::Stopped);
    }
}

/// What a door has of its port.
enum Port {
    Listening(TcpListener),
    /// Bound, but not listening: whoever connects is refused, and nobody else can have the port.
    Held(TcpSocket),
    /// It could not even be held.
    Lost,
}

impl Port {
    fn listen(self, address: SocketAddr) -> io::Result<TcpListener> {
        match self {
            Self::Listening(listener) => Ok(listener),
            Self::Held(socket) => socket.listen(BACKLOG),
            Self::Lost => hold(address)?.listen(BACKLOG),
        }
    }
}

const BACKLOG: u32 = 1024;

fn hold(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Connections that ended a moment ago must not block the port. On Windows the option means something else.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Accepts until something else is wanted, or until the plan closes the port for a while.
async fn accept(
    listener: &TcpListener,
    host: Which,
    gateway: &Arc<Gateway>,
    wanted: &mut watch::Receiver<Wanted>,
    connections: &mut JoinSet<()>,
) -> Option<Duration> {
    while *wanted.borrow() == Wanted::Open {
        tokio::select! {
            _ = wanted.changed() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => match connection::strike(gateway, host) {
                    Some(Fault::ConnectRefused(millis)) => {
                        connection::reset(stream);
                        return Some(Duration::from_millis(millis.into()));
                    }
                    Some(Fault::BlackHole) => {
                        connections.spawn(connection::swallow(stream));
                    }
                    Some(Fault::TlsAlert) => {
                        connections.spawn(connection::alert(stream));
                    }
                    _ => {
                        connections.spawn(connection::serve(stream, host, Arc::clone(gateway)));
                    }
                },
                // Out of file descriptors, say: wait for connections to end.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    None
}
