//! Two hosts, one state; dark and back.

use std::net::SocketAddr;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wx_sandbox::{Credentials, Options, Sandbox, StartError, Which};

use crate::client::{APP, Draft, options, order, start};

fn draft(sandbox: &Sandbox) -> Draft {
    Draft::new(sandbox, "POST", APP, order("A-00001").to_string().as_bytes())
}

#[tokio::test]
async fn both_hosts_serve_the_same_orders() {
    let sandbox = start().await;
    let first = draft(&sandbox).send(&sandbox).await.ok(&sandbox);
    let second = draft(&sandbox).send_to(&sandbox, &sandbox.backup_url()).await.unwrap().ok(&sandbox);
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_dark_host_refuses_and_comes_back_on_its_port() {
    let sandbox = start().await;
    let primary = sandbox.primary_url();
    for _ in 0..3 {
        sandbox.set_dark(Which::Primary, true).await.unwrap();
        let refused = draft(&sandbox).send_to(&sandbox, &primary).await.unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
        draft(&sandbox).send_to(&sandbox, &sandbox.backup_url()).await.unwrap().ok(&sandbox);
        sandbox.set_dark(Which::Primary, true).await.unwrap();
        sandbox.set_dark(Which::Primary, false).await.unwrap();
        assert_eq!(sandbox.primary_url(), primary);
        draft(&sandbox).send(&sandbox).await.ok(&sandbox);
    }
}

#[tokio::test]
async fn going_dark_cuts_connections() {
    let sandbox = start().await;
    let host = sandbox.backup_url();
    let mut stream = TcpStream::connect(host.strip_prefix("http://").unwrap()).await.unwrap();
    stream.write_all(b"GET /_sandbox/orders HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut byte = [0; 1];
    stream.read_exact(&mut byte).await.unwrap();
    sandbox.set_dark(Which::Backup, true).await.unwrap();
    let mut rest = Vec::new();
    // Cut off, by an end or by a reset: either way it ends.
    let _ = stream.read_to_end(&mut rest).await;
}

#[tokio::test]
async fn stopping_frees_the_ports() {
    let sandbox = start().await;
    let port = |url: String| url.rsplit_once(':').unwrap().1.parse::<u16>().unwrap();
    let ports = (port(sandbox.primary_url()), port(sandbox.backup_url()));
    sandbox.stop().await;
    let again = Sandbox::start(options().with_ports(ports.0, ports.1)).await.unwrap();
    assert_eq!((port(again.primary_url()), port(again.backup_url())), ports);
    draft(&again).send(&again).await.ok(&again);
}

#[tokio::test]
async fn only_loopback_is_listened_on() {
    let address: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let error = Sandbox::start(options().with_address(Which::Backup, address)).await.unwrap_err();
    assert!(matches!(error, StartError::NotLoopback { .. }));
    assert_eq!(error.to_string(), "0.0.0.0:0 is not a loopback address; the sandbox listens nowhere else");
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let error = Sandbox::start(options().with_address(Which::Primary, address)).await.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot listen on {address}"));
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn a_seed_repeats_a_run() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let sandbox = Sandbox::start(options().with_seed([9; 32])).await.unwrap();
        let prepay = draft(&sandbox).send(&sandbox).await;
        runs.push((
            prepay.0.header("request-id").map(str::to_owned),
            prepay.ok(&sandbox),
            sandbox.pay("A-00001"),
        ));
    }
    assert_eq!(runs[0], runs[1]);
}

#[tokio::test]
async fn generated_credentials_serve() {
    let sandbox = Sandbox::start(Options::new().with_clock(|| crate::client::NOW)).await.unwrap();
    draft(&sandbox).send(&sandbox).await.ok(&sandbox);
    assert_ne!(sandbox.credentials().merchant_serial(), Credentials::for_tests().unwrap().merchant_serial());
    let text = format!("{sandbox:?}");
    assert!(!text.contains("PRIVATE KEY") && !text.contains(sandbox.credentials().apiv3_key()), "{text}");
    assert_eq!(json!(sandbox.credentials().appid()), order("A-00001")["appid"]);
}
