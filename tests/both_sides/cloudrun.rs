//! Cloud hosting: calls from a container through its sidecar.

use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;
use wx_cloudrun::{
    Client, CloseOrder, CloudCall, DownloadBill, QueryOrder, QueryRefund, Refund, UnifiedOrder,
};
use wx_sandbox::{Options, Sandbox, Sidecar};
use wx_tests::difference::Difference;
use wx_transport::ReqwestTransport;
use wx_types::Rule;

use super::{
    Door, Turn, check,
    plain::{executor, post, transport},
    tied::{remove, replace},
};

/// When everything happens: noon of 2027-01-15 in Beijing, so that no bill is asked for across a midnight.
const NOON: i64 = 1_799_985_600;

/// A container with a gateway of its own.
struct Container {
    sandbox: Sandbox,
    client: Client,
    transport: ReqwestTransport,
    runtime: Runtime,
}

impl Container {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let options = Options::new()
            .with_credentials(wx_sandbox::Credentials::for_tests().unwrap())
            .with_sidecar(Sidecar::Pay)
            .with_clock(|| NOON);
        let sandbox = runtime.block_on(Sandbox::start(options)).unwrap();
        let client = Client::new(executor(&sandbox.weixin_url()));
        Self { sandbox, client, transport: transport(), runtime }
    }

    fn done<E>(&self, members: &Json) -> E::Reply
    where
        E: CloudCall<Reply: Send> + DeserializeOwned + Sync,
    {
        let request = E::from_json(members.to_string().as_bytes()).unwrap();
        self.runtime.block_on(self.client.send(&request)).unwrap().reply
    }
}

impl<E> Door<E> for Container
where
    E: CloudCall<Reply: Send> + Sync,
{
    fn send(&self, request: &E) -> Result<(), String> {
        let sent = self.runtime.block_on(self.client.send(request));
        sent.map(drop).map_err(|error| format!("{error:?}"))
    }

    fn past_the_client(&self, members: &Json) -> Result<(), String> {
        let url = format!("{}{}", self.sandbox.weixin_url(), E::OPERATION.path);
        let answer = post(&self.runtime, &self.transport, &url, members.to_string().into());
        let told = &answer["respdata"];
        let words = |name: &str| told[name].as_str().unwrap_or_default();
        match words("result_code") {
            "SUCCESS" => Ok(()),
            _ => Err(format!("{} {} {}", words("return_msg"), words("err_code"), words("err_code_des"))),
        }
    }
}

/// Makes the target of callbacks a function or a container, by turns.
fn call_back(turn: Turn, members: &mut Json) {
    if turn.turn.is_multiple_of(2) {
        members["callback_type"] = 1.into();
        remove(members, "container");
        if members.get("function_name").is_none() {
            members["function_name"] = "paid".into();
        }
    } else {
        members["callback_type"] = 2.into();
        remove(members, "function_name");
        if members.get("container").is_none() {
            members["container"] = json!({ "service": "pay", "path": "/" });
        }
    }
}

fn merchant(door: &Container, members: &mut Json) {
    members["sub_mch_id"] = door.sandbox.credentials().mchid().into();
}

fn new_order(door: &Container, turn: Turn, members: &mut Json) {
    merchant(door, members);
    call_back(turn, members);
    turn.number(members, "out_trade_no");
    members["sub_appid"] = door.sandbox.credentials().mini_program_appid().into();
    let user = turn.keep_one(members, &["openid", "sub_openid"]);
    if members.get(user).is_none() {
        members[user] = "oEXAMPLE0000000000000000001".into();
    }
    replace(members, "time_start", "20300102030405");
    replace(members, "time_expire", "20300102030505");
    replace(members, "scene_info", r#"{"store_info":{"id":"SZTX001","name":"腾大餐厅"}}"#);
}

/// Places an order of 1,000,000 fen.
fn placed(door: &Container, turn: Turn) -> String {
    let number = format!("BOTH-{:06}", turn.number);
    let order = json!({
        "callback_type": 1, "env_id": "test", "function_name": "paid",
        "sub_mch_id": door.sandbox.credentials().mchid(), "body": "QQ公仔", "out_trade_no": number,
        "total_fee": 1_000_000, "spbill_create_ip": "127.0.0.1", "openid": "oEXAMPLE0000000000000000001"
    });
    door.done::<UnifiedOrder>(&order);
    number
}

/// Names an order that is paid in one of the two ways.
fn paid(door: &Container, turn: Turn, members: &mut Json) {
    merchant(door, members);
    let number = placed(door, turn);
    members["transaction_id"] = door.sandbox.cloud_pay(&number).unwrap().into();
    members["out_trade_no"] = number.into();
    turn.keep_one(members, &["out_trade_no", "transaction_id"]);
}

fn open(door: &Container, turn: Turn, members: &mut Json) {
    merchant(door, members);
    members["out_trade_no"] = placed(door, turn).into();
}

fn refund(door: &Container, turn: Turn, members: &mut Json) {
    paid(door, turn, members);
    call_back(turn, members);
    turn.number(members, "out_refund_no");
    members["total_fee"] = 1_000_000.into();
}

fn refunded(door: &Container, turn: Turn, members: &mut Json) {
    merchant(door, members);
    let number = placed(door, turn);
    members["transaction_id"] = door.sandbox.cloud_pay(&number).unwrap().into();
    members["out_trade_no"] = number.as_str().into();
    members["out_refund_no"] = format!("BACK-{:06}", turn.number).into();
    let refund = json!({
        "callback_type": 1, "env_id": "test", "function_name": "paid",
        "sub_mch_id": members["sub_mch_id"], "out_trade_no": number,
        "out_refund_no": members["out_refund_no"], "total_fee": 1_000_000, "refund_fee": 1
    });
    members["refund_id"] = door.done::<Refund>(&refund).refund_id.into();
    turn.keep_one(members, &["refund_id", "out_refund_no", "transaction_id", "out_trade_no"]);
    // The platform refuses an offset behind the last refund, and there is one.
    replace(members, "offset", 0);
}

/// Asks, two days later, for the bill of a day with a payment and a refund.
fn bill(door: &Container, turn: Turn, members: &mut Json) {
    const DAYS: i64 = 2 * 86_400;
    door.sandbox.set_clock_offset(0);
    refunded(door, turn, &mut json!({}));
    members["bill_date"] = "20270115".into();
    replace(members, "sub_mch_id", door.sandbox.credentials().mchid());
    door.sandbox.set_clock_offset(DAYS);
}

const NO_LEAST_LENGTH: &str = "the page gives no least length, and the client refuses what says nothing";
const LOOKED_UP: &str = "the gateway looks the number up as it is, and finds nothing";

const CALLBACK: &[Difference] = &[Difference::only_gateway(
    &["env_id", "function_name"],
    Rule::Chars { min: 1, max: 128 },
    "the page gives no length, and the gateway has one",
)];
const SIX: &str =
    "the least length stands on pages of partners alone; the client keeps to it and the gateway does not";
const TRANSACTION: Difference =
    Difference::unnamed(&["transaction_id"], &["charset low", "charset high"], LOOKED_UP);
/// An unknown number and one that is too short are the same to the gateway.
const SHORT: Difference = Difference::unnamed(&["out_trade_no"], &["chars low"], SIX);

#[test]
fn orders() {
    const DIFFERENCES: &[Difference] = &[
        Difference::only_client(&["detail", "attach", "goods_tag"], &["chars low"], NO_LEAST_LENGTH),
        Difference::only_client(&["out_trade_no"], &["chars low"], SIX),
        Difference::only_client(
            &["openid", "sub_openid"],
            &["charset low", "charset high"],
            "the page gives a length alone",
        ),
        Difference::unnamed(
            &["sub_appid"],
            &["charset low", "charset high"],
            "the gateway knows one appid, and tells that it is another",
        ),
    ];
    check::<UnifiedOrder, _>(&Container::new(), new_order, &[CALLBACK, DIFFERENCES]);
}

#[test]
fn queries() {
    check::<QueryOrder, _>(&Container::new(), paid, &[&[TRANSACTION, SHORT]]);
}

#[test]
fn closings() {
    check::<CloseOrder, _>(&Container::new(), open, &[&[SHORT]]);
}

#[test]
fn refunds() {
    const DIFFERENCES: &[Difference] =
        &[Difference::only_client(&["refund_desc"], &["chars low"], NO_LEAST_LENGTH)];
    check::<Refund, _>(&Container::new(), refund, &[CALLBACK, &[TRANSACTION, SHORT], DIFFERENCES]);
}

const REFUND_ID: Difference =
    Difference::unnamed(&["refund_id"], &["charset low", "charset high"], LOOKED_UP);

#[test]
fn refund_queries() {
    check::<QueryRefund, _>(&Container::new(), refunded, &[&[TRANSACTION, SHORT, REFUND_ID]]);
}

#[test]
fn bills() {
    const DIFFERENCES: &[Difference] = &[Difference::only_client(
        &["bill_type"],
        &["missing"],
        "the page names three types and no default; the gateway takes ALL for one",
    )];
    check::<DownloadBill, _>(&Container::new(), bill, &[DIFFERENCES]);
}
