//! A merchant and its trust, from the fixtures.

use wx_apiv3::{Credentials, MerchantSerial, Nonce, PlatformSerial, Stamp, TrustSet};
use wx_sign::{Backend, Certificate, PrivateKey, PublicKey, RustCrypto};
use wx_types::Mchid;

use crate::fixtures::{
    MCHID, MERCHANT_KEY, MERCHANT_SERIAL, NONCE, NOW, PLATFORM_CERT, PLATFORM_PUBLIC, PUBLIC_KEY_ID,
};

pub(crate) fn credentials() -> Credentials {
    let key = PrivateKey::from_pem(MERCHANT_KEY).unwrap();
    Credentials::new(
        Mchid::new(MCHID).unwrap(),
        MerchantSerial::new(MERCHANT_SERIAL).unwrap(),
        RustCrypto.signer(&key).unwrap(),
    )
    .with_public_key(key.public_key())
}

pub(crate) fn public_key_id() -> PlatformSerial {
    PlatformSerial::new(PUBLIC_KEY_ID).unwrap()
}

/// The platform's public key and its certificate, as a merchant holds them while it moves from one to the other.
pub(crate) fn trust() -> TrustSet {
    TrustSet::new()
        .with_public_key(&RustCrypto, public_key_id(), &PublicKey::from_pem(PLATFORM_PUBLIC).unwrap())
        .unwrap()
        .with_certificate(&RustCrypto, &Certificate::from_pem(PLATFORM_CERT).unwrap())
        .unwrap()
}

pub(crate) fn stamp() -> Stamp {
    Stamp { timestamp: NOW, nonce: Nonce::fixed(NONCE).unwrap() }
}
