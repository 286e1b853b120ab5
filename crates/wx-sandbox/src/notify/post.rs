//! One POST to a loopback address, on a connection of its own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, USER_AGENT};
use http::{HeaderValue, Method, Request, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::Wrapped;

/// An address that can be reached from here.
#[derive(Debug)]
pub(crate) struct Target {
    addresses: Vec<SocketAddr>,
    authority: String,
    path: String,
}

impl Target {
    /// Reads an address, or says why nothing is sent there.
    pub(crate) fn parse(url: &str) -> Result<Self, &'static str> {
        let uri: Uri = url.parse().map_err(|_| "the address cannot be read")?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => return Err("the sandbox cannot reach https; use http on loopback"),
            _ => return Err("the address is neither http nor https"),
        }
        let authority = uri.authority().ok_or("the address has no host")?;
        let port = authority.port_u16().unwrap_or(80);
        let at = |ip: IpAddr| SocketAddr::new(ip, port);
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let addresses = if host.eq_ignore_ascii_case("localhost") {
            vec![at(Ipv4Addr::LOCALHOST.into()), at(Ipv6Addr::LOCALHOST.into())]
        } else {
            host.parse::<IpAddr>().ok().filter(IpAddr::is_loopback).map(at).into_iter().collect()
        };
        if addresses.is_empty() {
            return Err("the sandbox only delivers to loopback addresses");
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { addresses, authority: authority.to_string(), path })
    }
}

/// What a receiver said.
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Empty if it could not be read or is too long to matter.
    pub(crate) body: Bytes,
}

/// No acceptance is longer.
const BODY_LIMIT: usize = 64 << 10;

/// Sends and waits for the answer. `None` if there was no connection or no answer.
pub(crate) async fn post(target: &Target, content_type: &'static str, wrapped: Wrapped) -> Option<Reply> {
    let request = request(target, content_type, wrapped)?;
    let stream = TcpStream::connect(target.addresses.as_slice()).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let exchange = async {
        let answer = sender.send_request(request).await.ok()?;
        let status = answer.status().as_u16();
        let body = Limited::new(answer.into_body(), BODY_LIMIT).collect().await;
        Some(Reply { status, body: body.map(|whole| whole.to_bytes()).unwrap_or_default() })
    };
    tokio::pin!(exchange);
    tokio::select! {
        biased;
        reply = &mut exchange => reply,
        // The connection may end with the answer already read.
        _ = connection => exchange.await,
    }
}

fn request(target: &Target, content_type: &'static str, wrapped: Wrapped) -> Option<Request<Full<Bytes>>> {
    let mut request = Request::new(Full::new(wrapped.body));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = target.path.parse().ok()?;
    let headers = request.headers_mut();
    headers.insert(HOST, HeaderValue::try_from(&target.authority).ok()?);
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(USER_AGENT, HeaderValue::from_static("Mozilla/4.0"));
    for (name, value) in wrapped.headers {
        headers.insert(HeaderName::from_static(name), HeaderValue::try_from(value).ok()?);
    }
    Some(request)
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[track_caller]
    fn check(url: &str, expected: Result<&[&str], &str>) {
        let target = Target::parse(url);
        let found = target.map(|t| t.addresses.iter().map(ToString::to_string).collect::<Vec<_>>());
        let expected = expected.map(|list| list.iter().map(ToString::to_string).collect());
        assert_eq!(found, expected, "{url}");
    }

    #[test]
    fn only_loopback_is_reached() {
        check("http://127.0.0.1:8080/n", Ok(&["127.0.0.1:8080"]));
        check("http://localhost/n", Ok(&["127.0.0.1:80", "[::1]:80"]));
        check("http://[::1]:9/n", Ok(&["[::1]:9"]));
        let far = Err("the sandbox only delivers to loopback addresses");
        check("http://example.com/n", far);
        check("http://192.168.0.1/n", far);
        check("http://127.0.0.1.example.com/n", far);
        check("https://127.0.0.1/n", Err("the sandbox cannot reach https; use http on loopback"));
        check("ftp://127.0.0.1/n", Err("the address is neither http nor https"));
    }
}
