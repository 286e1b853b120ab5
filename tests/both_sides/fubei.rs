//! Fubei: requests in envelopes.

use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;
use wx_fubei::{
    Client, CloseOrder, Credentials, Envelope, Method, MinaOrder, QueryOrder, QueryRefund, Refund,
    fbpay::FbpayQuery,
};
use wx_sandbox::{Options, Sandbox};
use wx_tests::difference::Difference;
use wx_transport::ReqwestTransport;
use wx_types::Rule;

use super::{
    Door, Turn, check,
    plain::{executor, post, transport},
    tied::some_of,
};

/// A Fubei merchant with a gateway of its own.
struct Fubei {
    sandbox: Sandbox,
    client: Client,
    transport: ReqwestTransport,
    runtime: Runtime,
}

impl Fubei {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let given = wx_sandbox::Credentials::for_tests().unwrap();
        let credentials = Credentials::merchant(given.fubei_app_id(), given.fubei_secret()).unwrap();
        let sandbox = runtime.block_on(Sandbox::start(Options::new().with_credentials(given))).unwrap();
        let client = Client::new(credentials, executor(&sandbox.fubei_url()));
        Self { sandbox, client, transport: transport(), runtime }
    }

    fn done<E>(&self, members: &Json) -> E::Reply
    where
        E: Method<Reply: Send> + DeserializeOwned + Sync,
    {
        let request = E::from_json(members.to_string().as_bytes()).unwrap();
        self.runtime.block_on(self.client.send(&request)).unwrap().reply
    }
}

impl<E> Door<E> for Fubei
where
    E: Method<Reply: Send> + Sync,
{
    fn send(&self, request: &E) -> Result<(), String> {
        let sent = self.runtime.block_on(self.client.send(request));
        sent.map(drop).map_err(|error| format!("{error:?}"))
    }

    fn past_the_client(&self, members: &Json) -> Result<(), String> {
        let members = members.to_string();
        let envelope = Envelope::new(E::METHOD, "of-the-test", &members);
        let url = format!("{}{}", self.sandbox.fubei_url(), E::OPERATION.path);
        let sealed = envelope.seal(self.client.credentials()).unwrap();
        let answer = post(&self.runtime, &self.transport, &url, sealed);
        if answer["result_code"] == 200 { Ok(()) } else { Err(answer["result_message"].to_string()) }
    }
}

const NO_BLANKS: &str =
    "the pages give a length alone; the client refuses what gets lost in a log or on the way";
const NO_LEAST_LENGTH: &str = "the page gives no least length, and the client refuses what says nothing";
const NO_LENGTH: &str = "the page gives no length, and the gateway takes that of the other numbers";
const LIKE_THE_OTHERS: Rule = Rule::Chars { min: 1, max: 32 };

/// Numbers that the gateway looks up as they are.
const LOOKED_UP: &str = "the gateway looks the number up as it is, and finds nothing";
const BLANKS: &[&str] = &["form low", "form high"];
const TRADE_NO: Difference = Difference::only_gateway(&["trade_no"], LIKE_THE_OTHERS, NO_LENGTH);
const ORDERS: Difference = Difference::unnamed(&["merchant_order_sn", "order_sn"], BLANKS, LOOKED_UP);

fn new_order(_: &Fubei, turn: Turn, members: &mut Json) {
    turn.number(members, "merchant_order_sn");
}

/// Places the order of 9999999.99 yuan that the drawn members speak of, pays it, and names it in one of the three ways.
fn paid(door: &Fubei, turn: Turn, members: &mut Json) {
    let number = placed(door, turn);
    door.sandbox.fubei_pay(&number).unwrap();
    name(door, turn, members, &number);
}

fn placed(door: &Fubei, turn: Turn) -> String {
    let number = format!("BOTH-{}", turn.number);
    let (yuan, payer) = (9_999_999.99, "oEXAMPLE0000000000000000001");
    let order = json!({
        "merchant_order_sn": number, "sub_openid": payer, "total_fee": yuan, "store_id": 1001
    });
    door.done::<MinaOrder>(&order);
    number
}

fn name(door: &Fubei, turn: Turn, members: &mut Json, number: &str) {
    let order = door.done::<QueryOrder>(&json!({ "merchant_order_sn": number }));
    members["merchant_order_sn"] = number.into();
    members["order_sn"] = order.order_sn.into();
    members["trade_no"] = order.trade_no.into();
    turn.keep_one(members, &["merchant_order_sn", "order_sn", "trade_no"]);
}

fn open(door: &Fubei, turn: Turn, members: &mut Json) {
    members["merchant_order_sn"] = placed(door, turn).into();
}

fn refund(door: &Fubei, turn: Turn, members: &mut Json) {
    paid(door, turn, members);
    turn.number(members, "merchant_refund_sn");
}

fn refunded(door: &Fubei, turn: Turn, members: &mut Json) {
    paid(door, turn, members);
    let mut refund = some_of(members, &["merchant_order_sn", "order_sn", "trade_no"]);
    refund["merchant_refund_sn"] = format!("BACK-{}", turn.number).into();
    refund["refund_money"] = json!(0.01);
    let refund = door.done::<Refund>(&refund);
    members["merchant_refund_sn"] = refund.merchant_refund_sn.into();
    members["refund_sn"] = refund.refund_sn.into();
    turn.keep_one(members, &["merchant_refund_sn", "refund_sn"]);
}

/// Names the order in all ways at once, which the second interface permits.
fn second(door: &Fubei, turn: Turn, members: &mut Json) {
    let number = placed(door, turn);
    let order = door.done::<QueryOrder>(&json!({ "merchant_order_sn": number }));
    members["merchant_id"] = door.sandbox.credentials().fubei_merchant_id().into();
    members["order_sn"] = order.order_sn.into();
    members["merchant_order_sn"] = number.into();
    members["ins_order_sn"] = order.platform_order_no.into();
}

#[test]
fn orders() {
    const DIFFERENCES: &[Difference] = &[
        Difference::only_client(&["sub_openid"], BLANKS, NO_BLANKS),
        Difference::only_client(&["merchant_order_sn"], &["form high"], NO_BLANKS),
        Difference::only_client(&["body", "attach"], &["chars low"], NO_LEAST_LENGTH),
        Difference::only_client(
            &["cashier_id"],
            &["type", "range low"],
            "the table says int and the sample sends a string; a zero names nobody, and the gateway does not mind",
        ),
    ];
    check::<MinaOrder, _>(&Fubei::new(), new_order, &[DIFFERENCES]);
}

#[test]
fn queries() {
    check::<QueryOrder, _>(&Fubei::new(), paid, &[&[TRADE_NO, ORDERS]]);
}

#[test]
fn closings() {
    const NUMBER: Difference = Difference::unnamed(&["merchant_order_sn"], BLANKS, LOOKED_UP);
    check::<CloseOrder, _>(&Fubei::new(), open, &[&[NUMBER]]);
}

#[test]
fn refunds() {
    const DIFFERENCES: &[Difference] = &[
        Difference::only_gateway(&["merchant_refund_sn"], LIKE_THE_OTHERS, NO_LENGTH),
        Difference::only_client(&["merchant_refund_sn"], &["form high"], NO_BLANKS),
    ];
    check::<Refund, _>(&Fubei::new(), refund, &[&[TRADE_NO, ORDERS], DIFFERENCES]);
}

#[test]
fn refund_queries() {
    const DIFFERENCES: &[Difference] = &[
        Difference::only_gateway(&["refund_sn", "merchant_refund_sn"], LIKE_THE_OTHERS, NO_LENGTH),
        Difference::unnamed(&["merchant_refund_sn"], BLANKS, LOOKED_UP),
    ];
    check::<QueryRefund, _>(&Fubei::new(), refunded, &[&[TRADE_NO, ORDERS], DIFFERENCES]);
}

#[test]
fn second_queries() {
    const DIFFERENCES: &[Difference] = &[
        Difference::only_gateway(&["ins_order_sn"], LIKE_THE_OTHERS, NO_LENGTH),
        Difference::unnamed(&["order_sn"], BLANKS, LOOKED_UP),
        Difference::only_client(
            &["merchant_order_sn"],
            BLANKS,
            "of several numbers the gateway looks at the first of the page's order, and this is the last",
        ),
    ];
    check::<FbpayQuery, _>(&Fubei::new(), second, &[DIFFERENCES]);
}
