//! Each fault on the APIv3 hosts, seen from a plain socket: what arrives, and whether the order exists afterwards.

use std::io::ErrorKind;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wx_sandbox::fault::{Fault, Plan, Rule};
use wx_sandbox::{LogEntry, Sandbox, Which};

use crate::client::{APP, Draft, Message, NOW, Reply, get, order, post, start};

/// Places an order; the raw bytes that came back, and how the connection ended.
async fn raw(sandbox: &Sandbox, number: &str) -> (Vec<u8>, std::io::Result<usize>) {
    let body = order(number).to_string();
    let draft = Draft::new(sandbox, "POST", APP, body.as_bytes());
    let host = sandbox.primary_url().replace("http://", "");
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let mut head = format!("POST {APP} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in &draft.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let authorization = draft.authorization(&draft.sign(sandbox));
    head.push_str(&format!("Authorization: {authorization}\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let end = stream.read_to_end(&mut answer).await;
    (answer, end)
}

async fn status_of(sandbox: &Sandbox, number: &str) -> u16 {
    let target = format!("/v3/pay/transactions/out-trade-no/{number}?mchid=1900000001");
    get(sandbox, &target).await.status()
}

async fn struck(fault: Fault) -> Sandbox {
    let sandbox = start().await;
    sandbox.faults().add(Rule::new(fault));
    sandbox
}

/// The status in the log and the fault beside it.
fn logged(sandbox: &Sandbox) -> (u16, Fault) {
    let found = sandbox.log().into_iter().find_map(|entry| match entry {
        LogEntry::Request(entry) => entry.faults.first().map(|fired| (entry.status, fired.fault)),
        _ => None,
    });
    found.unwrap()
}

#[tokio::test]
async fn resets_before_and_after_the_effect() {
    for (fault, status, exists) in [(Fault::ResetBefore, 0, 404), (Fault::ResetAfter, 200, 200)] {
        let sandbox = struck(fault).await;
        let (answer, end) = raw(&sandbox, "A-00001").await;
        assert_eq!((answer.len(), end.unwrap_err().kind()), (0, ErrorKind::ConnectionReset), "{fault}");
        assert_eq!(logged(&sandbox), (status, fault));
        assert_eq!(status_of(&sandbox, "A-00001").await, exists, "{fault}");
        assert_eq!(sandbox.faults().fired(), [1]);
    }
}

#[tokio::test]
async fn errors_before_and_after_the_effect() {
    for (fault, status, kind, exists) in [
        (Fault::ErrorBefore, 500, "application/json; charset=utf-8", 404),
        (Fault::ErrorAfter, 500, "application/json; charset=utf-8", 200),
        (Fault::Html502, 502, "text/html", 200),
        (Fault::TooMany(0), 429, "application/json; charset=utf-8", 404),
    ] {
        let sandbox = struck(fault).await;
        let reply = post(&sandbox, APP, &order("A-00001")).await;
        assert_eq!((reply.status(), reply.0.header("content-type")), (status, Some(kind)), "{fault}");
        assert_eq!(reply.0.verify(sandbox.credentials(), NOW), Err("unsigned"), "{fault}");
        assert_eq!(reply.0.header("retry-after"), None);
        assert_eq!(status_of(&sandbox, "A-00001").await, exists, "{fault}");
    }
    let sandbox = struck(Fault::TooMany(3)).await;
    let reply = post(&sandbox, APP, &order("A-00001")).await;
    assert_eq!((reply.status(), reply.0.header("retry-after")), (429, Some("3")));
}

#[tokio::test]
async fn a_delayed_request_takes_effect_after_a_query_found_nothing() {
    let sandbox = struck(Fault::DelayedCommit(600_000)).await;
    let (answer, end) = raw(&sandbox, "A-00001").await;
    assert_eq!((answer.len(), end.unwrap_err().kind()), (0, ErrorKind::ConnectionReset));
    assert_eq!(status_of(&sandbox, "A-00001").await, 404);
    sandbox.faults().release();
    sandbox.deliveries_done().await;
    assert_eq!(status_of(&sandbox, "A-00001").await, 200);
}

#[tokio::test]
async fn an_answer_ends_at_any_byte() {
    let sandbox = start().await;
    let (whole, _) = raw(&sandbox, "A-00001").await;
    for at in [0, 1, 17, 100, whole.len() - 1] {
        sandbox.faults().set(Plan::new(0).with_rule(Rule::new(Fault::Truncated(at.try_into().unwrap()))));
        let (answer, end) = raw(&sandbox, "A-00001").await;
        assert_eq!((answer.len(), end.unwrap()), (at, at), "an orderly end after {at} bytes");
    }
    let long = u32::try_from(whole.len()).unwrap();
    sandbox.faults().set(Plan::new(0).with_rule(Rule::new(Fault::Truncated(long))));
    let (answer, _) = raw(&sandbox, "A-00001").await;
    assert_eq!(Reply(Message::parse(&answer)).ok(&sandbox)["prepay_id"].as_str().map(str::len), Some(36));
}

#[tokio::test]
async fn an_answer_drips() {
    let sandbox = struck(Fault::SlowDrip(1)).await;
    let (answer, _) = raw(&sandbox, "A-00001").await;
    Reply(Message::parse(&answer)).ok(&sandbox);
    assert_eq!(logged(&sandbox), (200, Fault::SlowDrip(1)));
}

#[tokio::test]
async fn a_swapped_answer_is_genuine_and_about_another_order() {
    let sandbox = start().await;
    sandbox.faults().add(Rule::new(Fault::Swapped).with_method("GET").every(1));
    for number in ["A-00001", "A-00002"] {
        post(&sandbox, APP, &order(number)).await.ok(&sandbox);
    }
    let query = |number: &str| format!("/v3/pay/transactions/out-trade-no/{number}?mchid=1900000001");
    let first = get(&sandbox, &query("A-00001")).await.ok(&sandbox);
    assert_eq!(first["out_trade_no"], "A-00001", "there is no other answer yet");
    let again = get(&sandbox, &query("A-00001")).await.ok(&sandbox);
    assert_eq!(again["out_trade_no"], "A-00001", "its own answer is no stranger");
    assert_eq!(sandbox.faults().fired(), [0]);
    let swapped = get(&sandbox, &query("A-00002")).await.ok(&sandbox);
    assert_eq!(swapped["out_trade_no"], "A-00001");
    assert_eq!(sandbox.faults().fired(), [1]);
}

#[tokio::test]
async fn connections_are_struck_before_a_request() {
    let sandbox = struck(Fault::TlsAlert).await;
    let (answer, _) = raw(&sandbox, "A-00001").await;
    assert_eq!(answer, [21, 3, 3, 0, 2, 2, 40]);
    sandbox.faults().add(Rule::new(Fault::ConnectRefused(600_000)).at_host("primary"));
    let host = sandbox.primary_url().replace("http://", "");
    let mut stream = TcpStream::connect(&host).await.unwrap();
    assert_eq!(stream.read(&mut [0]).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(TcpStream::connect(&host).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
    sandbox.set_dark(Which::Primary, false).await.unwrap();
    let kinds: Vec<Fault> = sandbox
        .log()
        .into_iter()
        .filter_map(|entry| match entry {
            LogEntry::Connection(entry) => Some(entry.fault.fault),
            _ => None,
        })
        .collect();
    assert_eq!(kinds, [Fault::TlsAlert, Fault::ConnectRefused(600_000)]);
    assert_eq!(sandbox.faults().fired(), [1, 1]);
}

#[tokio::test]
async fn a_black_hole_says_nothing_until_the_host_goes() {
    let sandbox = struck(Fault::BlackHole).await;
    let waiting = async {
        let (answer, _) = raw(&sandbox, "A-00001").await;
        answer.len()
    };
    let closing = async {
        // The connection must be in the hole first.
        while sandbox.faults().fired() != [1] {
            tokio::task::yield_now().await;
        }
        sandbox.set_dark(Which::Primary, true).await.unwrap();
    };
    assert_eq!(tokio::join!(waiting, closing).0, 0);
    sandbox.set_dark(Which::Primary, false).await.unwrap();
    assert_eq!(status_of(&sandbox, "A-00001").await, 404);
}

#[tokio::test]
async fn the_clock_can_go_wrong_under_way() {
    let sandbox = struck(Fault::ClockSkew(301)).await;
    let reply = post(&sandbox, APP, &order("A-00001")).await;
    assert_eq!((reply.status(), reply.0.json()["code"].as_str()), (401, Some("SIGN_ERROR")));
    assert_eq!(reply.0.verify(sandbox.credentials(), NOW), Err("clock"));
    sandbox.set_clock_offset(0);
    assert_eq!(status_of(&sandbox, "A-00001").await, 404);
}

#[tokio::test]
async fn damage_to_signatures_is_part_of_the_plan() {
    let sandbox = start().await;
    let rule = |fault| Rule::new(fault).at_path("/v3/certificates");
    sandbox
        .faults()
        .set(Plan::new(0).with_rule(rule(Fault::Stale)).with_rule(rule(Fault::ResetAfter).every(2)));
    post(&sandbox, APP, &order("A-00001")).await.ok(&sandbox);
    let reply = get(&sandbox, "/v3/certificates").await;
    assert_eq!(reply.0.verify(sandbox.credentials(), NOW), Err("clock"));
    sandbox.faults().clear();
    assert_eq!(sandbox.faults().plan().rules(), []);
    let reply = post(&sandbox, APP, &json!({})).await;
    assert_eq!(reply.status(), 400);
}
