//! Four merchants, four platform keys and four APIv3 keys: of all combinations, each merchant credits its own.

use std::sync::Arc;

use http::HeaderMap;
use serde_json::json;
use wx_apiv3::{NotificationError, PlatformSerial, Receiver, TrustSet, VerifyError};
use wx_merchant::{Event, ExpectedPayment};
use wx_sign::{AeadError, ApiV3Key, AwsLc, Backend, PrivateKey, Sign, encode_base64};
use wx_types::{AppId, Fen, Mchid, OutTradeNo};

const NOW: i64 = 1_554_208_460;
/// All have the same, so that nothing but the key tells them apart.
const KEY_ID: &str = "PUB_KEY_ID_0114232134912410000000000000";
const PLATFORM_KEYS: [&str; 4] = [
    include_str!("../crates/wx-sandbox/src/fixtures/platform-public-key-private-key.pem"),
    include_str!("../crates/wx-sandbox/src/fixtures/platform-certificate-private-key.pem"),
    include_str!("../crates/wx-sandbox/src/fixtures/merchant-private-key.pem"),
    include_str!("../crates/wx-sign/tests/fixtures/other_pkcs8.pem"),
];
const OURS: [usize; 4] = [0, 1, 2, 3];

fn mchid(merchant: usize) -> String {
    format!("190000000{merchant}")
}

fn apiv3_key(merchant: usize) -> ApiV3Key {
    ApiV3Key::new(merchant.to_string().repeat(32)).unwrap()
}

struct Merchant {
    signer: Arc<dyn Sign>,
    receiver: Receiver,
    order: ExpectedPayment,
}

impl Merchant {
    fn new(own: usize) -> Self {
        let key = PrivateKey::from_pem(PLATFORM_KEYS[own]).unwrap();
        let id = PlatformSerial::new(KEY_ID).unwrap();
        let trust = TrustSet::new().with_public_key(&AwsLc, id, &key.public_key()).unwrap();
        let order = ExpectedPayment::new(
            AppId::new("wxd678efh567hg6787").unwrap(),
            Mchid::new(mchid(own)).unwrap(),
            OutTradeNo::new("ORDER-0001").unwrap(),
            Fen::new(100),
        );
        Self { signer: AwsLc.signer(&key).unwrap(), receiver: Receiver::new(trust, apiv3_key(own)), order }
    }

    fn sign(&self, body: &str) -> HeaderMap {
        let nonce = "c5ac7061fccab6bf3e254dcf98995b8c";
        let signature = self.signer.sign(format!("{NOW}\n{nonce}\n{body}\n").as_bytes()).unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("wechatpay-timestamp", NOW.to_string()),
            ("wechatpay-nonce", nonce.to_owned()),
            ("wechatpay-signature", encode_base64(signature.as_bytes())),
            ("wechatpay-serial", KEY_ID.to_owned()),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        headers
    }

    fn receive(&self, headers: &HeaderMap, body: &str) -> Result<Event, NotificationError> {
        let notification = self.receiver.verify(headers, body.as_bytes(), NOW)?;
        Event::read(&self.receiver.decrypt(&notification)?)
    }
}

/// A paid order of this merchant, encrypted with that one's key. All orders have the same number and amount.
fn notice(merchant: usize, key: usize) -> String {
    let plaintext = json!({
        "appid": "wxd678efh567hg6787", "mchid": mchid(merchant), "out_trade_no": "ORDER-0001",
        "transaction_id": "1217752501201407033233368018", "trade_state": "SUCCESS",
        "amount": { "total": 100, "payer_total": 100, "currency": "CNY", "payer_currency": "CNY" },
    });
    let nonce = "fdasflkja484";
    let ciphertext =
        apiv3_key(key).encrypt(nonce.as_bytes(), b"transaction", plaintext.to_string().as_bytes()).unwrap();
    json!({
        "id": "EV-1", "event_type": "TRANSACTION.SUCCESS",
        "resource": {
            "original_type": "transaction", "algorithm": "AEAD_AES_256_GCM", "nonce": nonce,
            "associated_data": "transaction", "ciphertext": encode_base64(&ciphertext),
        },
    })
    .to_string()
}

#[test]
fn each_merchant_credits_what_is_its_own_in_all_respects() {
    let merchants = OURS.map(Merchant::new);
    let mut credited = Vec::new();
    for (addressee, key, signer) in all_triples() {
        let body = notice(addressee, key);
        let headers = merchants[signer].sign(&body);
        for own in OURS {
            let told = match merchants[own].receive(&headers, &body) {
                Ok(Event::Payment(told)) => told,
                Ok(other) => panic!("{other:?}"),
                Err(error) if signer != own => {
                    assert_eq!(error, NotificationError::Verify(VerifyError::Tampered));
                    continue;
                }
                Err(error) => {
                    assert_eq!((error, key == own), (NotificationError::Decrypt(AeadError::Tag), false));
                    continue;
                }
            };
            match merchants[own].order.matches(&told) {
                Ok(()) => credited.push([addressee, key, signer, own]),
                Err(mismatch) => assert_eq!(mismatch.fields().collect::<Vec<_>>(), ["mchid"]),
            }
        }
    }
    assert_eq!(credited, OURS.map(|own| [own; 4]));
}

fn all_triples() -> impl Iterator<Item = (usize, usize, usize)> {
    OURS.into_iter()
        .flat_map(|a| OURS.into_iter().flat_map(move |b| OURS.into_iter().map(move |c| (a, b, c))))
}
