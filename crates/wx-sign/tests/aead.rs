//! The APIv3 key against published envelopes, and against those that must be refused.

use wx_sign::{
    AeadError, ApiV3Key, Certificate, KeyLengthError, MalformedBase64, decode_base64, encode_base64,
};

use crate::fixtures;

const KEY: &str = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb";

#[track_caller]
fn check(nonce: &str, associated_data: &str, plaintext: &str, ciphertext: &str) {
    let key = ApiV3Key::new(KEY).unwrap();
    let (nonce, associated_data) = (nonce.as_bytes(), associated_data.as_bytes());
    let decoded = decode_base64(ciphertext).unwrap();
    assert_eq!(key.decrypt(nonce, associated_data, &decoded).unwrap().as_slice(), plaintext.as_bytes());
    let encrypted = key.encrypt(nonce, associated_data, plaintext.as_bytes()).unwrap();
    assert_eq!(encode_base64(&encrypted), ciphertext);
}

#[test]
fn published_envelopes_open() {
    // From the tests of the official Java SDK, and the same without associated data.
    check("uluk4a9R25RW", "associatedData", "message", "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=");
    check("uluk4a9R25RW", "", "message", "ulwSiIajGD67gezRtn6Po6bwHBkBbko=");
}

/// A certificate download from the tests of the same SDK, all the way to the certificate.
#[test]
fn a_downloaded_certificate_opens() {
    let ciphertext = decode_base64(fixtures::DOWNLOAD_CERTIFICATE.trim_end()).unwrap();
    let pem = ApiV3Key::new(KEY).unwrap().decrypt(b"14b16c03dc1b", b"certificate", &ciphertext).unwrap();
    let certificate = Certificate::from_pem(std::str::from_utf8(&pem).unwrap()).unwrap();
    assert_eq!(certificate.serial(), "5DEA10EF55877E3CF6C33255C2E7DEFFF7E427EC");
    // 2023-09-19T23:15:58+08:00 and 2028-09-17T23:15:58+08:00, as the envelope says.
    assert_eq!((certificate.not_before(), certificate.not_after()), (1_695_136_558, 1_852_816_558));
}

#[track_caller]
fn check_key_length(key: &str, expected: &str) {
    let refused = ApiV3Key::new(key).unwrap_err();
    assert_eq!(refused.found, key.len());
    assert_eq!(refused.to_string(), expected);
}

#[test]
fn a_key_has_32_bytes_and_the_error_says_what_to_do() {
    // The key of a Go SDK test, which works there because AES-128 takes it.
    check_key_length(
        "testAPIv3Key0000",
        "an APIv3 key is 32 bytes (found 16); copy the APIv3 key of the merchant platform, all of it and nothing else",
    );
    check_key_length(
        "5DEA10EF55877E3CF6C33255C2E7DEFFF7E427EC",
        "an APIv3 key is 32 bytes (found 40); 40 characters look like a certificate serial number, copy the APIv3 \
         key instead",
    );
    check_key_length(
        &format!("{KEY}\n"),
        "an APIv3 key is 32 bytes (found 33); look for a line end or a blank that was copied with it",
    );
    check_key_length(
        &"0".repeat(64),
        "an APIv3 key is 32 bytes (found 64); do not encode it, use the characters as they were set in the merchant \
         platform",
    );
    check_key_length(
        "",
        "an APIv3 key is 32 bytes (found 0); set it in the merchant platform, then in the configuration",
    );
    for found in (0..=100).filter(|length| *length != 32) {
        let KeyLengthError { found: reported, .. } = ApiV3Key::new(vec![b'k'; found]).unwrap_err();
        assert_eq!(reported, found);
    }
    ApiV3Key::new([0; 32]).unwrap();
}

/// A published vector with a 16-byte nonce, which the platform never sends.
#[test]
fn a_16_byte_nonce_is_refused() {
    let key = ApiV3Key::new("0123456789abcdef0123456789abcdef").unwrap();
    let nonce = b"0123456789abcdef";
    let empty = decode_base64("GvpmmdtYwexXIPhySs9Tlg==").unwrap();
    let hello = decode_base64("APoZlYpivU3HjbAiB4CvW1rAFr8J").unwrap();
    assert_eq!(key.decrypt(nonce, b"", &empty), Err(AeadError::NonceLength { found: 16 }));
    assert_eq!(key.decrypt(nonce, b"world", &hello), Err(AeadError::NonceLength { found: 16 }));
    assert_eq!(key.encrypt(nonce, b"world", b"hello"), Err(AeadError::NonceLength { found: 16 }));
}

/// Every combination of lengths that an envelope can bring.
#[test]
fn lengths_are_checked_before_the_cipher() {
    let key = ApiV3Key::new(KEY).unwrap();
    for nonce in 0..40 {
        for ciphertext in 0..40 {
            let expected = match (nonce, ciphertext) {
                (12, 0..16) => AeadError::TooShort { found: ciphertext },
                (12, _) => AeadError::Tag,
                (found, _) => AeadError::NonceLength { found },
            };
            assert_eq!(key.decrypt(&vec![b'n'; nonce], b"", &vec![0; ciphertext]), Err(expected));
        }
    }
}

#[test]
fn any_change_breaks_the_tag() {
    let key = ApiV3Key::new(KEY).unwrap();
    let ciphertext = key.encrypt(b"uluk4a9R25RW", b"transaction", b"{\"amount\":1}").unwrap();
    for at in 0..ciphertext.len() {
        let mut changed = ciphertext.clone();
        changed[at] ^= 0x80;
        assert_eq!(key.decrypt(b"uluk4a9R25RW", b"transaction", &changed), Err(AeadError::Tag));
    }
    assert_eq!(key.decrypt(b"uluk4a9R25RX", b"transaction", &ciphertext), Err(AeadError::Tag));
    assert_eq!(key.decrypt(b"uluk4a9R25RW", b"", &ciphertext), Err(AeadError::Tag));
    let other = ApiV3Key::new("0123456789abcdef0123456789abcdef").unwrap();
    assert_eq!(other.decrypt(b"uluk4a9R25RW", b"transaction", &ciphertext), Err(AeadError::Tag));
}

#[test]
fn base64_is_strict() {
    assert_eq!(decode_base64("").unwrap(), b"");
    assert_eq!(decode_base64("/+8=").unwrap(), [0xff, 0xef]);
    for bad in ["/+8", "_-8=", "/+9=", "/+8=\n", "/+ 8=", "=", "A", "AA", "AA=", "AAA", "AA==AA==", "汉字=="]
    {
        assert_eq!(decode_base64(bad), Err(MalformedBase64), "{bad}");
    }
}
