//! What both benchmarks measure: one APP order, prepared and opened, with either backend.
//!
//! *prepare* is everything between the caller's struct and a request that can be sent: check every field, serialise,
//! draw a nonce, sign, build the headers. *open* is everything between an answer and the caller's struct: check age and
//! serial, verify, decode. Beside them stand the bare signature and the bare verification of the same bytes.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request};
use wx_apiv3::{
    Credentials, Draft, FreshnessWindow, MerchantSerial, PlatformSerial, Stamp, TrustSet, verify,
};
use wx_merchant::{
    Amount, AppPrepay, PrepayReply,
    transactions::{Detail, GoodsDetail, SceneInfo, SettleInfo, StoreInfo},
};
use wx_sign::{AwsLc, Backend, PrivateKey, RustCrypto, Sign, Signature, Verify, message};
use wx_transport::{Host, OsRandom, Random};
use wx_types::{AppId, Endpoint, Fen, Mchid, NotifyUrl, OutTradeNo, Rfc3339};

const KEY: &str = include_str!("../../crates/wx-sign/tests/fixtures/merchant_pkcs8.pem");
const PLATFORM_KEY: &str = include_str!("../../crates/wx-sign/tests/fixtures/other_pkcs8.pem");
const NOW: i64 = 1_700_000_000;
const REPLY: &[u8] = br#"{"prepay_id":"wx201410272009395522657a690389285100"}"#;

/// Why the set-up failed.
pub type Failure = Box<dyn std::error::Error>;

/// The order, the keys and the answer, ready to be measured.
pub struct Case {
    /// The backend's name.
    pub name: &'static str,
    order: AppPrepay,
    credentials: Credentials,
    trust: TrustSet,
    answered_by: PlatformSerial,
    host: Host,
    signer: Arc<dyn Sign>,
    verifier: Arc<dyn Verify>,
    request_text: Vec<u8>,
    answer_text: Vec<u8>,
    answer_signature: Signature,
    answer_headers: HeaderMap,
}

impl Case {
    /// Both backends, on the same order and keys.
    ///
    /// # Errors
    /// Where a fixture cannot be read.
    pub fn all() -> Result<[Self; 2], Failure> {
        Ok([Self::new("aws-lc-rs", &AwsLc)?, Self::new("rsa", &RustCrypto)?])
    }

    fn new(name: &'static str, backend: &dyn Backend) -> Result<Self, Failure> {
        let key = PrivateKey::from_pem(KEY)?;
        let platform_key = PrivateKey::from_pem(PLATFORM_KEY)?;
        let platform_public = platform_key.public_key();
        let signer = backend.signer(&key)?;
        let answered_by = PlatformSerial::new("PUB_KEY_ID_0000000000000000000000000001")?;
        let order = order()?;
        let body = serde_json::to_vec(&order)?;
        let answer_text = message::answer(&NOW.to_string(), "0123456789abcdef0123456789abcdef", REPLY);
        let answer_signature = backend.signer(&platform_key)?.sign(&answer_text)?;
        let mut answer_headers = HeaderMap::new();
        answer_headers.insert("wechatpay-timestamp", HeaderValue::from(NOW));
        answer_headers
            .insert("wechatpay-nonce", HeaderValue::from_static("0123456789abcdef0123456789abcdef"));
        answer_headers.insert("wechatpay-serial", HeaderValue::from_str(answered_by.as_str())?);
        answer_headers.insert("wechatpay-signature", HeaderValue::try_from(answer_signature.to_base64())?);
        Ok(Self {
            name,
            credentials: Credentials::new(
                order.mchid.clone(),
                MerchantSerial::new("5F1C72E2")?,
                signer.clone(),
            ),
            trust: TrustSet::new().with_public_key(backend, answered_by.clone(), &platform_public)?,
            request_text: message::request(
                "POST",
                &order.target(),
                NOW,
                "0123456789abcdef0123456789abcdef",
                &body,
            ),
            order,
            answered_by,
            host: Host::parse("https://api.mch.weixin.qq.com")?,
            signer,
            verifier: backend.verifier(&platform_public)?,
            answer_text,
            answer_signature,
            answer_headers,
        })
    }

    /// The bare signature over a request text of the same size.
    ///
    /// # Panics
    /// Where the key cannot sign.
    pub fn sign(&self) -> Signature {
        self.signer.sign(&self.request_text).expect("the fixture key signs")
    }

    /// From the caller's struct to a request that can be sent.
    ///
    /// # Panics
    /// Where the order is refused, which the set-up excludes.
    pub fn prepare(&self) -> Request<Bytes> {
        self.order.check().expect("the order is valid");
        let body = serde_json::to_vec(&self.order).expect("the order is JSON");
        let draft = Draft::new(AppPrepay::OPERATION.method, self.order.target(), body);
        let random: &dyn Random = &OsRandom;
        let stamp =
            Stamp::draw(std::time::Duration::from_secs(NOW.unsigned_abs()), random).expect("randomness");
        draft.seal(&self.host, &stamp, &self.credentials, &self.answered_by).expect("the fixture key signs")
    }

    /// The bare verification of the answer's text.
    ///
    /// # Panics
    /// Where the fixture's signature does not match.
    pub fn verify(&self) {
        self.verifier.verify(&self.answer_text, &self.answer_signature).expect("the fixture verifies");
    }

    /// From an answer to the caller's struct.
    ///
    /// # Panics
    /// Where the answer is refused, which the set-up excludes.
    pub fn open(&self) -> PrepayReply {
        let verified = verify(&self.trust, &self.answer_headers, REPLY, NOW, FreshnessWindow::default())
            .expect("the fixture verifies");
        serde_json::from_slice(verified.body()).expect("the fixture is a reply")
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case").field("name", &self.name).finish_non_exhaustive()
    }
}

/// An order with every member of the page.
fn order() -> Result<AppPrepay, Failure> {
    let goods = GoodsDetail::new("1246464644", 1, Fen::new(528_800))
        .with_wechatpay_goods_id("1001")
        .with_goods_name("iPhoneX 256G");
    let store = StoreInfo::new("0001")
        .with_name("腾讯大厦分店")
        .with_area_code("440305")
        .with_address("广东省深圳市南山区科技中一道10000号");
    let mut detail = Detail::new().with_cost_price(Fen::new(608_800)).with_invoice_id("微信123");
    detail.goods_detail = Some(vec![goods]);
    Ok(AppPrepay::new(
        AppId::new("wxd678efh567hg6787")?,
        Mchid::new("1230000109")?,
        "Image形象店-深圳腾大-QQ公仔",
        OutTradeNo::new("1217752501201407033233368018")?,
        NotifyUrl::new("https://www.weixin.qq.com/wxpay/pay.php")?,
        Amount::new(Fen::new(100)),
    )
    .with_time_expire(Rfc3339::new("2030-06-08T10:34:56+08:00")?)
    .with_attach("自定义数据说明")
    .with_goods_tag("WXG")
    .with_support_fapiao(false)
    .with_detail(detail)
    .with_scene_info(SceneInfo::new("14.23.150.211").with_device_id("013467007045764").with_store_info(store))
    .with_settle_info(SettleInfo::new().with_profit_sharing(false)))
}
