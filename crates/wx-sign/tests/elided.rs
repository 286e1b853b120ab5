//! Nothing that can be printed shows a secret.

use std::{error::Error, fmt, fmt::Write as _};

use wx_sign::{
    ApiV3Key, Certificate, PrivateKey, PublicKey, Signature,
    params::{Algorithm, EmptyValues, ParameterKey, fubei_sign, fubei_verify, v2_sign, v2_verify},
};

use crate::{backends, fixtures};

const APIV3_KEY: &str = "CANARYapiv3keyCANARYapiv3key0123";
const PARAMETER_KEY: &str = "CANARYparameterkeyCANARY01234567";

/// Everything printed so far.
#[derive(Default)]
struct Printed(String);

impl Printed {
    fn debug(&mut self, value: &dyn fmt::Debug) {
        write!(self.0, "{value:?}\n{value:#?}\n").unwrap();
    }

    fn error(&mut self, error: &dyn Error) {
        self.debug(&error);
        let mut next = Some(error);
        while let Some(error) = next {
            write!(self.0, "{error}\n{error:#}\n").unwrap();
            next = error.source();
        }
    }

    #[track_caller]
    fn assert_free_of(&self, secrets: &[String]) {
        assert!(self.0.len() > 50, "nothing was printed");
        for secret in secrets {
            assert!(secret.len() >= 8, "{secret} could be found by chance");
            assert!(!self.0.contains(secret.as_str()), "a secret was printed as {secret}");
        }
    }
}

/// Every spelling in which eight bytes in a row could appear: hex, a list of bytes, a number in either order.
fn spellings(bytes: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    for window in bytes.windows(8) {
        let eight: [u8; 8] = window.try_into().unwrap();
        if eight.iter().all(|byte| *byte == eight[0]) {
            continue;
        }
        let hex: String = eight.iter().map(|byte| format!("{byte:02x}")).collect();
        all.push(hex.to_uppercase());
        all.push(hex);
        all.push(format!("{eight:?}").trim_matches(['[', ']']).to_owned());
        for number in [u64::from_be_bytes(eight), u64::from_le_bytes(eight)] {
            all.push(format!("{number:020}"));
            if number > 10_000_000 {
                all.push(number.to_string());
            }
        }
    }
    all
}

/// The secret numbers of the merchant key: what follows the modulus and the public exponent.
fn secrets_of_the_private_key() -> Vec<String> {
    let der = fixtures::der_of(fixtures::MERCHANT_PKCS1);
    let mut secrets = spellings(&der[280..]);
    for pem in [fixtures::MERCHANT_PKCS8, fixtures::MERCHANT_PKCS1] {
        let lines: Vec<_> = pem.lines().filter(|line| !line.starts_with('-')).collect();
        secrets.extend(lines[7..lines.len() - 1].iter().map(|line| line[..16].to_owned()));
    }
    secrets
}

#[test]
fn keys_and_backends_are_elided() {
    let mut printed = Printed::default();
    let private = PrivateKey::from_pem(fixtures::MERCHANT_PKCS8).unwrap();
    printed.debug(&private);
    printed.debug(&private.public_key());
    printed.debug(&Certificate::from_pem(fixtures::MERCHANT_CERT).unwrap());
    for backend in backends::ALL {
        let signer = backend.try_private(&private).unwrap();
        printed.debug(&signer);
        printed.debug(&backend.try_public(&private.public_key()).unwrap());
        printed.debug(&signer.sign(b"message").unwrap());
        printed.error(&signer.decrypt(b"short").unwrap_err());
    }
    printed.assert_free_of(&secrets_of_the_private_key());
    assert!(printed.0.contains("PrivateKey([elided])"));
}

/// The search itself: what the `rsa` crate prints of a key, a derived `Debug` and a hex dump would all be
/// found.
#[test]
fn the_search_finds_what_it_looks_for() {
    let der = fixtures::der_of(fixtures::MERCHANT_PKCS1);
    let secrets = secrets_of_the_private_key();
    let digits: Vec<_> =
        der[300..340].rchunks(8).map(|eight| u64::from_be_bytes(eight.try_into().unwrap())).collect();
    let hex: String = der[500..520].iter().map(|byte| format!("{byte:02x}")).collect();
    for leak in
        [format!("{digits:?}"), format!("{:?}", &der[600..640]), hex, fixtures::MERCHANT_PKCS8.to_owned()]
    {
        assert!(secrets.iter().any(|secret| leak.contains(secret.as_str())), "{leak}");
    }
}

/// Every way to hand a private key to the wrong door, whole or damaged.
#[test]
fn key_errors_carry_no_key() {
    let mut printed = Printed::default();
    let good = fixtures::MERCHANT_PKCS8;
    let mut texts = vec![
        good.to_owned(),
        good.replace("-----BEGIN PRIVATE KEY-----\n", ""),
        good.replace("-----END PRIVATE KEY-----\n", ""),
        good.replace("PRIVATE KEY-----\n", "PRIVATE KEY\n"),
        good.replace("PRIVATE KEY-----\n", "-----"),
        good.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
        good.replace("PRIVATE KEY", "PUBLIC KEY"),
        good.replace("PRIVATE KEY", "CERTIFICATE"),
        good.replace("PRIVATE KEY", "SOMETHING ELSE"),
        good.replace('\n', "\\n"),
        good.replace('\n', ""),
        good.replace("-----", ""),
    ];
    for line in good.lines() {
        texts.push(good.replace(line, ""));
        texts.push(format!("-----BEGIN {line}-----\n{line}\n-----END {line}-----"));
    }
    let mut refused = 0;
    for text in &texts {
        let errors = [
            PrivateKey::from_pem(text).err(),
            PublicKey::from_pem(text).err(),
            Certificate::from_pem(text).err(),
        ];
        for error in errors.iter().flatten() {
            printed.error(error);
            refused += 1;
        }
    }
    assert!(refused > 100, "{refused}");
    printed.assert_free_of(&secrets_of_the_private_key());
}

#[test]
fn shared_keys_are_elided() {
    let mut printed = Printed::default();
    let apiv3_key = ApiV3Key::new(APIV3_KEY).unwrap();
    printed.debug(&apiv3_key);
    printed.error(&ApiV3Key::new(&APIV3_KEY[..31]).unwrap_err());
    printed.error(&ApiV3Key::new(format!("{APIV3_KEY}\n")).unwrap_err());
    printed.error(&apiv3_key.decrypt(APIV3_KEY.as_bytes(), b"", b"").unwrap_err());
    printed.error(&apiv3_key.decrypt(&[1; 12], b"", b"").unwrap_err());
    printed.error(&apiv3_key.decrypt(&[1; 12], b"", &[1; 16]).unwrap_err());

    let key = ParameterKey::new(PARAMETER_KEY).unwrap();
    let pairs = [("a", "1"), ("secret", PARAMETER_KEY)];
    let twice = [("a", PARAMETER_KEY), ("a", PARAMETER_KEY)];
    let signature = v2_sign(&pairs, &key, Algorithm::Md5).unwrap();
    printed.debug(&key);
    printed.debug(&signature);
    printed.error(&ParameterKey::new(format!("{PARAMETER_KEY} ")).unwrap_err());
    printed.error(&fubei_sign(&twice, &key).unwrap_err());
    printed.error(&v2_verify(&twice, &key, Algorithm::Md5, PARAMETER_KEY).unwrap_err());
    printed.error(&v2_verify(&pairs, &key, Algorithm::HmacSha256, PARAMETER_KEY).unwrap_err());
    printed.error(&fubei_verify(&pairs, &key, EmptyValues::Signed, PARAMETER_KEY).unwrap_err());
    printed.error(&Signature::from_base64(PARAMETER_KEY).unwrap_err());
    printed.error(&Signature::from_bytes(PARAMETER_KEY.as_bytes()).unwrap_err());
    printed.error(&wx_sign::decode_base64(&format!("{PARAMETER_KEY}*")).unwrap_err());

    let mut secrets = vec!["CANARY".repeat(2).chars().take(8).collect(), signature.as_str().to_owned()];
    secrets.extend([APIV3_KEY.to_owned(), PARAMETER_KEY.to_owned()]);
    for key in [APIV3_KEY, PARAMETER_KEY] {
        secrets.extend(spellings(key.as_bytes()));
        secrets.push(key[..12].to_owned());
        secrets.push(wx_sign::encode_base64(key.as_bytes())[..12].to_owned());
    }
    printed.assert_free_of(&secrets);
    assert!(!printed.0.contains("CANARY"));
}

/// A signer elsewhere may say why it could not be reached, and what it says is the source and not the text.
#[test]
fn a_sign_error_keeps_its_cause_apart() {
    let error = wx_sign::SignError::caused_by("connection refused");
    assert_eq!(error.to_string(), "the private key could not sign");
    assert_eq!(error.source().unwrap().to_string(), "connection refused");
    assert!(wx_sign::SignError::new().source().is_none());
}

const fn shared_by_threads<T: fmt::Debug + Send + Sync + ?Sized>() {}
const fn an_error<T: Error + Send + Sync + 'static>() {}
const _: () = {
    shared_by_threads::<dyn wx_sign::Sign>();
    shared_by_threads::<dyn wx_sign::Verify>();
    shared_by_threads::<dyn wx_sign::Encrypt>();
    shared_by_threads::<dyn wx_sign::Decrypt>();
    shared_by_threads::<PrivateKey>();
    shared_by_threads::<PublicKey>();
    shared_by_threads::<Certificate>();
    shared_by_threads::<ApiV3Key>();
    shared_by_threads::<ParameterKey>();
    shared_by_threads::<Signature>();
    an_error::<wx_sign::AeadError>();
    an_error::<wx_sign::BadCiphertext>();
    an_error::<wx_sign::BadSignature>();
    an_error::<wx_sign::EncryptError>();
    an_error::<wx_sign::KeyError>();
    an_error::<wx_sign::KeyLengthError>();
    an_error::<wx_sign::MalformedBase64>();
    an_error::<wx_sign::MalformedSignature>();
    an_error::<wx_sign::SignError>();
    an_error::<wx_sign::params::DuplicateName>();
    an_error::<wx_sign::params::ParameterKeyError>();
    an_error::<wx_sign::params::VerifyError>();
};
