//! What the gateways beside APIv3 hand out: a mini program with its secret, and two callers of Fubei.

use super::{Credentials, CredentialsError};
use crate::random::Random;

/// The texts of a mini program and of Fubei.
pub(crate) struct DoorParts {
    pub(crate) mini_program_appid: String,
    pub(crate) mini_program_secret: String,
    pub(crate) fubei_app_id: String,
    pub(crate) fubei_secret: String,
    pub(crate) fubei_vendor_sn: String,
    pub(crate) fubei_vendor_secret: String,
    pub(crate) fubei_merchant_id: String,
}

impl DoorParts {
    pub(crate) fn for_tests() -> Self {
        Self {
            mini_program_appid: "wx0f1e2d3c4b5a6978".to_owned(),
            mini_program_secret: "0123456789abcdef0123456789abcdef".to_owned(),
            fubei_app_id: "20990101000000000001".to_owned(),
            fubei_secret: "SandboxFubeiSecret0123456789abcd".to_owned(),
            fubei_vendor_sn: "2099010100000000000".to_owned(),
            fubei_vendor_secret: "SandboxVendorSecret0123456789abc".to_owned(),
            fubei_merchant_id: "100001".to_owned(),
        }
    }

    pub(crate) fn generate(random: &Random) -> Self {
        let hex = |length| random.hex(length).to_ascii_lowercase();
        Self {
            mini_program_appid: format!("wx{}", hex(16)),
            mini_program_secret: hex(32),
            fubei_app_id: format!("20990101{}", random.digits(12)),
            fubei_secret: hex(32),
            fubei_vendor_sn: format!("20990101{}", random.digits(11)),
            fubei_vendor_secret: hex(32),
            // Without a zero in front: it is a number on the wire.
            fubei_merchant_id: format!("1{}", random.digits(6)),
        }
    }

    /// The lines of `wxpay.env`.
    pub(super) fn lines(&self) -> [(&'static str, &str); 7] {
        [
            ("WXPAY_MINI_PROGRAM_APPID", &self.mini_program_appid),
            ("WXPAY_MINI_PROGRAM_SECRET", &self.mini_program_secret),
            ("WXPAY_FUBEI_APP_ID", &self.fubei_app_id),
            ("WXPAY_FUBEI_SECRET", &self.fubei_secret),
            ("WXPAY_FUBEI_VENDOR_SN", &self.fubei_vendor_sn),
            ("WXPAY_FUBEI_VENDOR_SECRET", &self.fubei_vendor_secret),
            ("WXPAY_FUBEI_MERCHANT_ID", &self.fubei_merchant_id),
        ]
    }

    /// Reads the lines back; `value` gives the value of a name.
    pub(super) fn read(
        value: impl Fn(&'static str) -> Result<String, CredentialsError>,
    ) -> Result<Self, CredentialsError> {
        Ok(Self {
            mini_program_appid: value("WXPAY_MINI_PROGRAM_APPID")?,
            mini_program_secret: value("WXPAY_MINI_PROGRAM_SECRET")?,
            fubei_app_id: value("WXPAY_FUBEI_APP_ID")?,
            fubei_secret: value("WXPAY_FUBEI_SECRET")?,
            fubei_vendor_sn: value("WXPAY_FUBEI_VENDOR_SN")?,
            fubei_vendor_secret: value("WXPAY_FUBEI_VENDOR_SECRET")?,
            fubei_merchant_id: value("WXPAY_FUBEI_MERCHANT_ID")?,
        })
    }

    /// Checks that every text can be told on the wire and read back from a line.
    pub(super) fn check(&self) -> Result<(), CredentialsError> {
        for (name, text) in self.lines() {
            if !(1..=64).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_graphic()) {
                return Err(CredentialsError::new(name, "must be 1 to 64 visible ASCII characters"));
            }
        }
        let id = &self.fubei_merchant_id;
        let number = id.parse::<u64>().is_ok_and(|number| number.to_string() == *id);
        if number && id.len() <= 18 {
            Ok(())
        } else {
            Err(CredentialsError::new(
                "WXPAY_FUBEI_MERCHANT_ID",
                "must be a whole number of at most 18 digits",
            ))
        }
    }
}

impl Credentials {
    /// The app id of the mini program that access tokens are for. It is the `sub_appid` of cloud hosting.
    #[must_use]
    pub fn mini_program_appid(&self) -> &str {
        &self.parts.doors.mini_program_appid
    }

    /// The secret that access tokens are fetched with.
    #[must_use]
    pub fn mini_program_secret(&self) -> &str {
        &self.parts.doors.mini_program_secret
    }

    /// The `app_id` of the Fubei merchant.
    #[must_use]
    pub fn fubei_app_id(&self) -> &str {
        &self.parts.doors.fubei_app_id
    }

    /// The secret that signs for `app_id`.
    #[must_use]
    pub fn fubei_secret(&self) -> &str {
        &self.parts.doors.fubei_secret
    }

    /// The `vendor_sn` of the Fubei agent whose merchant this is.
    #[must_use]
    pub fn fubei_vendor_sn(&self) -> &str {
        &self.parts.doors.fubei_vendor_sn
    }

    /// The secret that signs for `vendor_sn`.
    #[must_use]
    pub fn fubei_vendor_secret(&self) -> &str {
        &self.parts.doors.fubei_vendor_secret
    }

    /// The number under which the agent knows the merchant: `merchant_id` of requests, `uid` of answers.
    #[must_use]
    pub fn fubei_merchant_id(&self) -> u64 {
        // Loading has read it once.
        self.parts.doors.fubei_merchant_id.parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{DoorParts, Random};

    #[test]
    fn made_parts_pass_their_own_check() {
        DoorParts::for_tests().check().unwrap();
        DoorParts::generate(&Random::from_seed([1; 32])).check().unwrap();
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut DoorParts), item: &str) {
        let mut parts = DoorParts::for_tests();
        change(&mut parts);
        assert_eq!(parts.check().unwrap_err().item(), item);
    }

    #[test]
    fn bad_parts_are_named() {
        check(|p| p.fubei_secret.clear(), "WXPAY_FUBEI_SECRET");
        check(|p| p.fubei_app_id = "a b".to_owned(), "WXPAY_FUBEI_APP_ID");
        check(|p| p.fubei_merchant_id = "007".to_owned(), "WXPAY_FUBEI_MERCHANT_ID");
    }
}
