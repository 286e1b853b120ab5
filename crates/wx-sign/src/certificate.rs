use std::fmt::Write as _;

use x509_cert::{
    der::{Decode as _, Encode as _},
    time::Time,
};

use crate::{
    key_error::{KeyError, KeyKind},
    pem::Block,
    public_key::PublicKey,
};

/// What APIv3 needs of an X.509 certificate: a serial number, a public key and two dates.
///
/// Nothing is *believed* here. No chain is built, no issuer looked up and no clock read: a platform
/// certificate is trusted because it arrived encrypted with the APIv3 key, and whether it is in force is
/// for the caller, who has the time.
#[derive(Clone, Debug)]
pub struct Certificate {
    serial: Box<str>,
    public_key: PublicKey,
    not_before: i64,
    not_after: i64,
}

impl Certificate {
    /// Reads a PEM text (`CERTIFICATE`). Of a chain, the first.
    ///
    /// # Errors
    /// [`KeyError`] names the mistake and the fix.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = Block::find(text, KeyKind::Certificate)?;
        match block.label {
            "CERTIFICATE" => Self::from_der(&block.decode()?),
            label => Err(KeyError::unexpected_label(KeyKind::Certificate, label)),
        }
    }

    /// Reads an X.509 `Certificate` structure.
    ///
    /// # Errors
    /// [`KeyError`] if it is none, or its key is not RSA-2048.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let body = x509_cert::Certificate::from_der(der).map_err(|_| malformed())?.tbs_certificate;
        let key = body.subject_public_key_info.to_der().map_err(|_| malformed())?;
        Ok(Self {
            serial: upper_hex(body.serial_number.as_bytes()),
            public_key: PublicKey::from_spki_der(&key)?,
            not_before: unix_seconds(body.validity.not_before)?,
            not_after: unix_seconds(body.validity.not_after)?,
        })
    }

    /// The serial number as the headers spell it: upper-case hex, two digits a byte, without the sign byte
    /// that DER puts before a number whose first bit is set.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The key it certifies.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The first second of its validity, in Unix seconds.
    #[must_use]
    pub fn not_before(&self) -> i64 {
        self.not_before
    }

    /// The last second of its validity, in Unix seconds.
    #[must_use]
    pub fn not_after(&self) -> i64 {
        self.not_after
    }
}

fn upper_hex(number: &[u8]) -> Box<str> {
    let digits = match number {
        [0, digits @ ..] if !digits.is_empty() => digits,
        digits => digits,
    };
    digits
        .iter()
        .fold(String::new(), |mut hex, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(hex, "{byte:02X}");
            hex
        })
        .into()
}

fn unix_seconds(time: Time) -> Result<i64, KeyError> {
    i64::try_from(time.to_unix_duration().as_secs()).map_err(|_| malformed())
}

fn malformed() -> KeyError {
    KeyError::Der { expected: KeyKind::Certificate }
}
