//! The whole catalogue of faults against the real clients of every protocol: what the client concludes, whether the order
//! came to be, and that there is never a second one.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use wx_sandbox::fault::{Fault, Plan, Rule};
use wx_sandbox::{Options, Sandbox, Which};
use wx_sign::AwsLc;
use wx_tests::Merchant;
use wx_transport::{Environment, Executor, Host, Hosts, Outcome, Policy, ReqwestTransport};
use wx_types::{AppId, Endpoint, Fen, Mchid};

use crate::resolve::payscore::create;

const NOTIFY: &str = "http://127.0.0.1:9/notify";
const NOT_SENT: Option<Outcome> = Some(Outcome::NotSent);
const ANSWERED: Option<Outcome> = Some(Outcome::Answered);
const UNKNOWN: Option<Outcome> = Some(Outcome::Unknown);
const DONE: Option<Outcome> = None;

/// What strikes the one request, what a client concludes from it, and whether the order is there afterwards. These hold for
/// every protocol.
const EVERYWHERE: [(Fault, Option<Outcome>, bool); 11] = [
    (Fault::ConnectRefused(600_000), NOT_SENT, false),
    (Fault::BlackHole, UNKNOWN, false),
    (Fault::TlsAlert, UNKNOWN, false),
    (Fault::ResetBefore, UNKNOWN, false),
    (Fault::ResetAfter, UNKNOWN, true),
    (Fault::DelayedCommit(600_000), UNKNOWN, false),
    (Fault::SlowDrip(600_000), UNKNOWN, true),
    (Fault::Truncated(17), UNKNOWN, true),
    (Fault::Html502, UNKNOWN, true),
    (Fault::ErrorBefore, UNKNOWN, false),
    (Fault::ErrorAfter, UNKNOWN, true),
];

/// Where 429 is documented, and where it is not.
const BUSY: (Fault, Option<Outcome>, bool) = (Fault::TooMany(0), ANSWERED, false);
const BUSY_UNDOCUMENTED: (Fault, Option<Outcome>, bool) = (Fault::TooMany(0), UNKNOWN, false);

/// The same where answers are signed.
const SIGNED: [(Fault, Option<Outcome>, bool); 8] = [
    (Fault::Unsigned, UNKNOWN, true),
    (Fault::Tampered, UNKNOWN, true),
    (Fault::Stale, UNKNOWN, true),
    (Fault::Future, UNKNOWN, true),
    (Fault::WrongSerial, UNKNOWN, true),
    (Fault::Probe, UNKNOWN, true),
    (Fault::ClockSkew(301), UNKNOWN, false),
    // The client names the public key, which does not change.
    (Fault::RotateCertificate, DONE, true),
];

/// One attempt for each call. Patience ends soon where the answer never comes.
fn policy(fault: Fault) -> Policy {
    // No race of connections, so that the fault strikes the one that is used.
    let policy = Merchant::quick().with_attempts(1).with_hedge_after(None);
    match fault {
        Fault::BlackHole | Fault::SlowDrip(_) => policy.with_attempt_timeout(Duration::from_millis(300)),
        _ => policy,
    }
}

fn executor(url: &str, policy: Policy) -> Executor {
    let transport = ReqwestTransport::options().without_system_roots().build().unwrap();
    Executor::new(Arc::new(transport), Hosts::new(Host::parse(url).unwrap()), Environment::system())
        .with_policy(policy)
}

async fn sandbox() -> Sandbox {
    let given = wx_sandbox::Credentials::for_tests().unwrap();
    Sandbox::start(Options::new().with_credentials(given)).await.unwrap()
}

/// Where a fault strikes.
struct Aim<'a> {
    host: Which,
    url: &'a str,
    path: &'a str,
}

async fn arm(sandbox: &Sandbox, fault: Fault, aim: &Aim<'_>) {
    let rule = Rule::new(fault).at_host(aim.host.as_str());
    match fault {
        Fault::BlackHole | Fault::TlsAlert => sandbox.faults().add(rule),
        Fault::ConnectRefused(_) => {
            sandbox.faults().add(rule);
            // The first connection closes the port; the client's is the next.
            let address = aim.url.strip_prefix("http://").unwrap();
            TcpStream::connect(address).await.unwrap().readable().await.unwrap();
        }
        _ => sandbox.faults().add(rule.at_path(aim.path)),
    }
}

/// Sends one order under a fault; afterwards sends it again if it is not there, and pays it, once.
async fn check(
    sandbox: &Sandbox,
    (fault, conclusion, came_to_be): (Fault, Option<Outcome>, bool),
    aim: &Aim<'_>,
    send: impl AsyncFn() -> Option<Outcome>,
    pay: impl Fn() -> bool,
) {
    arm(sandbox, fault, aim).await;
    assert_eq!(send().await, conclusion, "{fault} at {}", aim.host);
    assert_eq!(sandbox.faults().fired(), [1], "{fault} at {}", aim.host);
    sandbox.faults().set(Plan::default());
    sandbox.set_clock_offset(0);
    sandbox.set_dark(aim.host, false).await.unwrap();
    let there = pay();
    assert_eq!(there, came_to_be, "{fault} at {}", aim.host);
    if !there {
        assert_eq!(send().await, DONE, "{fault} at {}", aim.host);
        sandbox.faults().release();
        sandbox.deliveries_done().await;
        assert!(pay(), "{fault} at {}", aim.host);
    }
    assert!(!pay(), "{fault} at {}: the order is paid once", aim.host);
}

/// One of APIv3, where answers are signed and 429 is documented.
async fn check_signed<E: Endpoint<Reply: Send> + Sync>(
    path: &str,
    order: impl Fn(&Merchant) -> E,
    pay: impl Fn(&Sandbox) -> bool,
) {
    for case in EVERYWHERE.into_iter().chain(SIGNED).chain([BUSY]) {
        let merchant = Merchant::with(&AwsLc, Options::new(), policy(case.0)).await;
        let (sandbox, order) = (&merchant.sandbox, order(&merchant));
        // Nobody else answers: the backup host would take over.
        sandbox.set_dark(Which::Backup, true).await.unwrap();
        let url = sandbox.primary_url();
        let aim = Aim { host: Which::Primary, url: &url, path };
        let send = async || merchant.client.send(&order).await.err().map(|e| e.outcome());
        check(sandbox, case, &aim, send, || pay(sandbox)).await;
    }
}

#[tokio::test]
async fn an_order_of_a_merchant() {
    let order = |merchant: &Merchant| merchant.order("FAULT-0001", NOTIFY);
    check_signed("/v3/pay/transactions/app", order, |sandbox| sandbox.pay("FAULT-0001").is_ok()).await;
}

/// It is paid for later; here its user confirms it, once.
#[tokio::test]
async fn a_service_order() {
    let order = |merchant: &Merchant| create(merchant, "FAULT-0001");
    let confirm = |sandbox: &Sandbox| sandbox.confirm_service_order("FAULT-0001").is_ok();
    check_signed("/v3/payscore/acquiringbank/serviceorder", order, confirm).await;
}

#[tokio::test]
async fn an_order_at_fubei() {
    use wx_fubei::{Client, Credentials, MerchantOrderSn, MinaOrder, SubOpenid};
    for case in EVERYWHERE.into_iter().chain([BUSY_UNDOCUMENTED]) {
        let sandbox = sandbox().await;
        let (given, url) = (sandbox.credentials(), sandbox.fubei_url());
        let credentials = Credentials::merchant(given.fubei_app_id(), given.fubei_secret()).unwrap();
        let client = Client::new(credentials, executor(&url, policy(case.0)));
        let payer = SubOpenid::new("oEXAMPLE0000000000000000001").unwrap();
        let number = MerchantOrderSn::new("FAULT-0001").unwrap();
        let order = MinaOrder::new(number, payer, Fen::new(1).to_yuan(), 1001);
        let aim = Aim { host: Which::Fubei, url: &url, path: "/gateway" };
        let send = async || client.send(&order).await.err().map(|e| e.outcome());
        check(&sandbox, case, &aim, send, || sandbox.fubei_pay("FAULT-0001").is_ok()).await;
    }
}

#[tokio::test]
async fn an_order_of_cloud_hosting() {
    use wx_cloudrun::{Callback, Client, Openid, OutTradeNo, Payer, UnifiedOrder};
    for case in EVERYWHERE.into_iter().chain([BUSY_UNDOCUMENTED]) {
        let sandbox = sandbox().await;
        let url = sandbox.weixin_url();
        let client = Client::new(executor(&url, policy(case.0)));
        let callback = Callback::container("prod-66733tes755tabc", "pay", "/notify");
        let payer = Payer::Openid(Openid::new("oZp5njTTsWaCeEoXi14oeOVCKlik").unwrap());
        let merchant = Mchid::new(sandbox.credentials().mchid()).unwrap();
        let number = OutTradeNo::new("FAULT-0001").unwrap();
        let order =
            UnifiedOrder::place(callback, payer, merchant, "测试", number, Fen::new(100), "59.37.125.120");
        let aim = Aim { host: Which::Weixin, url: &url, path: "/_/pay/*" };
        let send = async || client.send(&order).await.err().map(|e| e.outcome());
        check(&sandbox, case, &aim, send, || sandbox.cloud_pay("FAULT-0001").is_ok()).await;
    }
}

#[tokio::test]
async fn a_person_to_person_order() {
    use wx_f2f::{Access, Client, CreateOrder, OpenId, OutRequestNo, StableToken};
    // Faults of connections would strike the token, which is fetched on a connection of its own.
    let requests = EVERYWHERE.into_iter().chain([BUSY]).filter(|(fault, ..)| {
        !matches!(fault, Fault::ConnectRefused(_) | Fault::BlackHole | Fault::TlsAlert)
    });
    for case in requests {
        let sandbox = sandbox().await;
        let (given, url) = (sandbox.credentials(), sandbox.weixin_url());
        let appid = AppId::new(given.mini_program_appid()).unwrap();
        let secret = given.mini_program_secret().to_owned();
        let executor = executor(&url, policy(case.0));
        let tokens = StableToken::new(appid, secret, executor.clone()).unwrap();
        let client = Client::new(Access::token(tokens), executor).unwrap();
        let order = CreateOrder::new(
            OpenId::new("oPayer").unwrap(),
            OpenId::new("oPayee").unwrap(),
            OutRequestNo::new("FAULT-0001").unwrap(),
            Fen::new(100),
        );
        let aim = Aim { host: Which::Weixin, url: &url, path: "/wxa/business/f2f/createorderinfo" };
        let send = async || client.send(&order).await.err().map(|e| e.outcome());
        check(&sandbox, case, &aim, send, || sandbox.f2f_pay("FAULT-0001").is_ok()).await;
    }
}
