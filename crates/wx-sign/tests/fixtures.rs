//! The files under `fixtures/`; its README says what each is.

macro_rules! fixtures {
    ($($name:ident = $file:literal;)*) => {
        $(pub(crate) const $name: &str = include_str!(concat!("fixtures/", $file));)*
    };
}

fixtures! {
    DOWNLOAD_CERTIFICATE = "download_certificate.base64";
    EC_CERT = "ec_cert.pem";
    EC_PKCS8 = "ec_pkcs8.pem";
    EC_PUBLIC = "ec_public.pem";
    EC_SEC1 = "ec_sec1.pem";
    ENCRYPTED_PKCS1 = "encrypted_pkcs1.pem";
    ENCRYPTED_PKCS8 = "encrypted_pkcs8.pem";
    INVOCATION_PUBLIC = "invocation_public.pem";
    LEADING_ZERO_FIELD = "leading_zero_field.base64";
    MERCHANT_CERT = "merchant_cert.pem";
    MERCHANT_PKCS1 = "merchant_pkcs1.pem";
    MERCHANT_PKCS8 = "merchant_pkcs8.pem";
    MERCHANT_PUBLIC = "merchant_public.pem";
    MERCHANT_PUBLIC_PKCS1 = "merchant_public_pkcs1.pem";
    OTHER_CERT = "other_cert.pem";
    OTHER_PKCS8 = "other_pkcs8.pem";
    OTHER_PUBLIC = "other_public.pem";
    RSA_1024 = "rsa_1024.pem";
    RSA_1024_CERT = "rsa_1024_cert.pem";
    RSA_1024_PUBLIC = "rsa_1024_public.pem";
    RSA_3072 = "rsa_3072.pem";
    RSA_3072_PUBLIC = "rsa_3072_public.pem";
    WYCHEPROOF_SIG_GEN = "wycheproof_sig_gen_sha256.txt";
    WYCHEPROOF_SIG_GEN_KEY = "wycheproof_sig_gen_key.pem";
}

/// The bytes between the lines of a PEM text, found without the code under test.
pub(crate) fn der_of(pem: &str) -> Vec<u8> {
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    wx_sign::decode_base64(&base64).unwrap()
}

pub(crate) fn from_hex(hex: &str) -> Vec<u8> {
    assert_eq!(hex.len() % 2, 0, "an odd number of hex digits");
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}
