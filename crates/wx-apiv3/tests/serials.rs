//! Serials of both kinds.

use wx_apiv3::{MerchantSerial, PlatformSerial};

use crate::fixtures::{MERCHANT_SERIAL, PLATFORM_SERIAL, PUBLIC_KEY_ID};

#[test]
fn a_merchant_serial_is_hexadecimal() {
    let raised = MerchantSerial::new(MERCHANT_SERIAL.to_ascii_lowercase()).unwrap();
    assert_eq!(raised.as_str(), MERCHANT_SERIAL);
    assert_eq!(MerchantSerial::new("7").unwrap().to_string(), "7");
    for text in [
        "",
        " 5F",
        "5F\n",
        "5F:1C",
        "0x5F",
        "5G",
        "中",
        PUBLIC_KEY_ID,
        &"5".repeat(65),
        "5F\"",
        "5F,mchid=\"1",
    ] {
        let error = MerchantSerial::new(text).unwrap_err().to_string();
        assert!(error.starts_with("merchant serial: "), "{error}");
        assert!(text.len() < 3 || !error.contains(text), "the value stays out of {error}");
    }
}

#[test]
fn a_platform_serial_is_either_kind() {
    for (text, is_id) in
        [(PUBLIC_KEY_ID, true), (PLATFORM_SERIAL, false), ("PUB_KEY_ID_1", true), ("7", false)]
    {
        let serial = PlatformSerial::new(text).unwrap();
        assert_eq!((serial.as_str(), serial.is_public_key_id()), (text, is_id));
    }
    for text in ["", "PUB KEY", "PUB-KEY", "A\r\nB", "中", &"7".repeat(65)] {
        assert!(PlatformSerial::new(text).is_err(), "{text:?}");
    }
}
