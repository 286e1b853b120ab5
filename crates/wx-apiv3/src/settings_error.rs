use std::{error, fmt};

use wx_sign::{KeyError, KeyLengthError};
use wx_types::{Fault, Violation};

use crate::trust::TrustError;

/// Everything that is wrong with [`Settings`](crate::Settings). It names settings and never holds their values.
#[derive(Debug)]
pub struct SettingsError(Vec<SettingsFault>);

impl SettingsError {
    /// The faults, at least one.
    #[must_use]
    pub fn faults(&self) -> &[SettingsFault] {
        &self.0
    }
}

/// One setting and what is wrong with it.
#[derive(Debug)]
pub struct SettingsFault {
    setting: Box<str>,
    problem: SettingsProblem,
}

impl SettingsFault {
    /// The setting, such as `private_key_pem` or `platform_certificates_pem[0]`.
    #[must_use]
    pub fn setting(&self) -> &str {
        &self.setting
    }

    /// What is wrong with it.
    #[must_use]
    pub fn problem(&self) -> &SettingsProblem {
        &self.problem
    }
}

/// What can be wrong with a setting.
#[derive(Debug)]
#[non_exhaustive]
pub enum SettingsProblem {
    /// The text breaks the rules of its kind.
    Invalid(Fault),
    /// The text is not the key or certificate it should be.
    Key(KeyError),
    /// The APIv3 key has another length.
    KeyLength(KeyLengthError),
    /// The key cannot be trusted under its name.
    Trust(TrustError),
    /// The merchant's certificate belongs to another private key.
    NotThePair,
    /// The merchant's certificate has another serial.
    OtherSerial,
    /// A key of the platform is the merchant's own.
    OwnKey,
    /// There is neither a public key of the platform nor a certificate.
    NoPlatformKey,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let mark = if index == 0 { "" } else { "; " };
            write!(f, "{mark}{fault}")?;
        }
        Ok(())
    }
}

impl error::Error for SettingsError {}

/// The whole story on one line, for a list.
impl fmt::Display for SettingsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.problem)
    }
}

impl error::Error for SettingsFault {}

impl fmt::Display for SettingsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(fault) => fault.fmt(f),
            Self::Key(error) | Self::Trust(TrustError::Key(error)) => error.fmt(f),
            Self::KeyLength(error) => error.fmt(f),
            Self::Trust(error) => error.fmt(f),
            Self::NotThePair => f.write_str(
                "the merchant certificate belongs to another key; take apiclient_key.pem and apiclient_cert.pem from one download",
            ),
            Self::OtherSerial => f.write_str(
                "the merchant certificate has another serial; copy the serial that the merchant platform shows for it",
            ),
            Self::OwnKey => f.write_str(
                "the merchant's own key stands among the platform's; load the WeChat Pay public key (pub_key.pem) instead",
            ),
            Self::NoPlatformKey => f.write_str(
                "no key of the platform is set, so no answer could be verified; download the WeChat Pay public key and set it with its PUB_KEY_ID_…",
            ),
        }
    }
}

impl From<Violation> for SettingsProblem {
    fn from(violation: Violation) -> Self {
        Self::Invalid(violation.fault().clone())
    }
}

impl From<KeyError> for SettingsProblem {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl From<KeyLengthError> for SettingsProblem {
    fn from(error: KeyLengthError) -> Self {
        Self::KeyLength(error)
    }
}

impl From<TrustError> for SettingsProblem {
    fn from(error: TrustError) -> Self {
        Self::Trust(error)
    }
}

/// Gathers faults while the rest is read all the same.
#[derive(Default)]
pub(crate) struct Faults(Vec<SettingsFault>);

impl Faults {
    pub(crate) fn add(&mut self, setting: &str, problem: SettingsProblem) {
        self.0.push(SettingsFault { setting: setting.into(), problem });
    }

    pub(crate) fn take<T>(
        &mut self,
        setting: &str,
        read: Result<T, impl Into<SettingsProblem>>,
    ) -> Option<T> {
        read.map_err(|error| self.add(setting, error.into())).ok()
    }

    /// What was read, or everything that was wrong.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, SettingsError> {
        match read {
            Some(read) if self.0.is_empty() => Ok(read),
            _ => Err(SettingsError(self.0)),
        }
    }
}
