//! Project Wycheproof, with the counts written down: a set that shrinks unnoticed proves nothing.

use wx_sign::{ApiV3Key, PrivateKey, PublicKey, Signature};
use wycheproof::{TestResult, aead, rsa_oaep, rsa_pkcs1_verify};

use crate::{backends, fixtures};

/// RSA-2048, PKCS#1 v1.5, SHA-256: 9 accepted, 250 refused, among them the one that Wycheproof calls
/// acceptable: a digest without the NULL parameter, as old software wrote it.
#[test]
fn verification_259_of_259() {
    let set = rsa_pkcs1_verify::TestSet::load(rsa_pkcs1_verify::TestName::Rsa2048Sha256).unwrap();
    for backend in backends::ALL {
        let (mut accepted, mut refused, mut acceptable) = (0, 0, 0);
        for group in &set.test_groups {
            let key = backend.try_public(&PublicKey::from_spki_der(&group.der).unwrap()).unwrap();
            for test in &group.tests {
                let verified = Signature::from_bytes(&test.sig)
                    .is_ok_and(|signature| key.verify(&test.msg, &signature).is_ok());
                let expected = test.result == TestResult::Valid;
                assert_eq!(verified, expected, "{}: {} {}", backend.name, test.tc_id, test.comment);
                if verified {
                    accepted += 1
                } else {
                    refused += 1
                }
                if test.result == TestResult::Acceptable {
                    acceptable += 1;
                }
            }
        }
        println!("{}: verify {} of 259", backend.name, accepted + refused);
        assert_eq!((accepted, refused, acceptable), (9, 250, 1), "{}", backend.name);
    }
}

/// All vectors of the signing set with a 2048-bit key and SHA-256. The `wycheproof` crate leaves that set
/// out, so they are restated in the fixture.
#[test]
fn signing_8_of_8() {
    for backend in backends::ALL {
        let key = backend.private(fixtures::WYCHEPROOF_SIG_GEN_KEY);
        let mut count = 0;
        for line in fixtures::WYCHEPROOF_SIG_GEN.lines().filter(|line| !line.starts_with('#')) {
            let [id, message, signature] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("a fixture line has three parts: {line}");
            };
            let message = if message == "-" { Vec::new() } else { fixtures::from_hex(message) };
            let signed = key.sign(&message).unwrap();
            assert_eq!(signed.as_bytes(), fixtures::from_hex(signature), "{}: {id}", backend.name);
            count += 1;
        }
        println!("{}: sign {count} of 8", backend.name);
        assert_eq!(count, 8, "{}", backend.name);
    }
}

/// RSA-2048, SHA-1, MGF1-SHA-1. The set has 36 vectors; 7 of them carry a label, which WeChat does not use
/// and this crate does not offer. Of the other 29, 10 decrypt and 19 must not.
///
/// The 7 must be refused too: the label is part of what is checked.
#[test]
fn oaep_29_of_29() {
    let set = rsa_oaep::TestSet::load(rsa_oaep::TestName::Rsa2048Sha1Mgf1Sha1).unwrap();
    for backend in backends::ALL {
        let (mut opened, mut refused, mut labelled) = (0, 0, 0);
        for group in &set.test_groups {
            let key = backend.try_private(&PrivateKey::from_pkcs8_der(&group.pkcs8).unwrap()).unwrap();
            for test in &group.tests {
                let plaintext = key.decrypt(&test.ct).ok();
                if !test.label.is_empty() {
                    assert!(plaintext.is_none(), "{}: {} has a label", backend.name, test.tc_id);
                    labelled += 1;
                } else if test.result == TestResult::Valid {
                    assert_eq!(*plaintext.unwrap(), *test.pt, "{}: {}", backend.name, test.tc_id);
                    opened += 1;
                } else {
                    assert!(plaintext.is_none(), "{}: {} {}", backend.name, test.tc_id, test.comment);
                    refused += 1;
                }
            }
        }
        println!("{}: OAEP {} of 29", backend.name, opened + refused);
        assert_eq!((opened, refused, labelled), (10, 19, 7), "{}", backend.name);
    }
}

/// AES-256 with 96-bit nonces, both directions. Vectors with other nonce lengths must stop at the length.
#[test]
fn aes_gcm_66_of_66() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let (mut opened, mut refused, mut other_nonces) = (0, 0, 0);
    for group in set.test_groups.iter().filter(|group| group.key_size == 256) {
        for test in &group.tests {
            let key = ApiV3Key::new(&*test.key).unwrap();
            let ciphertext = [test.ct.as_slice(), test.tag.as_slice()].concat();
            let plaintext = key.decrypt(&test.nonce, &test.aad, &ciphertext);
            if group.nonce_size != 96 {
                assert_eq!(
                    plaintext.unwrap_err(),
                    wx_sign::AeadError::NonceLength { found: group.nonce_size / 8 },
                    "{}",
                    test.tc_id
                );
                other_nonces += 1;
            } else if test.result == TestResult::Valid {
                assert_eq!(*plaintext.unwrap(), *test.pt, "{}", test.tc_id);
                assert_eq!(
                    key.encrypt(&test.nonce, &test.aad, &test.pt).unwrap(),
                    ciphertext,
                    "{}",
                    test.tc_id
                );
                opened += 1;
            } else {
                assert_eq!(plaintext.unwrap_err(), wx_sign::AeadError::Tag, "{}", test.tc_id);
                refused += 1;
            }
        }
    }
    println!("AES-256-GCM {} of 66", opened + refused);
    assert_eq!((opened, refused, other_nonces), (39, 27, 39));
}
