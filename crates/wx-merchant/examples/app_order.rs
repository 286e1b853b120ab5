//! The life of an APP order, from prepay to refund: `cargo run -p wx-merchant --example app_order`.
//!
//! The platform is played inside this process, with a test key, so that it runs without a merchant and without a network.
//! Everything else is as in production: requests are signed, answers and the notification are verified.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response};
use wx_apiv3::{Client, Settings, hosts};
use wx_merchant::{Amount, AppPrepay, Event, QueryByOutTradeNo, QueryRefund, Refund, RefundAmount};
use wx_sign::{ApiV3Key, Backend, PrivateKey, RustCrypto, encode_base64};
use wx_transport::{BoxFuture, Environment, Executor, SendError, Transport};
use wx_types::{AppId, Fen, NotifyUrl, OutRefundNo, OutTradeNo};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const NUMBER: &str = "A20261123-10001";
const APIV3_KEY: &str = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb";
const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0114232134912410000000000000";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let settings = Settings::new(
        "1900000001",
        "F4E1C2A9385B7D604C1E9F2A83B5D7061E4C9A28",
        include_str!("../tests/fixtures/merchant_key.pem"),
        APIV3_KEY,
    )
    .with_public_key(PUBLIC_KEY_ID, include_str!("../tests/fixtures/platform_public.pem"));
    settings.check(&RustCrypto)?;

    let executor = Executor::new(Arc::new(Platform), hosts(), Environment::system());
    let client = Client::new(settings.credentials(&RustCrypto)?, settings.trust(&RustCrypto)?, executor)?;
    let mchid = client.credentials().mchid().clone();

    let order = AppPrepay::new(
        AppId::new("wxd678efh567hg6787")?,
        mchid.clone(),
        "Image形象店-深圳腾大-QQ公仔",
        OutTradeNo::new(NUMBER)?,
        NotifyUrl::new("https://www.weixin.qq.com/wxpay/pay.php")?,
        Amount::new(Fen::new(100)),
    );
    let placed = client.send(&order).await?;
    println!("placed:   {} ({})", placed.reply.prepay_id, placed.trail);

    let invocation = order.invocation(&client, &placed.reply)?;
    println!("to app:   package {}, signed over nonce {}", invocation.package, invocation.noncestr);

    let (headers, body) = notification()?;
    let receiver = settings.receiver(&RustCrypto)?;
    let event = Event::read(&receiver.decrypt(&receiver.verify(&headers, body.as_bytes(), now()?)?)?)?;
    if let Event::Payment(paid) = &event {
        println!("notified: {} is {}", paid.out_trade_no, paid.trade_state);
    }

    let asked = client.send(&QueryByOutTradeNo::new(OutTradeNo::new(NUMBER)?, mchid)).await?.reply;
    println!("queried:  {} is {}, paid: {}", asked.out_trade_no, asked.trade_state, asked.is_paid());

    let number = OutRefundNo::new("R20261123-1")?;
    let amount = RefundAmount::cny(Fen::new(40), Fen::new(100));
    let refund = Refund::of_order(OutTradeNo::new(NUMBER)?, number.clone(), amount);
    let refunded = client.send(&refund).await?.reply;
    println!("refund:   {} of {} is {}", refunded.amount.refund, refunded.amount.total, refunded.status);

    let asked = client.send(&QueryRefund::new(number)).await?.reply;
    println!("queried:  refund {} is {}", asked.out_refund_no, asked.status);
    Ok(())
}

/// The other side: knows one order and one refund, and signs what it says.
#[derive(Debug)]
struct Platform;

const PAID: &str = r#"{"appid":"wxd678efh567hg6787","mchid":"1900000001","out_trade_no":"A20261123-10001","transaction_id":"4200000001","trade_state":"SUCCESS","amount":{"total":100,"payer_total":100}}"#;
const REFUNDED: &str = r#"{"refund_id":"5030000001","out_refund_no":"R20261123-1","transaction_id":"4200000001","out_trade_no":"A20261123-10001","status":"SUCCESS","amount":{"total":100,"refund":40}}"#;

impl Transport for Platform {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async move {
            let body = match request.uri().path() {
                "/v3/pay/transactions/app" => r#"{"prepay_id":"wx201410272009395522657a690389285100"}"#,
                path if path.starts_with("/v3/pay/transactions/out-trade-no/") => PAID,
                _ => REFUNDED,
            };
            let mut response = Response::new(Bytes::from_static(body.as_bytes()));
            // Without headers nothing would be believed, which is what a failure to sign should lead to.
            *response.headers_mut() = sign(body).unwrap_or_default();
            Ok(response)
        })
    }
}

/// The notification that the order was paid, as it would arrive at the address in the order.
fn notification() -> Outcome<(HeaderMap, String)> {
    let nonce = "fdasflkja484";
    let ciphertext = ApiV3Key::new(APIV3_KEY)?.encrypt(nonce.as_bytes(), b"transaction", PAID.as_bytes())?;
    let ciphertext = encode_base64(&ciphertext);
    let body = format!(
        r#"{{"id":"EV-1","event_type":"TRANSACTION.SUCCESS","resource":{{"original_type":"transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"{ciphertext}","associated_data":"transaction","nonce":"{nonce}"}}}}"#
    );
    Ok((sign(&body)?, body))
}

fn sign(body: &str) -> Outcome<HeaderMap> {
    let key = PrivateKey::from_pem(include_str!("../tests/fixtures/platform_key.pem"))?;
    let (now, nonce) = (now()?, "c5ac7061fccab6bf3e254dcf98995b8c");
    let signature = RustCrypto.signer(&key)?.sign(format!("{now}\n{nonce}\n{body}\n").as_bytes())?;
    let mut headers = HeaderMap::new();
    headers.insert("wechatpay-timestamp", HeaderValue::from(now));
    headers.insert("wechatpay-nonce", HeaderValue::from_static(nonce));
    headers.insert("wechatpay-signature", HeaderValue::try_from(signature.to_base64())?);
    headers.insert("wechatpay-serial", HeaderValue::from_static(PUBLIC_KEY_ID));
    Ok(headers)
}

fn now() -> Outcome<i64> {
    Ok(i64::try_from(Environment::system().clock().unix_time().as_secs())?)
}
