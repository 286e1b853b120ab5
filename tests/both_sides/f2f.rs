//! Person-to-person orders: calls with an access token.

use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;
use wx_f2f::{Access, Client, CreateOrder, QueryOrder, StableToken};
use wx_sandbox::{Options, Sandbox};
use wx_tests::difference::Difference;
use wx_transport::ReqwestTransport;
use wx_types::{AppId, Endpoint};

use super::{
    Door, Turn, check,
    plain::{executor, post, transport},
};

/// A mini program with a gateway of its own.
struct MiniProgram {
    sandbox: Sandbox,
    client: Client,
    transport: ReqwestTransport,
    token: String,
    runtime: Runtime,
}

impl MiniProgram {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let given = wx_sandbox::Credentials::for_tests().unwrap();
        let (appid, secret) = (given.mini_program_appid().to_owned(), given.mini_program_secret().to_owned());
        let sandbox = runtime.block_on(Sandbox::start(Options::new().with_credentials(given))).unwrap();
        let url = sandbox.weixin_url();
        let (client, transport) = (executor(&url), transport());
        let ask = json!({ "grant_type": "client_credential", "appid": appid, "secret": secret });
        let stable = format!("{url}/cgi-bin/stable_token");
        let granted = post(&runtime, &transport, &stable, ask.to_string().into());
        let token = granted["access_token"].as_str().unwrap().to_owned();
        let provider = StableToken::new(AppId::new(appid).unwrap(), secret, client.clone()).unwrap();
        let client = Client::new(Access::token(provider), client).unwrap();
        Self { sandbox, client, transport, token, runtime }
    }
}

impl<E> Door<E> for MiniProgram
where
    E: Endpoint<Reply: Send> + DeserializeOwned + Sync,
{
    fn send(&self, request: &E) -> Result<(), String> {
        let sent = self.runtime.block_on(self.client.send(request));
        sent.map(drop).map_err(|error| format!("{error:?}"))
    }

    fn past_the_client(&self, members: &Json) -> Result<(), String> {
        let (host, path) = (self.sandbox.weixin_url(), E::OPERATION.path);
        let url = format!("{host}{path}?access_token={}", self.token);
        let answer = post(&self.runtime, &self.transport, &url, members.to_string().into());
        if answer["errcode"] == 0 { Ok(()) } else { Err(answer["errmsg"].to_string()) }
    }
}

fn new_order(_: &MiniProgram, turn: Turn, members: &mut Json) {
    turn.number(members, "out_request_no");
    if members["payer_openid"] == members["payee_openid"] {
        members["payer_openid"] = "oEXAMPLE0000000000000000001".into();
    }
}

/// Names the order in both ways at once, which the page permits.
fn placed(door: &MiniProgram, turn: Turn, members: &mut Json) {
    members["out_request_no"] = "DRAWN@".into();
    let number = turn.number(members, "out_request_no");
    let order = json!({
        "payer_openid": "oEXAMPLE1", "payee_openid": "oEXAMPLE2", "out_request_no": number, "amount": 1
    });
    let order = CreateOrder::from_json(order.to_string().as_bytes()).unwrap();
    let reply = door.runtime.block_on(door.client.send(&order)).unwrap().reply;
    members["confirm_token"] = reply.confirm_token.as_str().into();
}

#[test]
fn orders() {
    const DIFFERENCES: &[Difference] = &[Difference::only_client(
        &["attach"],
        &["chars low"],
        "the page gives no least length, and the client refuses what says nothing",
    )];
    check::<CreateOrder, _>(&MiniProgram::new(), new_order, &[DIFFERENCES]);
}

#[test]
fn queries() {
    check::<QueryOrder, _>(&MiniProgram::new(), placed, &[]);
}
