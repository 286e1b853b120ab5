//! Serials: two kinds that are easily mistaken for each other, so they are two types.

use std::fmt;

use wx_types::{Fault, Rule, Unit, Violation, charset::Charset};

/// The merchant's own certificate serial: hexadecimal digits, as the merchant platform shows it (forty as a rule).
///
/// It goes into the `Authorization` header and never selects a key that verifies.
///
/// ```
/// use wx_apiv3::MerchantSerial;
///
/// let serial = MerchantSerial::new("5f1c72e2a8931b72a2e13af8dee92471eb397115")?;
/// assert_eq!(serial.as_str(), "5F1C72E2A8931B72A2E13AF8DEE92471EB397115");
/// assert!(MerchantSerial::new("PUB_KEY_ID_0114232134912410000000000000").is_err());
/// # Ok::<(), wx_types::Violation>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MerchantSerial(Box<str>);

impl MerchantSerial {
    /// Reads a serial; lower-case digits are raised.
    ///
    /// # Errors
    /// A [`Violation`] where the text is not 1 to 64 hexadecimal digits: a decimal serial with colons, or the id of a
    /// WeChat Pay public key.
    pub fn new(text: impl AsRef<str>) -> Result<Self, Violation> {
        let text = text.as_ref();
        let fault = |fault| Violation::new("merchant serial", fault);
        if text.is_empty() || text.len() > 64 {
            let found = text.chars().count();
            return Err(fault(Fault::Length { unit: Unit::Characters, min: 1, max: 64, found }));
        }
        if !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(fault(Fault::Form {
                expected: "the merchant certificate's serial in hexadecimal digits, not a WeChat Pay public key id",
            }));
        }
        Ok(Self(text.to_ascii_uppercase().into()))
    }

    /// The digits, in upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MerchantSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether two serials are one number; tools disagree on leading zeros and on the case of digits.
pub(crate) fn same_number(one: &str, other: &str) -> bool {
    one.trim_start_matches('0').eq_ignore_ascii_case(other.trim_start_matches('0'))
}

/// The name of a key that the platform signs with: `PUB_KEY_ID_…` for its public key, or the serial of one of its
/// certificates.
///
/// It is compared as text, exactly as it stands in `Wechatpay-Serial`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PlatformSerial(Box<str>);

impl PlatformSerial {
    /// Reads a name of 1 to 64 digits, letters and underscores.
    ///
    /// # Errors
    /// A [`Violation`] where the text is none.
    pub fn new(text: impl Into<String>) -> Result<Self, Violation> {
        const RULES: [Rule; 2] = [
            Rule::Chars { min: 1, max: 64 },
            Rule::Charset(Charset { digits: true, letters: true, also: "_" }),
        ];
        let text = text.into();
        match RULES.iter().find_map(|rule| rule.fault_of_text(&text)) {
            Some(fault) => Err(Violation::new("platform serial", fault)),
            None => Ok(Self(text.into())),
        }
    }

    /// The name as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it names a WeChat Pay public key and not a certificate.
    #[must_use]
    pub fn is_public_key_id(&self) -> bool {
        self.0.starts_with("PUB_KEY_ID_")
    }
}

impl fmt::Display for PlatformSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
