//! Which certificates the reqwest adapter takes. The server is the `openssl` command.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use wx_transport::{Host, ReqwestTransport, SendError, SendErrorKind, Transport};

const ROOT: &str = include_str!("fixtures/tls/root.pem");
const SELF_SIGNED: &str = include_str!("fixtures/tls/self_signed.pem");

/// A server that shows one of the certificates; it ends with the value.
struct Server {
    process: Child,
    /// Open, so that the server can go on writing.
    _said: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Server {
    fn with(certificate: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls");
        let mut process = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", "-www", "-key", "key.pem", "-cert"])
            .arg(format!("{certificate}.pem"))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("these tests need the `openssl` command on the path: {error}"));
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let address = loop {
            let mut line = String::new();
            assert_ne!(said.read_line(&mut line).unwrap(), 0, "the server ended with {:?}", process.wait());
            if let Some(address) = line.strip_prefix("ACCEPT ") {
                break address.trim().parse().unwrap();
            }
        };
        Self { process, _said: said, address }
    }

    async fn get(&self, root: Option<&str>) -> Result<Response<Bytes>, SendError> {
        let options = ReqwestTransport::options().without_system_roots();
        let options = root.into_iter().fold(options, |options, root| options.with_root_pem(root));
        let host = Host::parse(&format!("https://{}", self.address)).unwrap();
        let request = Request::get(host.uri("/?token=secret").unwrap()).body(Bytes::new()).unwrap();
        options.build().unwrap().send(request).await
    }

    /// Nothing was sent to it, and the reason stands in the chain.
    async fn check_refused(&self, root: Option<&str>, reason: &str) {
        let error = self.get(root).await.unwrap_err();
        assert_eq!(error.kind(), SendErrorKind::Connect, "{error:?}");
        let text = format!("{error:?}");
        assert!(text.contains(reason) && !text.contains("secret"), "{text}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_certificate_by_an_added_root_is_taken_and_by_none_other() {
    let server = Server::with("right");
    assert_eq!(server.get(Some(ROOT)).await.unwrap().status(), StatusCode::OK);
    server.check_refused(None, "UnknownIssuer").await;
    server.check_refused(Some(SELF_SIGNED), "UnknownIssuer").await;
    assert_eq!(server.get(Some(ROOT)).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_self_signed_certificate_is_not_taken() {
    Server::with("self_signed").check_refused(Some(ROOT), "UnknownIssuer").await;
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_taken() {
    Server::with("another_name").check_refused(Some(ROOT), "NotValidForName").await;
}

#[tokio::test]
async fn a_certificate_out_of_date_is_not_taken() {
    Server::with("expired").check_refused(Some(ROOT), "Expired").await;
}
