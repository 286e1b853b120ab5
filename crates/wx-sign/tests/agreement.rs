//! The backends against themselves and each other.

use proptest::prelude::*;
use wx_sign::{BadCiphertext, BadSignature, EncryptError, MAX_PLAINTEXT, Signature};

use crate::{
    backends::{self, Private, Public},
    fixtures,
};

struct Pair {
    name: &'static str,
    private: Box<dyn Private>,
    public: Box<dyn Public>,
}

fn pairs() -> Vec<Pair> {
    let pair = |backend: &backends::Backend| Pair {
        name: backend.name,
        private: backend.private(fixtures::MERCHANT_PKCS8),
        public: backend.public(fixtures::MERCHANT_PUBLIC),
    };
    backends::ALL.iter().map(pair).collect()
}

thread_local! {
    static PAIRS: Vec<Pair> = pairs();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// The scheme is deterministic: one message, one signature, whoever makes it; and everybody accepts it.
    #[test]
    fn signatures_are_the_same_bytes_everywhere(message in prop::collection::vec(any::<u8>(), 0..2048)) {
        PAIRS.with(|pairs| {
            let signatures: Vec<_> = pairs.iter().map(|pair| pair.private.sign(&message).unwrap()).collect();
            for two in signatures.windows(2) {
                prop_assert_eq!(two[0].as_bytes(), two[1].as_bytes());
            }
            for pair in pairs {
                for signature in &signatures {
                    prop_assert_eq!(pair.public.verify(&message, signature), Ok(()));
                }
            }
            Ok(())
        })?;
    }

    /// One flipped bit, in the signature or in the message, and nobody accepts it.
    #[test]
    fn one_bit_is_enough_to_be_refused(
        message in prop::collection::vec(any::<u8>(), 1..512),
        at in any::<prop::sample::Index>(),
        bit in 0_u32..8,
    ) {
        PAIRS.with(|pairs| {
            let Some(signer) = pairs.first() else { return Ok(()) };
            let signature = signer.private.sign(&message).unwrap();
            let mut changed = signature.as_bytes().to_vec();
            changed[at.index(256)] ^= 1 << bit;
            let changed = Signature::from_bytes(&changed).unwrap();
            let mut other = message.clone();
            other[at.index(message.len())] ^= 1 << bit;
            for pair in pairs {
                prop_assert_eq!(pair.public.verify(&message, &changed), Err(BadSignature), "{}", pair.name);
                prop_assert_eq!(pair.public.verify(&other, &signature), Err(BadSignature), "{}", pair.name);
            }
            Ok(())
        })?;
    }

    /// What one backend encrypts, every backend decrypts.
    #[test]
    fn fields_cross_between_backends(plaintext in prop::collection::vec(any::<u8>(), 0..=MAX_PLAINTEXT)) {
        PAIRS.with(|pairs| {
            for from in pairs {
                let ciphertext = from.public.encrypt(&plaintext).unwrap();
                prop_assert_eq!(ciphertext.len(), 256);
                for to in pairs {
                    let decrypted = to.private.decrypt(&ciphertext).unwrap();
                    prop_assert_eq!(decrypted.as_slice(), &plaintext[..], "{} to {}", from.name, to.name);
                }
            }
            Ok(())
        })?;
    }
}

#[test]
fn the_longest_field_is_214_bytes() {
    for pair in pairs() {
        let longest = [7; MAX_PLAINTEXT];
        let ciphertext = pair.public.encrypt(&longest).unwrap();
        assert_eq!(*pair.private.decrypt(&ciphertext).unwrap(), longest);
        for found in [215, 256, 10_000] {
            let refused = pair.public.encrypt(&vec![7; found]).unwrap_err();
            assert_eq!(refused, EncryptError::TooLong { found, limit: 214 }, "{}", pair.name);
        }
    }
}

#[test]
fn padding_is_random() {
    for pair in pairs() {
        assert_ne!(
            pair.public.encrypt(b"same").unwrap(),
            pair.public.encrypt(b"same").unwrap(),
            "{}",
            pair.name
        );
    }
}

/// Whatever is wrong with a ciphertext, the answer is the same value and the same text.
#[test]
fn every_bad_ciphertext_looks_the_same() {
    for pair in pairs() {
        let good = pair.public.encrypt(b"field").unwrap();
        let mut flipped = good.clone();
        flipped[100] ^= 1;
        let stranger = backends::ALL[0].public(fixtures::OTHER_PUBLIC).encrypt(b"field").unwrap();
        let zero_before = [&[0], good.as_slice()].concat();
        let cases: [&[u8]; 10] = [
            b"",
            b"1234",
            &good[..255],
            &good[1..],
            &zero_before,
            &[0; 256],
            &[0xff; 256],
            &[1; 256],
            &flipped,
            &stranger,
        ];
        for bad in cases {
            let refused = pair.private.decrypt(bad).unwrap_err();
            assert_eq!(refused, BadCiphertext, "{}", pair.name);
            assert_eq!(refused.to_string(), "the ciphertext cannot be decrypted with this key");
        }
    }
}

/// As a number it is the same without its leading zero; as a ciphertext it is one byte short.
#[test]
fn a_ciphertext_is_256_bytes_also_when_it_begins_with_zero() {
    let whole = wx_sign::decode_base64(fixtures::LEADING_ZERO_FIELD.trim_end()).unwrap();
    assert_eq!((whole.len(), whole[0]), (256, 0));
    for pair in pairs() {
        assert_eq!(pair.private.decrypt(&whole).unwrap().as_slice(), "张三".as_bytes(), "{}", pair.name);
        assert_eq!(pair.private.decrypt(&whole[1..]).unwrap_err(), BadCiphertext, "{}", pair.name);
    }
}

#[test]
fn another_key_is_refused() {
    for pair in pairs() {
        let other = backends::ALL[0].private(fixtures::OTHER_PKCS8);
        let signature = other.sign(b"message").unwrap();
        assert_eq!(pair.public.verify(b"message", &signature), Err(BadSignature), "{}", pair.name);
        let ciphertext = pair.public.encrypt(b"field").unwrap();
        assert_eq!(other.decrypt(&ciphertext).unwrap_err(), BadCiphertext, "{}", pair.name);
    }
}

#[test]
fn all_zero_and_all_one_signatures_are_refused() {
    for pair in pairs() {
        for byte in [0, 1, 0xff] {
            let signature = Signature::from_bytes(&[byte; 256]).unwrap();
            assert_eq!(pair.public.verify(b"message", &signature), Err(BadSignature), "{}", pair.name);
        }
    }
}
