//! The reqwest adapter against servers of a few lines on this machine.

use std::{
    error::Error,
    future::ready,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use wx_transport::{
    Attempt, AttemptResult, BoxFuture, Call, Cause, Download, Environment, Executor, Failure, Host, Hosts,
    Outcome, Policy, Repeat, ReqwestOptions, ReqwestTransport, SendError, SendErrorKind, Transport, Verdict,
};

/// What a server does once it has read a request.
#[derive(Clone, Copy)]
enum Reply {
    /// Writes this and keeps the connection.
    Write(&'static str),
    /// Writes this and closes it.
    WriteAndClose(&'static str),
    /// Closes it so that the other side sees a reset.
    Reset,
    /// Keeps it and says nothing.
    Nothing,
    /// Writes a chunked body without end.
    Endless,
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<std::sync::Mutex<Vec<String>>>,
}

impl Server {
    async fn start(reply: Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            connections: Arc::default(),
            requests: Arc::default(),
        };
        let (connections, requests) = (server.connections.clone(), server.requests.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, reply, requests.clone()));
            }
        });
        server
    }

    fn host(&self) -> Host {
        Host::parse(&format!("http://{}", self.address)).unwrap()
    }

    async fn get(&self, target: &str) -> Result<Response<Bytes>, SendError> {
        get(&transport(), &self.host(), target).await
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, reply: Reply, requests: Arc<std::sync::Mutex<Vec<String>>>) {
    while let Some(request) = read_request(&mut stream).await {
        requests.lock().unwrap().push(request);
        match reply {
            Reply::Write(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Reply::WriteAndClose(text) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                return;
            }
            Reply::Reset => return stream.set_zero_linger().unwrap(),
            Reply::Nothing => {}
            Reply::Endless => {
                let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                stream.write_all(head.as_bytes()).await.unwrap();
                while stream.write_all(b"10\r\n0123456789abcdef\r\n").await.is_ok() {}
                return;
            }
        }
    }
}

/// Head and body of one request, or `None` at the end of the connection.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok())
            .unwrap_or(0);
        if body.len() >= length {
            return Some(text.into_owned());
        }
    }
}

/// These tests need no root certificates, and the machine may have none.
fn options() -> ReqwestOptions {
    ReqwestTransport::options().without_system_roots()
}

fn transport() -> ReqwestTransport {
    options().build().unwrap()
}

async fn get(transport: &ReqwestTransport, host: &Host, target: &str) -> Result<Response<Bytes>, SendError> {
    transport.send(Request::get(host.uri(target).unwrap()).body(Bytes::new()).unwrap()).await
}

/// A port of this machine on which nobody listens.
async fn refusing_host(scheme: &str) -> Host {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    Host::parse(&format!("{scheme}://{address}")).unwrap()
}

/// The error is of this kind, and nowhere in its chain is anything of the URL.
#[track_caller]
fn check(result: Result<Response<Bytes>, SendError>, kind: SendErrorKind) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind, "{error:?}");
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    let mut link: Option<&dyn Error> = Some(&error);
    while let Some(error) = link {
        assert!(!error.to_string().contains("secret"), "{error}");
        link = error.source();
    }
}

#[tokio::test]
async fn a_refused_port_is_not_sent() {
    for scheme in ["http", "https"] {
        let host = refusing_host(scheme).await;
        check(get(&transport(), &host, "/?token=secret").await, SendErrorKind::Connect);
    }
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_not_sent() {
    // A label longer than the name system allows fails inside the resolver's library, without a question to anybody.
    let uri = format!("https://{}.invalid/?token=secret", "a".repeat(64));
    let request = Request::get(uri).body(Bytes::new()).unwrap();
    check(transport().send(request).await, SendErrorKind::Connect);
}

#[tokio::test]
async fn tls_with_a_server_that_speaks_plain_text_is_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = Host::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        stream.read_to_end(&mut Vec::new()).await.ok();
    });
    check(get(&transport(), &host, "/?token=secret").await, SendErrorKind::Connect);
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = Host::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let transport = options().with_connect_timeout(Duration::from_millis(50)).build().unwrap();
    check(get(&transport, &host, "/?token=secret").await, SendErrorKind::Connect);
}

#[tokio::test]
async fn a_connection_that_ends_after_the_request_is_interrupted() {
    for reply in [
        Reply::Reset,
        Reply::WriteAndClose(""),
        Reply::WriteAndClose("HTTP/1.1 200 OK\r\nContent-Le"),
        Reply::WriteAndClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"),
        Reply::WriteAndClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"),
        Reply::WriteAndClose("this is not HTTP\r\n\r\n"),
    ] {
        let server = Server::start(reply).await;
        check(server.get("/?token=secret").await, SendErrorKind::Interrupted);
        assert_eq!(server.requests().len(), 1, "nothing below the executor sends twice");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_too_large() {
    let transport = options().with_body_cap(10).build().unwrap();
    let announced = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890";
    let until_closed = "HTTP/1.1 200 OK\r\n\r\n01234567890";
    for reply in [Reply::Write(announced), Reply::WriteAndClose(until_closed), Reply::Endless] {
        let server = Server::start(reply).await;
        check(get(&transport, &server.host(), "/?token=secret").await, SendErrorKind::TooLarge);
    }
    let server = Server::start(Reply::Write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789")).await;
    assert_eq!(get(&transport, &server.host(), "/").await.unwrap().body(), "0123456789");
}

#[tokio::test]
async fn every_status_is_an_answer() {
    for status in [201, 204, 400, 404, 429, 500, 503] {
        let text = format!("HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\n\r\n");
        let server = Server::start(Reply::Write(text.leak())).await;
        assert_eq!(server.get("/").await.unwrap().status(), status);
    }
}

#[tokio::test]
async fn a_redirect_is_returned_and_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let canary = Server::start(Reply::Write(OK)).await;
        let text = format!(
            "HTTP/1.1 {status} Elsewhere\r\nLocation: http://{}/\r\nContent-Length: 0\r\n\r\n",
            canary.address
        );
        let server = Server::start(Reply::Write(text.leak())).await;
        let response = server.get("/").await.unwrap();
        assert_eq!(response.status(), status);
        assert!(response.headers().contains_key("location"));
        assert_eq!(canary.connections.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn a_compressed_body_is_left_alone() {
    let text = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!";
    let server = Server::start(Reply::Write(text)).await;
    let response = server.get("/").await.unwrap();
    assert_eq!(response.body(), "not gzip!");
    assert_eq!(response.headers()["content-encoding"], "gzip");
    assert_eq!(response.headers()["content-length"], "9");
    let request = server.requests().remove(0).to_ascii_lowercase();
    assert!(!request.contains("accept-encoding"), "{request}");
}

#[tokio::test]
async fn cookies_are_not_kept() {
    let text = "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n";
    let server = Server::start(Reply::Write(text)).await;
    let transport = transport();
    for _ in 0..2 {
        get(&transport, &server.host(), "/").await.unwrap();
    }
    assert!(server.requests().iter().all(|request| !request.to_ascii_lowercase().contains("cookie")));
}

#[tokio::test]
async fn the_connection_is_used_again() {
    let server = Server::start(Reply::Write(OK)).await;
    let transport = transport();
    for _ in 0..3 {
        // Clones share the connections.
        assert_eq!(get(&transport.clone(), &server.host(), "/").await.unwrap().body(), "ok");
    }
    assert_eq!(server.connections.load(Ordering::SeqCst), 1);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn target_headers_and_body_travel_as_they_are() {
    let server = Server::start(Reply::Write(OK)).await;
    let target = "/v3/a%2Fb//c?x=%E4%BD%A0&y=a+b|c&&z";
    let request = Request::post(server.host().uri(target).unwrap())
        .header("Authorization", "scheme mchid=\"1\"")
        .body(Bytes::from_static(b"{\"a\": 1}"))
        .unwrap();
    transport().send(request).await.unwrap();
    let request = server.requests().remove(0);
    assert!(request.starts_with(&format!("POST {target} HTTP/1.1\r\n")), "{request}");
    assert!(request.contains("authorization: scheme mchid=\"1\"\r\n"), "{request}");
    assert!(request.contains(&format!("host: {}\r\n", server.address)), "{request}");
    assert!(request.ends_with("\r\n\r\n{\"a\": 1}"), "{request}");
}

#[tokio::test]
async fn a_post_without_a_body_says_so() {
    let server = Server::start(Reply::Write(OK)).await;
    let request = Request::post(server.host().uri("/close").unwrap()).body(Bytes::new()).unwrap();
    transport().send(request).await.unwrap();
    let request = server.requests().remove(0);
    assert!(request.contains("content-length: 0\r\n"), "{request}");
}

#[tokio::test]
async fn a_target_that_would_be_rewritten_is_refused() {
    let server = Server::start(Reply::Write(OK)).await;
    for target in ["/a/../b?token=secret", "/./secret", "/a/%2e%2E/secret", "/{secret}", "/a?token=secret'"] {
        check(server.get(target).await, SendErrorKind::Request);
    }
    assert!(server.requests().is_empty());
}

#[test]
fn roots_are_checked_when_the_transport_is_made() {
    let root = include_str!("root.pem");
    options().with_root_pem(root).build().unwrap();
    options().with_root_pem(format!("{root}{root}")).build().unwrap();
    let broken = root.replace("MIIB", "AAAA");
    for pem in ["", "no certificate", &broken] {
        let error = options().with_root_pem(pem).build().unwrap_err();
        assert!(error.to_string().contains(';'), "{error}");
    }
    // With the system's roots or without them, one added root is enough.
    ReqwestTransport::options().with_root_pem(root).build().unwrap();
}

/// A call that believes every 200.
struct Ask(Repeat);

impl Call for Ask {
    type Output = Bytes;
    type Error = u16;

    fn repeat(&self) -> Repeat {
        self.0
    }

    fn seal<'a>(
        &'a self,
        host: &'a Host,
        attempt: Attempt<'a>,
    ) -> BoxFuture<'a, Result<Request<Bytes>, u16>> {
        let request = Request::post(host.uri("/order").unwrap()).header("number", attempt.number);
        Box::pin(ready(Ok(request.body(Bytes::from_static(b"order")).unwrap())))
    }

    fn open(&self, response: Response<Bytes>, _: Duration) -> Verdict<Bytes, u16> {
        match response.status().as_u16() {
            200 => Verdict::Done(response.into_body()),
            status @ 500.. => Verdict::Failed(status),
            status => Verdict::Refused(status),
        }
    }
}

fn executor(hosts: Hosts) -> Executor {
    Executor::new(Arc::new(transport()), hosts, Environment::system())
}

#[tokio::test]
async fn a_refusing_primary_is_replaced_by_the_backup() {
    let primary = refusing_host("http").await;
    let backup = Server::start(Reply::Write(OK)).await;
    let hosts = Hosts::new(primary.clone()).with_backup(backup.host());

    let done = executor(hosts).run(&Ask(Repeat::Once)).await.unwrap();

    assert_eq!(done.output, "ok");
    let trail: Vec<_> =
        done.trail.attempts.iter().map(|attempt| (attempt.host.clone(), attempt.result)).collect();
    assert_eq!(trail, [(primary, AttemptResult::NotSent), (backup.host(), AttemptResult::Status(200))]);
    assert_eq!(backup.requests().len(), 1);
}

#[tokio::test]
async fn a_server_that_never_answers_leaves_the_outcome_unknown() {
    let server = Server::start(Reply::Nothing).await;
    let policy = Policy::default().with_attempt_timeout(Duration::from_millis(50));
    let failure: Failure<u16> =
        executor(server.host().into()).with_policy(policy).run(&Ask(Repeat::Once)).await.unwrap_err();
    assert_eq!(failure.outcome(), Outcome::Unknown);
    assert!(matches!(failure.cause(), Cause::AttemptTimeout));
    assert_eq!(failure.trail().attempts[0].result, AttemptResult::TimedOut);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_repeated_on_the_backup_with_the_same_body() {
    let primary = Server::start(Reply::Reset).await;
    let backup = Server::start(Reply::Write(OK)).await;
    let hosts = || Hosts::new(primary.host()).with_backup(backup.host());

    executor(hosts()).run(&Ask(Repeat::SameBody)).await.unwrap();
    let (first, second) = (primary.requests().remove(0), backup.requests().remove(0));
    assert!(first.contains("number: 1\r\n") && second.contains("number: 2\r\n"));
    assert!(first.ends_with("\r\n\r\norder") && second.ends_with("\r\n\r\norder"));

    let failure = executor(hosts()).run(&Ask(Repeat::Once)).await.unwrap_err();
    assert_eq!(failure.outcome(), Outcome::Unknown);
    assert_eq!(backup.requests().len(), 1);
}

/// Every piece of a download, put together again.
async fn download(host: &Host, target: &str) -> Result<Response<Bytes>, SendError> {
    let request = Request::get(host.uri(target).unwrap()).body(Bytes::new()).unwrap();
    let (head, mut chunks) = transport().fetch(request).await?.into_parts();
    let mut body = Vec::new();
    while let Some(piece) = chunks.next().await? {
        body.extend_from_slice(&piece);
    }
    Ok(Response::from_parts(head, body.into()))
}

#[tokio::test]
async fn a_download_keeps_status_headers_and_bytes() {
    let text =
        "HTTP/1.1 403 No\r\nRequest-ID: 7\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!";
    let server = Server::start(Reply::Write(text)).await;
    let answer = download(&server.host(), "/file?token=1").await.unwrap();
    assert_eq!((answer.status().as_u16(), &answer.body()[..]), (403, &b"not gzip!"[..]));
    assert_eq!(answer.headers()["request-id"], "7");
    assert!(server.requests()[0].starts_with("GET /file?token=1 HTTP/1.1"));
}

#[tokio::test]
async fn a_download_that_is_cut_off_is_interrupted_and_never_at_its_end() {
    for text in [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
    ] {
        let server = Server::start(Reply::WriteAndClose(text)).await;
        check(download(&server.host(), "/?token=secret").await, SendErrorKind::Interrupted);
        assert_eq!(server.requests().len(), 1);
    }
    check(download(&refusing_host("http").await, "/?token=secret").await, SendErrorKind::Connect);
}

#[tokio::test]
async fn a_download_does_not_follow_a_redirect() {
    let canary = Server::start(Reply::Write(OK)).await;
    let text =
        format!("HTTP/1.1 302 Found\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n", canary.host().base());
    let server = Server::start(Reply::Write(text.leak())).await;
    assert_eq!(download(&server.host(), "/").await.unwrap().status(), 302);
    assert_eq!(canary.connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_endless_download_is_handed_out_as_it_comes() {
    let server = Server::start(Reply::Endless).await;
    let request = Request::get(server.host().uri("/").unwrap()).body(Bytes::new()).unwrap();
    let mut chunks = transport().fetch(request).await.unwrap().into_body();
    let mut taken = 0;
    while taken < 5_000_000 {
        taken += chunks.next().await.unwrap().expect("it has no end").len();
    }
}
