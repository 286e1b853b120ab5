//! PEM, PKCS#1, PKCS#8 and X.509 loading: any text, any DER.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wx_sign::{Certificate, PrivateKey, PublicKey};

fuzz_target!(|data: &[u8]| {
    let _ = PrivateKey::from_pkcs8_der(data);
    let _ = PrivateKey::from_pkcs1_der(data);
    let _ = PublicKey::from_spki_der(data);
    let _ = Certificate::from_der(data);
    if let Ok(text) = std::str::from_utf8(data) {
        for fault in [
            PrivateKey::from_pem(text).err(),
            PublicKey::from_pem(text).err(),
            Certificate::from_pem(text).err(),
        ] {
            let _ = fault.map(|fault| fault.to_string());
        }
    }
});
