//! Signing of parameters with MD5, as gateways without RSA do it.

use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

/// `name=value` of each pair, sorted by name, joined by `&`. Values stand as they are.
pub(crate) fn sorted<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_unstable();
    pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// MD5 of the text as 32 upper-case hexadecimal digits.
pub(crate) fn md5(text: &str) -> String {
    Md5::digest(text).iter().map(|byte| format!("{byte:02X}")).collect()
}

/// Whether two texts are equal, in a time that does not tell where they differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::{md5, same, sorted};

    /// The pair of parameters and key that WeChat's documents have shown for years.
    #[test]
    fn the_published_vector() {
        let pairs = [
            ("mch_id", "10000100"),
            ("appid", "wxd930ea5d5a258f4f"),
            ("nonce_str", "ibuaiVcKdpRxkhJA"),
            ("device_info", "1000"),
            ("body", "test"),
        ];
        let text = format!("{}&key=192006250b4c09247ec02edce69f6a2d", sorted(pairs));
        assert_eq!(md5(&text), "9A0A8659F005D6984697E2CA0A9CF3B7");
    }

    /// Computed by another implementation, with an invented secret.
    #[test]
    fn a_secret_is_appended_as_it_is() {
        let check = |biz_content, expected| {
            let pairs = [
                ("app_id", "20990101000000000001"),
                ("method", "openapi.payment.order.mina"),
                ("format", "json"),
                ("sign_method", "md5"),
                ("nonce", "nonce0123456789"),
                ("version", "1.0"),
                ("biz_content", biz_content),
            ];
            assert_eq!(md5(&(sorted(pairs) + "EXAMPLE-SECRET-0123456789abcdef01")), expected);
        };
        check(
            r#"{"merchant_order_sn":"T20240101000001","sub_openid":"oEXAMPLE0000000000000000001","total_fee":0.01,"store_id":1001}"#,
            "7B4B412AE86C1AC707817EB600B19716",
        );
        let order = r#"{"attach":"订单:1","merchant_order_sn":"T20240101000001","store_id":1001,"sub_openid":"oEXAMPLE0000000000000000001","total_fee":0.01}"#;
        check(order, "2CEBEB308EF3E627AE446B3CCAD8AB53");
        check(&order.replace("订单", "\\u8ba2\\u5355"), "CA2C4188B4FC46C256A6B543CF09E87A");
    }

    #[test]
    fn comparison() {
        assert!(same("A1", "A1"));
        assert!(!same("A1", "a1"));
        assert!(!same("A1", "A"));
    }
}
