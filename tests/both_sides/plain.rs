//! Bodies sent as they are, without any client.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value as Json;
use tokio::runtime::Runtime;
use wx_tests::Merchant;
use wx_transport::{Environment, Executor, Host, Hosts, ReqwestTransport, Transport};

/// A network without proxies, on loopback.
pub(super) fn transport() -> ReqwestTransport {
    ReqwestTransport::options().without_system_roots().build().unwrap()
}

/// What a client of this address runs on.
pub(super) fn executor(url: &str) -> Executor {
    let hosts = Hosts::new(Host::parse(url).unwrap());
    Executor::new(Arc::new(transport()), hosts, Environment::system()).with_policy(Merchant::quick())
}

/// Posts a JSON body and returns the JSON of the answer, whatever its status.
pub(super) fn post(runtime: &Runtime, transport: &ReqwestTransport, url: &str, body: Bytes) -> Json {
    let request = http::Request::post(url)
        .header("content-type", "application/json")
        .header("accept", "application/json")
        .body(body)
        .unwrap();
    let answer = runtime.block_on(transport.send(request)).unwrap();
    serde_json::from_slice(answer.body()).unwrap()
}
