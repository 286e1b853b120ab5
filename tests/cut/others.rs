//! The interfaces that sign in other ways, or not at all.

use std::sync::Arc;

use wx_cloudrun::{Callback, Payer};
use wx_f2f::{Access, StableToken};
use wx_fubei::{Method, MinaOrder};
use wx_sandbox::{Options, Sandbox, Sidecar};
use wx_types::{AppId, Endpoint, Fen, Mchid, OutRefundNo, Repeat};

use super::{Cutter, Tally};

async fn open() -> (Sandbox, Arc<Cutter>) {
    let given = wx_sandbox::Credentials::for_tests().unwrap();
    let options = Options::new().with_credentials(given).with_sidecar(Sidecar::Pay);
    (Sandbox::start(options).await.unwrap(), Cutter::new())
}

pub(super) async fn person_to_person(tally: &mut Tally) {
    use wx_f2f::{Client, CreateOrder, OpenId, OutRequestNo, QueryOrder};
    let (sandbox, cutter) = open().await;
    let given = sandbox.credentials();
    let executor = cutter.executor(&sandbox.weixin_url());
    let appid = AppId::new(given.mini_program_appid()).unwrap();
    let tokens = StableToken::new(appid, given.mini_program_secret(), executor.clone()).unwrap();
    let client = Client::new(Access::token(tokens), executor).unwrap();
    for round in 0..16_u8 {
        let number = OutRequestNo::new(format!("CUT-{round}")).unwrap();
        let payer = OpenId::new("oPayer0000000000000000000001").unwrap();
        let payee = OpenId::new("oPayee0000000000000000000002").unwrap();
        let order = CreateOrder::new(payer, payee, number.clone(), Fen::new(12_900));
        client.send(&order).await.unwrap();
        let again = || async { client.send(&order).await.map(drop).map_err(|error| error.outcome()) };
        cutter.cut(tally, true, again).await;
        let query = QueryOrder::by_out_request_no(number);
        client.send(&query).await.unwrap();
        let again = || async { client.send(&query).await.map(drop).map_err(|error| error.outcome()) };
        cutter.cut(tally, false, again).await;
    }
}

pub(super) async fn cloud_hosting(tally: &mut Tally) {
    use wx_cloudrun::{Client, CloseOrder, Openid, OutTradeNo, QueryOrder, Refund, UnifiedOrder};
    let (sandbox, cutter) = open().await;
    let client = Client::new(cutter.executor(&sandbox.weixin_url()));
    let callback = Callback::container("prod-66733tes755tabc", "pay", "/notify");
    let merchant = Mchid::new(sandbox.credentials().mchid()).unwrap();
    for round in 0..12_u8 {
        let number = OutTradeNo::new(format!("CUT-CLOUD-{round}")).unwrap();
        let payer = Payer::Openid(Openid::new("oZp5njTTsWaCeEoXi14oeOVCKlik").unwrap());
        let order = UnifiedOrder::place(
            callback.clone(),
            payer,
            merchant.clone(),
            "测试微信支付",
            number.clone(),
            Fen::new(100),
            "59.37.125.120",
        );
        client.send(&order).await.unwrap();
        let again = || async { client.send(&order).await.map(drop).map_err(|error| error.outcome()) };
        cutter.cut(tally, true, again).await;
        let query = QueryOrder::by_out_trade_no(merchant.clone(), number.clone());
        client.send(&query).await.unwrap();
        let again = || async { client.send(&query).await.map(drop).map_err(|error| error.outcome()) };
        cutter.cut(tally, false, again).await;
        if round % 2 == 0 {
            let close = CloseOrder::new(merchant.clone(), number);
            client.send(&close).await.unwrap();
            let again = || async { client.send(&close).await.map(drop).map_err(|error| error.outcome()) };
            cutter.cut(tally, true, again).await;
            continue;
        }
        sandbox.cloud_pay(number.as_str()).unwrap();
        let refund_number = OutRefundNo::new(format!("CUT-CLOUD-R-{round}")).unwrap();
        let (one, hundred) = (Fen::new(1), Fen::new(100));
        let refund =
            Refund::of_order(callback.clone(), merchant.clone(), number, refund_number, hundred, one);
        client.send(&refund).await.unwrap();
        let again = || async { client.send(&refund).await.map(drop).map_err(|error| error.outcome()) };
        cutter.cut(tally, true, again).await;
    }
}

pub(super) async fn fubei(tally: &mut Tally) {
    use wx_fubei::{Client, Credentials, MerchantOrderSn, MerchantRefundSn, Refund, SubOpenid};
    let (sandbox, cutter) = open().await;
    let given = sandbox.credentials();
    let credentials = Credentials::merchant(given.fubei_app_id(), given.fubei_secret()).unwrap();
    let client = Client::new(credentials, cutter.executor(&sandbox.fubei_url()));
    for round in 0..12_u8 {
        let number = MerchantOrderSn::new(format!("CUT-{round}")).unwrap();
        let payer = SubOpenid::new("oEXAMPLE0000000000000000001").unwrap();
        let order = MinaOrder::new(number.clone(), payer, Fen::new(1).to_yuan(), 1001);
        one(&client, &cutter, tally, &order).await;
        one(&client, &cutter, tally, &order.query()).await;
        if round < 3 {
            sandbox.fubei_pay(number.as_str()).unwrap();
            let refund = Refund::of_order(number, MerchantRefundSn::new(format!("CUT-R-{round}")).unwrap());
            one(&client, &cutter, tally, &refund).await;
            one(&client, &cutter, tally, &refund.query()).await;
        }
    }
}

async fn one<E>(client: &wx_fubei::Client, cutter: &Cutter, tally: &mut Tally, request: &E)
where
    E: Method<Reply: Send> + Endpoint + Sync,
{
    client.send(request).await.unwrap();
    let again = || async { client.send(request).await.map(drop).map_err(|error| error.outcome()) };
    cutter.cut(tally, E::OPERATION.repeat != Repeat::Safe, again).await;
}
