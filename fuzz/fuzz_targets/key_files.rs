//! PEM, PKCS#1, PKCS#8 and X.509 loading: any text, any DER. What is read says the same twice, and errors hold no key.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wx_fuzz::hold;
use wx_sign::{Certificate, PrivateKey, PublicKey};

fuzz_target!(|data: &[u8]| {
    if let Err(fault) = PrivateKey::from_pkcs8_der(data) {
        hold(&fault);
    }
    if let Err(fault) = PrivateKey::from_pkcs1_der(data) {
        hold(&fault);
    }
    if let Err(fault) = PublicKey::from_spki_der(data) {
        hold(&fault);
    }
    match Certificate::from_der(data) {
        Ok(certificate) => {
            let again = Certificate::from_der(data).expect("it was read before");
            assert_eq!(certificate.serial(), again.serial());
        }
        Err(fault) => hold(&fault),
    }
    if let Ok(text) = std::str::from_utf8(data) {
        let faults = [
            PrivateKey::from_pem(text).err(),
            PublicKey::from_pem(text).err(),
            Certificate::from_pem(text).err(),
        ];
        let refused = faults.iter().flatten().inspect(|fault| hold(*fault)).count();
        assert!(refused >= 2, "one file is one kind of key");
    }
});
