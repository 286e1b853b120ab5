//! Reading keys and certificates: every accepted form, every mistake by name, and no panic on anything.

use proptest::prelude::*;
use wx_sign::{Certificate, KeyError, KeyKind, PrivateKey, PublicKey};

use crate::{backends, fixtures};

#[test]
fn every_form_of_a_key_is_the_same_key() {
    let public = PublicKey::from_pem(fixtures::MERCHANT_PUBLIC).unwrap();
    assert_eq!(PublicKey::from_pem(fixtures::MERCHANT_PUBLIC_PKCS1).unwrap(), public);
    assert_eq!(PublicKey::from_spki_der(&fixtures::der_of(fixtures::MERCHANT_PUBLIC)).unwrap(), public);
    assert_eq!(
        PublicKey::from_pkcs1_der(&fixtures::der_of(fixtures::MERCHANT_PUBLIC_PKCS1)).unwrap(),
        public
    );
    assert_eq!(public.spki_der(), fixtures::der_of(fixtures::MERCHANT_PUBLIC));

    let pkcs8 = fixtures::der_of(fixtures::MERCHANT_PKCS8);
    let pkcs1 = fixtures::der_of(fixtures::MERCHANT_PKCS1);
    for private in [
        PrivateKey::from_pem(fixtures::MERCHANT_PKCS8),
        PrivateKey::from_pem(fixtures::MERCHANT_PKCS1),
        PrivateKey::from_pkcs8_der(&pkcs8),
        PrivateKey::from_pkcs1_der(&pkcs1),
    ] {
        let private = private.unwrap();
        assert_eq!(private.public_key(), public);
        assert_eq!(private.secret_pkcs8_der(), pkcs8);
        assert!(private.pairs_with(&public));
        assert!(!private.pairs_with(&PublicKey::from_pem(fixtures::OTHER_PUBLIC).unwrap()));
    }
}

#[test]
fn a_certificate_tells_what_openssl_tells() {
    let merchant = Certificate::from_pem(fixtures::MERCHANT_CERT).unwrap();
    // The first bit is set, so the structure has a sign byte that the serial number has not.
    assert_eq!(merchant.serial(), "F4E1C2A9385B7D604C1E9F2A83B5D7061E4C9A28");
    assert_eq!((merchant.not_before(), merchant.not_after()), (1_795_406_020, 1_953_086_020));
    assert!(PrivateKey::from_pem(fixtures::MERCHANT_PKCS8).unwrap().pairs_with(merchant.public_key()));

    let other = Certificate::from_der(&fixtures::der_of(fixtures::OTHER_CERT)).unwrap();
    // A leading zero digit stays.
    assert_eq!(other.serial(), "0A1B2C3D4E5F60718293A4B5C6D7E8F901234567");
    // Beyond 2049, dates are written in another form.
    assert_eq!((other.not_before(), other.not_after()), (1_795_406_039, 2_741_486_039));
    assert_eq!(*other.public_key(), PublicKey::from_pem(fixtures::OTHER_PUBLIC).unwrap());
}

/// What chats, web forms, editors and export tools do to a PEM text.
#[test]
fn a_worn_pem_text_is_still_read() {
    for good in [fixtures::MERCHANT_PKCS8, fixtures::MERCHANT_PKCS1] {
        let (begin, rest) = good.split_once('\n').unwrap();
        let (body, end) = rest.trim_end().rsplit_once('\n').unwrap();
        for worn in [
            format!("\u{feff}{good}"),
            format!("\n\n  {good}\n\n"),
            good.replace('\n', "\r\n"),
            good.replace('\n', "\r"),
            good.trim_end().to_owned(),
            good.replace('\n', "\n    "),
            format!("{begin}\n{}\n{end}", body.replace('\n', "")),
            format!("{begin}{}{end}", body.replace('\n', "")),
            format!("Bag Attributes\n    friendlyName: 1900000000\nKey Attributes: <No Attributes>\n{good}"),
            format!("{good}{}", fixtures::MERCHANT_CERT),
        ] {
            let private = PrivateKey::from_pem(&worn).unwrap();
            assert!(private.pairs_with(&PublicKey::from_pem(fixtures::MERCHANT_PUBLIC).unwrap()));
        }
    }
}

#[track_caller]
fn check(error: &KeyError, expected: &KeyError, text: &str) {
    assert_eq!(error, expected);
    assert_eq!(error.to_string(), text);
}

#[track_caller]
fn check_private(pem: &str, expected: &KeyError, text: &str) {
    check(&PrivateKey::from_pem(pem).unwrap_err(), expected, text);
}

#[track_caller]
fn check_public(pem: &str, expected: &KeyError, text: &str) {
    check(&PublicKey::from_pem(pem).unwrap_err(), expected, text);
}

#[track_caller]
fn check_certificate(pem: &str, expected: &KeyError, text: &str) {
    check(&Certificate::from_pem(pem).unwrap_err(), expected, text);
}

#[test]
fn the_wrong_file() {
    use KeyKind::{Certificate, PrivateKey, PublicKey};
    let wrong = |expected, found| KeyError::WrongKind { expected, found };
    check_private(
        fixtures::MERCHANT_CERT,
        &wrong(PrivateKey, Certificate),
        "expected a private key, found a certificate; use apiclient_key.pem, not apiclient_cert.pem",
    );
    for public in [fixtures::MERCHANT_PUBLIC, fixtures::MERCHANT_PUBLIC_PKCS1] {
        check_private(
            public,
            &wrong(PrivateKey, PublicKey),
            "expected a private key, found a public key; use the merchant's own apiclient_key.pem",
        );
        check_certificate(
            public,
            &wrong(Certificate, PublicKey),
            "expected a certificate, found a public key; load it as a public key",
        );
    }
    check_public(
        fixtures::MERCHANT_CERT,
        &wrong(PublicKey, Certificate),
        "expected a public key, found a certificate; load it as a certificate, or use pub_key.pem",
    );
    for private in [fixtures::MERCHANT_PKCS8, fixtures::MERCHANT_PKCS1, fixtures::ENCRYPTED_PKCS8] {
        check_public(
            private,
            &wrong(PublicKey, PrivateKey),
            "expected a public key, found a private key; use the platform's pub_key.pem; a private key never leaves \
             the merchant",
        );
        check_certificate(
            private,
            &wrong(Certificate, PrivateKey),
            "expected a certificate, found a private key; use apiclient_cert.pem or the downloaded platform \
             certificate",
        );
    }
}

#[test]
fn an_encrypted_key() {
    for encrypted in [fixtures::ENCRYPTED_PKCS8, fixtures::ENCRYPTED_PKCS1] {
        check_private(
            encrypted,
            &KeyError::Encrypted,
            "the private key is protected by a password; decrypt it first with `openssl pkcs8 -in <file> -out <new>`",
        );
    }
}

#[test]
fn not_pem() {
    let base64: String = fixtures::MERCHANT_PKCS8.lines().filter(|line| !line.starts_with('-')).collect();
    let der = String::from_utf8_lossy(&fixtures::der_of(fixtures::MERCHANT_PKCS8)).into_owned();
    for text in [base64.as_str(), der.as_str(), "apiclient_key.pem", "-----BEGIN"] {
        check_private(
            text,
            &KeyError::NotPem { expected: KeyKind::PrivateKey },
            "expected a private key as PEM text with a line -----BEGIN ...-----; bare base64 lacks its BEGIN and END \
             lines, and binary DER has a constructor of its own",
        );
    }
    for empty in ["", "  \r\n\t", "\u{feff}", "\u{feff}\n"] {
        check_certificate(
            empty,
            &KeyError::Empty { expected: KeyKind::Certificate },
            "expected a certificate, found nothing; is the file empty?",
        );
    }
}

#[test]
fn broken_pem() {
    let good = fixtures::MERCHANT_PKCS8;
    let truncated = "the PEM text of a private key has no matching END line; copy the whole file";
    for text in [
        &good[..good.len() / 2],
        "-----BEGIN PRIVATE KEY",
        "-----BEGIN PRIVATE KEY-----",
        &good.replace("-----END PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"),
        &good.replace("KEY-----\n", "KEY--\n"),
    ] {
        check_private(text, &KeyError::Truncated { expected: KeyKind::PrivateKey }, truncated);
    }
    let line = good.lines().nth(3).unwrap();
    for text in [
        good.replace('\n', "\\n"),
        good.replace(line, &line[1..]),
        good.replace(line, &line.replace(&line[..1], "*")),
    ] {
        check_private(
            &text,
            &KeyError::Base64 { expected: KeyKind::PrivateKey },
            "the text of a private key is not base64 between its BEGIN and END lines; copy the file again, and see \
             that line ends did not become the two characters \\n",
        );
    }
    // A whole line is missing: good base64 of a damaged structure. So is the right content under another's
    // label.
    for text in [
        good.replace(&format!("{line}\n"), ""),
        good.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
        fixtures::MERCHANT_PKCS1.replace("RSA PRIVATE KEY", "PRIVATE KEY"),
        "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----".to_owned(),
    ] {
        check_private(
            &text,
            &KeyError::Der { expected: KeyKind::PrivateKey },
            "the content is not a private key in the announced form; the file is damaged or carries another's label",
        );
    }
    let public = fixtures::MERCHANT_PUBLIC.replace("PUBLIC KEY", "RSA PUBLIC KEY");
    assert_eq!(PublicKey::from_pem(&public), Err(KeyError::Der { expected: KeyKind::PublicKey }));
    let certificate = fixtures::MERCHANT_PUBLIC.replace("PUBLIC KEY", "CERTIFICATE");
    let refused = Certificate::from_pem(&certificate).unwrap_err();
    assert_eq!(refused, KeyError::Der { expected: KeyKind::Certificate });
}

#[test]
fn another_algorithm() {
    let expected = KeyError::Algorithm { found: "EC".into() };
    let text = "the key is for EC, not for RSA; use the RSA-2048 key of the merchant platform";
    check_private(fixtures::EC_PKCS8, &expected, text);
    check_private(fixtures::EC_SEC1, &expected, text);
    check_public(fixtures::EC_PUBLIC, &expected, text);
    check_certificate(fixtures::EC_CERT, &expected, text);
}

#[test]
fn another_size() {
    let small = "the RSA key has 1024 bits; WeChat payments use 2048";
    check_private(fixtures::RSA_1024, &KeyError::ModulusSize { found: 1024 }, small);
    check_public(fixtures::RSA_1024_PUBLIC, &KeyError::ModulusSize { found: 1024 }, small);
    check_certificate(fixtures::RSA_1024_CERT, &KeyError::ModulusSize { found: 1024 }, small);
    let large = "the RSA key has 3072 bits; WeChat payments use 2048";
    check_private(fixtures::RSA_3072, &KeyError::ModulusSize { found: 3072 }, large);
    check_public(fixtures::RSA_3072_PUBLIC, &KeyError::ModulusSize { found: 3072 }, large);
}

#[track_caller]
fn check_label(label: &str, shown: &str) {
    let text = fixtures::MERCHANT_PKCS8.replace("PRIVATE KEY", label);
    check_private(
        &text,
        &KeyError::Label { expected: KeyKind::PrivateKey, found: shown.into() },
        &format!("expected the PEM text of a private key, found the label `{shown}`"),
    );
}

/// A label is shown only if it cannot be anything else, such as a key whose line ends were lost.
#[test]
fn an_odd_label() {
    check_label("OPENSSH PRIVATE KEY", "OPENSSH PRIVATE KEY");
    check_label("CERTIFICATE REQUEST", "CERTIFICATE REQUEST");
    check_label("SM2 PRIVATE KEY", "SM2 PRIVATE KEY");
    check_label("", "");
    check_label("private key", "(unreadable)");
    check_label("私钥", "(unreadable)");
    check_label("KEY\u{1b}[31m", "(unreadable)");
    check_label(&"A".repeat(33), "(unreadable)");
    check_label(fixtures::MERCHANT_PKCS8.lines().nth(1).unwrap(), "(unreadable)");
}

/// Replaces the numbers of a `RSAPublicKey`: a modulus of 2048 bits with the given last byte, and the
/// exponent.
fn public_key(last_byte: u8, exponent: &[u8]) -> Result<PublicKey, KeyError> {
    let mut modulus = vec![0x02, 0x82, 0x01, 0x01, 0x00];
    modulus.extend([0x9d; 255]);
    modulus.push(last_byte);
    let number = [&[0x02, u8::try_from(exponent.len()).unwrap()], exponent].concat();
    let length = u16::try_from(modulus.len() + number.len()).unwrap().to_be_bytes();
    PublicKey::from_pkcs1_der(&[&[0x30, 0x82], &length[..], &modulus, &number].concat())
}

#[test]
fn numbers_that_make_no_key() {
    public_key(0x9d, &[3]).unwrap();
    public_key(0x9d, &[1, 0, 1]).unwrap();
    public_key(0x9d, &[0, 0xff, 0xff, 0xff, 0xff]).unwrap();
    for (last_byte, exponent) in [
        (0x9c, &[1, 0, 1][..]),
        (0x9d, &[0]),
        (0x9d, &[1]),
        (0x9d, &[2]),
        (0x9d, &[1, 0, 0]),
        (0x9d, &[1, 0, 0, 0, 1]),
    ] {
        assert_eq!(public_key(last_byte, exponent), Err(KeyError::Inconsistent), "{last_byte} {exponent:?}");
    }
    // DER has one way to write a number, and negative numbers are none.
    assert_eq!(public_key(0x9d, &[0, 3]), Err(KeyError::Der { expected: KeyKind::PublicKey }));
    assert_eq!(public_key(0x9d, &[0x83]), Err(KeyError::Der { expected: KeyKind::PublicKey }));
}

/// Version 1 announces more than two primes, and they would follow.
#[test]
fn a_key_of_more_than_two_primes() {
    let mut der = fixtures::der_of(fixtures::MERCHANT_PKCS1);
    assert_eq!(der[4..7], [2, 1, 0], "the version comes first");
    der[6] = 1;
    let refused = PrivateKey::from_pkcs1_der(&der).unwrap_err();
    assert_eq!(refused, KeyError::Der { expected: KeyKind::PrivateKey });
}

/// A structure that reads well, with one number from another key.
#[test]
fn backends_refuse_a_key_whose_numbers_do_not_fit() {
    let mut der = fixtures::der_of(fixtures::MERCHANT_PKCS1);
    // Inside the private exponent, behind header, version, modulus and public exponent.
    der[400] ^= 1;
    let key = PrivateKey::from_pkcs1_der(&der).unwrap();
    for backend in backends::ALL {
        assert_eq!(backend.try_private(&key).unwrap_err(), KeyError::Inconsistent, "{}", backend.name);
    }
}

fn read_everything(text: &str, der: &[u8]) {
    let _ = PrivateKey::from_pem(text);
    let _ = PublicKey::from_pem(text);
    let _ = Certificate::from_pem(text);
    let _ = PublicKey::from_pkcs1_der(der);
    let _ = PublicKey::from_spki_der(der);
    let _ = Certificate::from_der(der);
    for key in [PrivateKey::from_pkcs8_der(der), PrivateKey::from_pkcs1_der(der)].into_iter().flatten() {
        for backend in backends::ALL {
            let _ = backend.try_private(&key);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn garbage_is_refused_without_a_panic(
        text in "\\PC{0,200}",
        label in "(RSA |EC |ENCRYPTED )?(PRIVATE KEY|PUBLIC KEY|CERTIFICATE|\\PC{0,20})",
        body in "[A-Za-z0-9+/=\\s-]{0,300}",
        der in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        read_everything(&text, &der);
        read_everything(&format!("{text}-----BEGIN {label}-----\n{body}\n-----END {label}-----{text}"), &der);
        let encoded = wx_sign::encode_base64(&der);
        read_everything(&format!("-----BEGIN {label}-----\n{encoded}\n-----END {label}-----"), &der);
    }

    #[test]
    fn damaged_structures_are_read_without_a_panic(
        good in prop::sample::select(vec![
            fixtures::MERCHANT_CERT,
            fixtures::MERCHANT_PKCS1,
            fixtures::MERCHANT_PKCS8,
            fixtures::MERCHANT_PUBLIC,
            fixtures::MERCHANT_PUBLIC_PKCS1,
        ]),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut der = fixtures::der_of(good);
        // Structure is at the front, so half of the damage goes there.
        let reach = if byte & 1 == 0 { 48 } else { der.len() };
        der[at.index(reach)] = byte;
        read_everything("", &der);
        der.truncate(cut.index(der.len()));
        read_everything("", &der);
    }
}
