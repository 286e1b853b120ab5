//! Where requests go, and what may travel there.

use std::sync::Arc;

use wx_f2f::{Access, Client, ClientError, CreateOrder, QueryOrder, StableToken, host, hosted_host};
use wx_transport::{Executor, Host, Hosts};
use wx_types::AppId;

use crate::{
    documents::{create_order, query_order},
    world::{Pocket, SECRET, TOKEN, World, created, errcode, run, state},
};

fn over(world: &Arc<World>, host: Host) -> Executor {
    Executor::new(world.clone(), Hosts::new(host), world.executor().environment().clone())
}

#[test]
fn the_hosts_are_what_the_documents_say() {
    assert_eq!(host().base(), "https://api.weixin.qq.com");
    assert_eq!(hosted_host().base(), "http://api.weixin.qq.com");
}

#[test]
fn a_hosted_call_has_no_token_and_no_tls() {
    let world = World::new([created(), state("NOTPAY")]);
    let client = Client::new(Access::Hosted, over(&world, hosted_host())).unwrap();
    run(client.send(&create_order())).unwrap();
    run(client.send(&query_order())).unwrap();
    let uris: Vec<_> = world.sent().iter().map(|request| request.uri().to_string()).collect();
    assert_eq!(
        uris,
        [
            "http://api.weixin.qq.com/wxa/business/f2f/createorderinfo",
            "http://api.weixin.qq.com/wxa/business/f2f/queryorderinfo",
        ]
    );
    assert!(world.sent().iter().all(|request| !request.headers().contains_key("authorization")));
}

/// There is nothing to refresh.
#[test]
fn a_hosted_call_is_not_repeated_for_a_token() {
    for number in [40_001, 41_001] {
        let world = World::new([errcode(number), created()]);
        let client = Client::new(Access::Hosted, over(&world, hosted_host())).unwrap();
        run(client.send(&create_order())).unwrap_err();
        assert_eq!(world.left_over(), 1);
    }
}

#[test]
fn a_token_does_not_travel_in_the_clear() {
    let world = World::new([created()]);
    let access = || Access::token(Pocket::new([TOKEN]));
    let appid = || AppId::new("wxd678efh567hg6787").unwrap();
    assert_eq!(Client::new(access(), over(&world, hosted_host())).unwrap_err(), ClientError::PlainHttp);
    let stable = StableToken::new(appid(), SECRET.to_owned(), over(&world, hosted_host()));
    assert_eq!(stable.unwrap_err(), ClientError::PlainHttp);
    let mixed = Hosts::new(host()).with_backup(hosted_host());
    let mixed = Executor::new(world.clone(), mixed, world.executor().environment().clone());
    assert!(Client::new(access(), mixed).is_err());
    // This machine is no network.
    for address in
        ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1", "https://proxy.example.com"]
    {
        let host = Host::parse(address).unwrap();
        Client::new(access(), over(&world, host.clone())).unwrap();
        StableToken::new(appid(), SECRET.to_owned(), over(&world, host)).unwrap();
    }
}

#[test]
fn host_and_path_can_be_others() {
    let world = World::new([created(), state("NOTPAY")]);
    let host = Host::parse("https://api.mch.weixin.qq.com").unwrap();
    let client = Client::new(Access::token(Pocket::new([TOKEN])), over(&world, host)).unwrap();
    let client = client
        .with_path::<CreateOrder>("/v3/f2fminiprogram/orderinfo/create")
        .unwrap()
        .with_path::<QueryOrder>("/q?from_appid=wx1")
        .unwrap();
    run(client.send(&create_order())).unwrap();
    run(client.send(&query_order())).unwrap();
    let uris: Vec<_> = world.sent().iter().map(|request| request.uri().to_string()).collect();
    assert_eq!(
        uris,
        [
            format!("https://api.mch.weixin.qq.com/v3/f2fminiprogram/orderinfo/create?access_token={TOKEN}"),
            format!("https://api.mch.weixin.qq.com/q?from_appid=wx1&access_token={TOKEN}"),
        ]
    );
    let error = run(client.send(&QueryOrder::new())).unwrap_err();
    assert_eq!(error.to_string(), "POST /q: nothing was sent");
    for path in ["", "v3/x", "/a b", "/a#b", "/中"] {
        assert!(client.clone().with_path::<CreateOrder>(path).is_err(), "{path}");
    }
}

#[test]
fn clones_do_not_mix() {
    let world = World::new([created(), created()]);
    let client = world.client();
    let other = client.clone().with_path::<CreateOrder>("/other").unwrap();
    run(client.send(&create_order())).unwrap();
    run(other.send(&create_order())).unwrap();
    assert_eq!(world.sent()[0].uri().path(), "/wxa/business/f2f/createorderinfo");
    assert_eq!(world.sent()[1].uri().path(), "/other");
}
