//! Connections of the reqwest adapter that are made for their own sake, against listeners on this machine.

use std::{future::poll_fn, net::SocketAddr, task::Poll, time::Duration};

use tokio::{
    io::AsyncReadExt as _,
    net::{TcpListener, TcpSocket, TcpStream},
    runtime::{Builder, Runtime},
};
use wx_transport::{Host, ReqwestTransport, SendErrorKind, Transport as _};

const PATIENCE: Duration = Duration::from_millis(200);

fn transport() -> ReqwestTransport {
    ReqwestTransport::options().without_system_roots().with_connect_timeout(PATIENCE).build().unwrap()
}

fn host(address: SocketAddr) -> Host {
    Host::parse(&format!("http://{address}")).unwrap()
}

#[tokio::test]
async fn a_host_is_reached_without_a_byte() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    transport().reach(&host(listener.local_addr().unwrap())).await.unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut read = Vec::new();
    stream.read_to_end(&mut read).await.unwrap();
    assert_eq!(read, []);
}

#[tokio::test]
async fn a_host_is_reached_by_name() {
    // The name may stand for an address of each family, of which one listens.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = Host::parse(&format!("http://localhost:{}", listener.local_addr().unwrap().port())).unwrap();
    transport().reach(&host).await.unwrap();
}

#[tokio::test]
async fn a_host_that_refuses_is_not_reached() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let refused = transport().reach(&host(closed)).await.unwrap_err();
    assert_eq!(refused.kind(), SendErrorKind::Connect);
    assert!(!refused.to_string().contains(&closed.to_string()));
}

/// A listener whose queue is full: connecting takes until somebody gives up.
#[tokio::test]
async fn a_host_that_swallows_everything_is_not_reached() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let hole = socket.listen(1).unwrap();
    let address = hole.local_addr().unwrap();
    let mut fill = Vec::new();
    while let Ok(connected) = tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await {
        fill.push(connected.unwrap());
    }
    let late = transport().reach(&host(address)).await.unwrap_err();
    assert_eq!(late.kind(), SendErrorKind::Connect);
    assert!(!fill.is_empty());
}

#[test]
fn a_connection_outlives_the_runtime_it_began_in() {
    let runtime = || -> Runtime { Builder::new_current_thread().enable_all().build().unwrap() };
    let transport = transport();
    let host = Host::parse("http://127.0.0.1:9").unwrap();
    let mut reach = transport.reach(&host);
    let first = runtime();
    let pending = poll_fn(|context| Poll::Ready(reach.as_mut().poll(context).is_pending()));
    assert!(first.block_on(pending));
    drop(first);
    let stopped = runtime().block_on(reach).unwrap_err();
    assert_eq!(stopped.kind(), SendErrorKind::Connect);
}
