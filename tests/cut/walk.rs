//! APIv3: orders in every channel, refunds and service orders.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use wx_apiv3::{Client, Credentials, MerchantSerial};
use wx_merchant::{
    AppPrepay, H5Prepay, JsapiPrepay, NativePrepay, QueryByOutTradeNo, QueryByTransactionId, QueryRefund,
    Refund,
};
use wx_payscore::{CreateOrder, QueryOrder};
use wx_sandbox::Options;
use wx_sign::{AwsLc, Sign, SignError, Signature};
use wx_tests::{Merchant, trust};
use wx_transport::Outcome;
use wx_types::{Endpoint, Mchid, Repeat};

use super::{Cutter, Tally};

const NOWHERE: &str = "http://127.0.0.1:9/notify";
const OPENID: &str = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";

/// A merchant, and a second client of it whose requests nobody verifies.
struct Shop {
    merchant: Merchant,
    again: Client,
    cutter: Arc<Cutter>,
}

impl Shop {
    async fn open() -> Self {
        let cutter = Cutter::new();
        let policy = Merchant::quick().with_attempts(1);
        let merchant = Merchant::over(&AwsLc, Options::new(), policy, cutter.clone()).await;
        let given = merchant.sandbox.credentials();
        let (mchid, serial) =
            (Mchid::new(given.mchid()).unwrap(), MerchantSerial::new(given.merchant_serial()));
        let credentials = Credentials::new(mchid, serial.unwrap(), Arc::new(Stamp));
        let executor = cutter.executor(&merchant.sandbox.primary_url());
        let again = Client::new(credentials, trust(&AwsLc, given), executor).unwrap();
        Self { merchant, again, cutter }
    }

    /// Sends a request and cuts its answer.
    async fn cut<E>(&self, tally: &mut Tally, request: Json)
    where
        E: Endpoint<Reply: Send> + DeserializeOwned + Sync,
    {
        let request = E::from_json(request.to_string().as_bytes()).unwrap();
        self.merchant.client.send(&request).await.unwrap();
        let again = || async {
            self.again
                .send(&request)
                .await
                .map(drop)
                .map_err(|error: wx_apiv3::Error| -> Outcome { error.outcome() })
        };
        self.cutter.cut(tally, E::OPERATION.repeat != Repeat::Safe, again).await;
    }

    fn order(&self, number: &str) -> Json {
        let given = self.merchant.sandbox.credentials();
        json!({
            "appid": given.appid(), "mchid": given.mchid(), "description": "Image形象店-深圳腾大-QQ公仔",
            "out_trade_no": number, "notify_url": NOWHERE, "amount": { "total": 100 },
        })
    }
}

pub(super) async fn merchant(tally: &mut Tally) {
    let shop = Shop::open().await;
    let mchid = shop.merchant.sandbox.credentials().mchid().to_owned();
    for round in 0..28 {
        shop.cut::<AppPrepay>(tally, shop.order(&format!("CUT-APP-{round}"))).await;
        shop.cut::<NativePrepay>(tally, shop.order(&format!("CUT-NATIVE-{round}"))).await;
        let mut order = shop.order(&format!("CUT-JSAPI-{round}"));
        order["payer"] = json!({ "openid": OPENID });
        shop.cut::<JsapiPrepay>(tally, order).await;
        let mut order = shop.order(&format!("CUT-H5-{round}"));
        order["scene_info"] = json!({ "payer_client_ip": "14.23.150.211", "h5_info": { "type": "Wap" } });
        shop.cut::<H5Prepay>(tally, order).await;

        // The answers to these are long.
        let number = format!("CUT-APP-{round}");
        if round < 6 {
            shop.cut::<QueryByOutTradeNo>(tally, json!({ "out_trade_no": number, "mchid": mchid })).await;
        }
        if round < 3 {
            let transaction = shop.merchant.sandbox.pay(&number).unwrap();
            shop.cut::<QueryByTransactionId>(tally, json!({ "transaction_id": transaction, "mchid": mchid }))
                .await;
        }
        if round < 2 {
            let refund = format!("CUT-R-{round}");
            let amount = json!({ "refund": 1, "total": 100, "currency": "CNY" });
            let request = json!({ "out_trade_no": number, "out_refund_no": refund, "amount": amount });
            shop.cut::<Refund>(tally, request).await;
            shop.cut::<QueryRefund>(tally, json!({ "out_refund_no": refund })).await;
        }
    }
}

pub(super) async fn payscore(tally: &mut Tally) {
    let shop = Shop::open().await;
    for round in 0..3 {
        let number = format!("CUTSCORE{round}");
        let appid = shop.merchant.sandbox.credentials().appid();
        let service = json!({
            "out_order_no": number, "appid": appid, "service_id": "2002000000000558128851361561536",
            "sub_mchid": "1900000109", "channel_id": "1230000109", "service_introduction": "XX充电宝",
            "risk_fund": { "name": "DEPOSIT", "amount": 9900 }, "time_range": { "start_time": "OnAccept" },
            "notify_url": NOWHERE, "need_user_confirm": true,
        });
        shop.cut::<CreateOrder>(tally, service).await;
        let query = json!({
            "out_order_no": number, "service_id": "2002000000000558128851361561536",
            "sub_mchid": "1900000109", "channel_id": "1230000109",
        });
        shop.cut::<QueryOrder>(tally, query).await;
    }
}

#[derive(Debug)]
pub(super) struct Stamp;

impl Sign for Stamp {
    fn sign(&self, _: &[u8]) -> Result<Signature, SignError> {
        Signature::from_bytes(&[7; 256]).map_err(SignError::caused_by)
    }
}
