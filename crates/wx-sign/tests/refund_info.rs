//! The encrypted part of a classic refund notice, against the invented vector and `openssl`.

use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use wx_sign::{decode_base64, decrypt_refund_info, params::ParameterKey};

const KEY: &str = "EXAMPLEKEY0123456789abcdef012345";
/// The AES key as `openssl` wants it: the bytes of the text `c64ddc3047e1673391e54db5a500a21e`.
const AES_KEY: &str = "6336346464633330343765313637333339316535346462356135303061323165";
const REQ_INFO: &str = "aszd7y0QNpTaOsmKlFdtDyzVGq23WXFT1igw9K3y+n7BkufWcd/B0+1mcJfOPjUKknl7JkkGgs89RQ0rbzp6W3PwqECDMy2mg4YA3Cx1qTWgXkCsC6fa5vhz03XeK8ZQ2oMWQXlcZ6lAnBq9ZICsFw==";
const PLAINTEXT: &str = "<root><out_refund_no><![CDATA[R1]]></out_refund_no><refund_status><![CDATA[SUCCESS]]></refund_status></root>";

fn key() -> ParameterKey {
    ParameterKey::new(KEY).unwrap()
}

fn openssl_encrypts(plaintext: &[u8]) -> Vec<u8> {
    let mut process = Command::new("openssl")
        .args(["enc", "-aes-256-ecb", "-K", AES_KEY])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the openssl command is an oracle of these tests");
    process.stdin.take().unwrap().write_all(plaintext).unwrap();
    process.wait_with_output().unwrap().stdout
}

#[test]
fn the_vector_decrypts() {
    let ciphertext = decode_base64(REQ_INFO).unwrap();
    assert_eq!(decrypt_refund_info(&key(), &ciphertext).unwrap().as_slice(), PLAINTEXT.as_bytes());
    assert_eq!(openssl_encrypts(PLAINTEXT.as_bytes()), ciphertext);
}

#[test]
fn what_openssl_encrypts_decrypts_at_every_padding() {
    for length in 0..=33 {
        let plaintext = vec![b'x'; length];
        assert_eq!(*decrypt_refund_info(&key(), &openssl_encrypts(&plaintext)).unwrap(), plaintext);
    }
}

#[test]
fn another_key_and_torn_texts_are_refused() {
    let ciphertext = decode_base64(REQ_INFO).unwrap();
    let other = ParameterKey::new("EXAMPLEKEY0123456789abcdef012346").unwrap();
    assert!(decrypt_refund_info(&other, &ciphertext).is_err());
    for length in [0, 1, 15, 17, ciphertext.len() - 1] {
        assert!(decrypt_refund_info(&key(), &ciphertext[..length]).is_err(), "{length} bytes");
    }
}

proptest! {
    #[test]
    fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = decrypt_refund_info(&key(), &bytes);
    }
}
