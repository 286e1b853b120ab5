//! One POST to a loopback address, on a connection of its own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, USER_AGENT};
use http::{HeaderValue, Method, Request, Uri};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::Wrapped;

/// A `notify_url` that can be reached from here.
#[derive(Debug)]
pub(crate) struct Target {
    addresses: Vec<SocketAddr>,
    authority: String,
    path: String,
}

impl Target {
    /// Reads an address, or says why nothing is sent there.
    pub(crate) fn parse(url: &str) -> Result<Self, &'static str> {
        let uri: Uri = url.parse().map_err(|_| "the notify_url is not an address")?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => return Err("the sandbox cannot reach https; use http on loopback"),
            _ => return Err("the notify_url is neither http nor https"),
        }
        let authority = uri.authority().ok_or("the notify_url has no host")?;
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
        Ok(Self { addresses, authority: authority.to_string(), path: uri.path().to_owned() })
    }
}

/// Sends and waits for the status. `None` if there was no connection or no answer.
pub(crate) async fn post(target: &Target, wrapped: Wrapped) -> Option<u16> {
    let request = request(target, wrapped)?;
    let stream = TcpStream::connect(target.addresses.as_slice()).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let answer = sender.send_request(request);
    tokio::pin!(answer);
    let answer = tokio::select! {
        biased;
        answer = &mut answer => answer,
        // The connection may end with the answer already read.
        _ = connection => answer.await,
    };
    answer.ok().map(|answer| answer.status().as_u16())
}

fn request(target: &Target, wrapped: Wrapped) -> Option<Request<Full<Bytes>>> {
    let mut request = Request::new(Full::new(wrapped.body));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = target.path.parse().ok()?;
    let headers = request.headers_mut();
    headers.insert(HOST, HeaderValue::try_from(&target.authority).ok()?);
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
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
        check("ftp://127.0.0.1/n", Err("the notify_url is neither http nor https"));
    }
}
