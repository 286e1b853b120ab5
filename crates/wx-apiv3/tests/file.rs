//! Files that a signed answer points to: which addresses are fetched, what is sent there, and what is made of the answer.

use std::{
    collections::VecDeque,
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use wx_apiv3::{Client, Error, FileAddress, Outcome, Reason};
use wx_sign::decode_base64;
use wx_transport::{BoxFuture, Chunks, Download, Executor, Host, Hosts, SendError, SendErrorKind};

use crate::{
    fixtures::{MERCHANT_PUBLIC, NOW},
    openssl, platform,
    setup::{credentials, trust},
    world::{World, run, story},
};

const PATH: &str = "/v3/billdownload/file";
const URL: &str = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=canary";
const TIME: Duration = Duration::from_secs(60);

/// Answers every download in the same way, and keeps what it was asked.
#[derive(Debug, Default)]
struct Files {
    status: u16,
    headers: HeaderMap,
    pieces: Vec<&'static [u8]>,
    ending: Ending,
    asked: Mutex<Vec<Request<Bytes>>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Ending {
    #[default]
    Whole,
    Broken,
    Endless,
    Silent,
    NotSent,
}

struct Body(VecDeque<&'static [u8]>, Ending);

impl Files {
    fn new(status: u16, pieces: &[&'static [u8]]) -> Self {
        Self { status, pieces: pieces.to_vec(), ..Self::default() }
    }

    fn ending(self, ending: Ending) -> Self {
        Self { ending, ..self }
    }
}

impl Download for Files {
    fn fetch(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Box<dyn Chunks>>, SendError>> {
        Box::pin(async move {
            self.asked.lock().unwrap().push(request);
            if self.ending == Ending::NotSent {
                return Err(SendError::new(SendErrorKind::Connect, "scripted"));
            }
            let body: Box<dyn Chunks> = Box::new(Body(self.pieces.clone().into(), self.ending));
            let mut response = Response::new(body);
            *response.status_mut() = self.status.try_into().unwrap();
            *response.headers_mut() = self.headers.clone();
            response.headers_mut().insert("request-id", "08F7-1".parse().unwrap());
            Ok(response)
        })
    }
}

impl Chunks for Body {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        let piece = match self.1 {
            Ending::Endless => self.0.front().copied(),
            _ => self.0.pop_front(),
        };
        let ending = self.1;
        Box::pin(async move {
            match (piece, ending) {
                (Some(piece), _) => Ok(Some(Bytes::from_static(piece))),
                (None, Ending::Broken) => Err(SendError::new(SendErrorKind::Interrupted, "scripted")),
                (None, Ending::Silent) => pending().await,
                (None, _) => Ok(None),
            }
        })
    }
}

fn fetch_by(client: &Client, files: &Files, url: &str) -> Result<Vec<u8>, Error> {
    run(async {
        let mut stream = client.fetch(files, &FileAddress::new(url, PATH), TIME).await?;
        let mut file = Vec::new();
        while let Some(piece) = stream.next().await? {
            file.extend_from_slice(&piece);
        }
        Ok(file)
    })
}

fn fetch(files: &Files) -> Result<Vec<u8>, Error> {
    fetch_by(&World::new(&[]).client(), files, URL)
}

#[test]
fn a_file_is_handed_out_as_it_comes() {
    assert_eq!(fetch(&Files::new(200, &[b"ab", b"", b"c"])).unwrap(), b"abc");
    assert_eq!(fetch(&Files::new(200, &[])).unwrap(), b"");
}

#[test]
fn the_request_is_signed_afresh_for_the_host_in_the_address() {
    let files = Files::new(200, &[]);
    let client = World::new(&[]).client();
    let backup = "https://api2.mch.weixin.qq.com/v3/billdownload/file?token=a%2Bb%3D%3D&tartype=gzip";
    fetch_by(&client, &files, backup).unwrap();
    fetch_by(&client, &files, backup).unwrap();
    let asked = files.asked.into_inner().unwrap();
    assert_eq!((asked[0].method().as_str(), asked[0].uri().to_string().as_str()), ("GET", backup));
    assert!(asked[0].body().is_empty());
    assert_eq!(asked[0].headers()["accept"], "*/*");
    assert_ne!(asked[0].headers()["authorization"], asked[1].headers()["authorization"]);
    let authorization = asked[0].headers()["authorization"].to_str().unwrap();
    let part =
        |name: &str| authorization.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap();
    let target = "/v3/billdownload/file?token=a%2Bb%3D%3D&tartype=gzip";
    let text = format!("GET\n{target}\n{NOW}\n{}\n\n", part("nonce_str"));
    assert!(openssl::verifies(MERCHANT_PUBLIC, text.as_bytes(), &decode_base64(part("signature")).unwrap()));
}

/// Hosts that begin like each other, in a port of their own, and on this machine.
fn hosts() -> Hosts {
    let host = |text| Host::parse(text).unwrap();
    Hosts::new(host("https://api.mch.weixin.qq.com"))
        .with_backup(host("https://api.mch.weixin.qq.com:8443"))
        .with_backup(host("http://127.0.0.1:8080"))
}

fn client_of_many_hosts() -> Client {
    let world = World::new(&[]);
    let at_home = world.executor();
    let executor = Executor::new(world.clone(), hosts(), at_home.environment().clone());
    Client::new(credentials(), trust(), executor).unwrap()
}

#[track_caller]
fn check_not_asked(client: &Client, url: &str) {
    let files = Files::new(200, &[]);
    let error = fetch_by(client, &files, url).unwrap_err();
    assert!(matches!(error.reason(), Reason::Address(_)), "{url:?}: {error:?}");
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(files.asked.lock().unwrap().is_empty(), "{url:?}");
    assert!(!story(&error).contains("evil"), "{url:?} is repeated");
}

#[test]
fn only_our_own_hosts_and_one_path_are_fetched() {
    let good = [
        "https://api.mch.weixin.qq.com/v3/billdownload/file?token=x",
        "https://api.mch.weixin.qq.com/v3/billdownload/file",
        "https://api.mch.weixin.qq.com/v3/billdownload/file?",
        "https://api.mch.weixin.qq.com/v3/billdownload/file?token=https://evil.com/@evil.com",
        "https://api.mch.weixin.qq.com:8443/v3/billdownload/file?token=x",
        "http://127.0.0.1:8080/v3/billdownload/file?token=x",
    ];
    let bad = [
        // other places, and other ways to them
        "",
        " ",
        "/v3/billdownload/file?token=x",
        "//api.mch.weixin.qq.com/v3/billdownload/file",
        "api.mch.weixin.qq.com/v3/billdownload/file",
        "https:/v3/billdownload/file",
        "https:api.mch.weixin.qq.com/v3/billdownload/file",
        "https:///api.mch.weixin.qq.com/v3/billdownload/file",
        "https:\\\\api.mch.weixin.qq.com\\v3\\billdownload\\file",
        "http://api.mch.weixin.qq.com/v3/billdownload/file",
        "ftp://api.mch.weixin.qq.com/v3/billdownload/file",
        "file:///v3/billdownload/file",
        "HTTPS://api.mch.weixin.qq.com/v3/billdownload/file",
        "https://API.MCH.WEIXIN.QQ.COM/v3/billdownload/file",
        " https://api.mch.weixin.qq.com/v3/billdownload/file",
        "\u{feff}https://api.mch.weixin.qq.com/v3/billdownload/file",
        "ht\ntps://api.mch.weixin.qq.com/v3/billdownload/file",
        "https://evil.com/v3/billdownload/file",
        "https://evil.com/?https://api.mch.weixin.qq.com/v3/billdownload/file",
        "https://169.254.169.254/v3/billdownload/file",
        "https://[::1]/v3/billdownload/file",
        "https://2130706433/v3/billdownload/file",
        "https://localhost/v3/billdownload/file",
        // names that begin or end like ours
        "https://api.mch.weixin.qq.com.evil.com/v3/billdownload/file",
        "https://api.mch.weixin.qq.com.:443/v3/billdownload/file",
        "https://api.mch.weixin.qq.com./v3/billdownload/file",
        "https://api.mch.weixin.qq.community/v3/billdownload/file",
        "https://evilapi.mch.weixin.qq.com/v3/billdownload/file",
        "https://api2.mch.weixin.qq.com/v3/billdownload/file",
        "https://weixin.qq.com/v3/billdownload/file",
        "https://api．mch.weixin.qq.com/v3/billdownload/file",
        "https://аpi.mch.weixin.qq.com/v3/billdownload/file",
        "https://api%2Emch.weixin.qq.com/v3/billdownload/file",
        // users, ports
        "https://api.mch.weixin.qq.com@evil.com/v3/billdownload/file",
        "https://api.mch.weixin.qq.com:x@evil.com/v3/billdownload/file",
        "https://user@api.mch.weixin.qq.com/v3/billdownload/file",
        "https://user:password@api.mch.weixin.qq.com/v3/billdownload/file",
        "https://@api.mch.weixin.qq.com/v3/billdownload/file",
        "https://evil.com#@api.mch.weixin.qq.com/v3/billdownload/file",
        "https://evil.com\\@api.mch.weixin.qq.com/v3/billdownload/file",
        "https://api.mch.weixin.qq.com:443/v3/billdownload/file",
        "https://api.mch.weixin.qq.com:80/v3/billdownload/file",
        "https://api.mch.weixin.qq.com:/v3/billdownload/file",
        "https://api.mch.weixin.qq.com:84430/v3/billdownload/file",
        "http://127.0.0.1:80801/v3/billdownload/file",
        "http://127.0.0.1:8080@evil.com/v3/billdownload/file",
        "http://127.1:8080/v3/billdownload/file",
        // other paths
        "https://api.mch.weixin.qq.com",
        "https://api.mch.weixin.qq.com/",
        "https://api.mch.weixin.qq.com?/v3/billdownload/file",
        "https://api.mch.weixin.qq.com#/v3/billdownload/file",
        "https://api.mch.weixin.qq.com\\v3/billdownload/file",
        "https://api.mch.weixin.qq.com//v3/billdownload/file",
        "https://api.mch.weixin.qq.com/v3/billdownload/file/",
        "https://api.mch.weixin.qq.com/v3/billdownload/file/../../refund/domestic/refunds",
        "https://api.mch.weixin.qq.com/v3/billdownload/files",
        "https://api.mch.weixin.qq.com/v3/billdownload/file;x",
        "https://api.mch.weixin.qq.com/v3/billdownload/%66ile",
        "https://api.mch.weixin.qq.com/V3/billdownload/file",
        "https://api.mch.weixin.qq.com/v3/x/../billdownload/file",
        "https://api.mch.weixin.qq.com/v3/certificates?x=/v3/billdownload/file",
        // what would change on its way
        "https://api.mch.weixin.qq.com/v3/billdownload/file#token=x",
        "https://api.mch.weixin.qq.com/v3/billdownload/file?token=x#y",
        "https://api.mch.weixin.qq.com/v3/billdownload/file?token=a b",
        "https://api.mch.weixin.qq.com/v3/billdownload/file?token=a\tb",
        "https://api.mch.weixin.qq.com/v3/billdownload/file?token=a\r\nHost: evil.com",
        "https://api.mch.weixin.qq.com/v3/billdownload/file?token=a\0b",
        "https://api.mch.weixin.qq.com/v3/billdownload/file?token=\"'<>",
        "https://api.mch.weixin.qq.com/v3/billdownload/file?token=a\\b",
        "https://api.mch.weixin.qq.com/v3/billdownload/file?token=中",
        "https://api.mch.weixin.qq.com/v3/billdownload/file?token=x\n",
    ];
    let client = client_of_many_hosts();
    for url in good {
        let files = Files::new(200, &[]);
        fetch_by(&client, &files, url).unwrap();
        assert_eq!(files.asked.lock().unwrap()[0].uri().to_string(), *url);
    }
    for url in bad {
        check_not_asked(&client, url);
    }
}

/// Twenty places that are not ours, each written in ten ways.
#[test]
fn two_hundred_addresses_that_lead_elsewhere_are_not_fetched() {
    const PLACES: [&str; 20] = [
        "evil.com",
        "evil.com:443",
        "api.mch.weixin.qq.com.evil.com",
        "api.mch.weixin.qq.com@evil.com",
        "api.mch.weixin.qq.com%40evil.com",
        "api.mch.weixin.qq.com%00.evil.com",
        "evil.com%2F.api.mch.weixin.qq.com",
        "evil-api.mch.weixin.qq.com",
        "127.0.0.1",
        "127.0.0.1:22",
        "0x7f000001",
        "017700000001",
        "0.0.0.0",
        "10.0.0.1",
        "169.254.169.254",
        "[::ffff:127.0.0.1]",
        "[fe80::1%25eth0]",
        "localhost:8080",
        "metadata.internal",
        "①②⑦.0.0.1",
    ];
    let client = client_of_many_hosts();
    let path = "/v3/billdownload/file?token=x";
    for place in PLACES {
        for url in [
            format!("https://{place}{path}"),
            format!("http://{place}{path}"),
            format!("//{place}{path}"),
            format!("https://user:password@{place}{path}"),
            format!("https://{place}\\@api.mch.weixin.qq.com{path}"),
            format!("https://{place}#@api.mch.weixin.qq.com{path}"),
            format!("https://{place}?@api.mch.weixin.qq.com{path}"),
            format!("https://{place}/https://api.mch.weixin.qq.com{path}"),
            format!("gopher://{place}{path}"),
            format!("https://{place}\u{3002}{path}"),
        ] {
            check_not_asked(&client, &url);
        }
    }
}

#[test]
fn an_error_answer_is_read_to_a_limit_and_proves_nothing() {
    let body = br#"{"code":"NO_AUTH","message":"token expired"}"#;
    let error = fetch(&Files::new(403, &[body])).unwrap_err();
    let api = error.api_error().unwrap();
    assert_eq!((error.outcome(), api.status(), api.is_authenticated()), (Outcome::Answered, 403, false));
    assert_eq!((api.code().unwrap().as_str(), error.request_id()), ("NO_AUTH", Some("08F7-1")));
    assert_eq!(error.to_string(), "GET /v3/billdownload/file: refused (request id 08F7-1)");
    assert!(!story(&error).contains("canary"));

    for status in [201, 204, 206, 302, 404, 500] {
        let error = fetch(&Files::new(status, &[b"<html>"])).unwrap_err();
        assert_eq!(error.api_error().unwrap().status(), status);
    }
    let error = fetch(&Files::new(502, &[&[b'<'; 10_000]]).ending(Ending::Endless)).unwrap_err();
    assert_eq!(error.api_error().unwrap().status(), 502);
}

#[test]
fn a_signed_error_answer_says_so() {
    let body = br#"{"code":"NO_AUTH","message":"no"}"#;
    let headers = platform::sign(&NOW.to_string(), body);
    let files = Files { headers, ..Files::new(403, &[body]) };
    assert!(fetch(&files).unwrap_err().api_error().unwrap().is_authenticated());
}

#[test]
fn a_file_that_does_not_arrive_whole_is_never_at_its_end() {
    for (ending, kind, outcome) in [
        (Ending::Broken, SendErrorKind::Interrupted, Outcome::Unknown),
        (Ending::Silent, SendErrorKind::Timeout, Outcome::Unknown),
        (Ending::NotSent, SendErrorKind::Connect, Outcome::NotSent),
    ] {
        let files = Files::new(200, &[b"ab"]).ending(ending);
        let error = fetch(&files).unwrap_err();
        let Reason::Send(sent) = error.reason() else { panic!("{error:?}") };
        assert_eq!((sent.kind(), error.outcome()), (kind, outcome));
        assert_eq!(files.asked.lock().unwrap().len(), 1, "it is sent once");
        assert!(!story(&error).contains("canary"));
    }
}

#[test]
fn without_randomness_nothing_is_asked() {
    let files = Files::new(200, &[]);
    let error = fetch_by(&World::dry().client(), &files, URL).unwrap_err();
    assert!(matches!(error.reason(), Reason::Seal(_)) && files.asked.lock().unwrap().is_empty());
}

#[test]
fn nothing_prints_the_token() {
    assert!(!format!("{:?}", FileAddress::new(URL, PATH)).contains("canary"));
    let client = World::new(&[]).client();
    let files = Arc::new(Files::new(200, &[b"canary"]));
    let stream = run(client.fetch(&files, &FileAddress::new(URL, PATH), TIME)).unwrap();
    assert!(!format!("{stream:?}").contains("canary"));
    assert_eq!(stream.request_id(), Some("08F7-1"));
}
