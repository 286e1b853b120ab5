use std::fmt;

use wx_sign::params::{ParameterKey, ParameterKeyError};
use wx_types::Violation;

use crate::{
    envelope::SealError,
    id::{FubeiAppId, VendorSn},
};

/// Who signs. The list is closed: an envelope names exactly one of the two.
///
/// ```
/// use wx_fubei::Credentials;
///
/// let credentials = Credentials::merchant("20990101000000000001", "EXAMPLE-SECRET-0123456789abcdef01")?;
/// assert!(!format!("{credentials:?}").contains("EXAMPLE-SECRET"));
/// # Ok::<(), wx_fubei::CredentialsError>(())
/// ```
pub enum Credentials {
    /// A merchant: calls every method.
    Merchant {
        /// What Fubei calls the merchant's application.
        app_id: FubeiAppId,
        /// The application's secret.
        secret: ParameterKey,
    },
    /// An agent, for the merchants under its contract: calls `fbpay.*` only.
    Agent {
        /// The agent's number.
        vendor_sn: VendorSn,
        /// The agent's secret.
        secret: ParameterKey,
    },
}

impl Credentials {
    /// A merchant's credentials.
    ///
    /// # Errors
    /// [`CredentialsError`] where the id or the secret cannot be what was given out.
    pub fn merchant(app_id: impl Into<String>, secret: impl AsRef<str>) -> Result<Self, CredentialsError> {
        let app_id = FubeiAppId::new(app_id).map_err(CredentialsError::Id)?;
        let secret = ParameterKey::new(secret).map_err(CredentialsError::Secret)?;
        Ok(Self::Merchant { app_id, secret })
    }

    /// An agent's credentials.
    ///
    /// # Errors
    /// [`CredentialsError`] where the number or the secret cannot be what was given out.
    pub fn agent(vendor_sn: impl Into<String>, secret: impl AsRef<str>) -> Result<Self, CredentialsError> {
        let vendor_sn = VendorSn::new(vendor_sn).map_err(CredentialsError::Id)?;
        let secret = ParameterKey::new(secret).map_err(CredentialsError::Secret)?;
        Ok(Self::Agent { vendor_sn, secret })
    }

    /// Whether they are an agent's.
    #[must_use]
    pub fn is_agent(&self) -> bool {
        matches!(self, Self::Agent { .. })
    }

    pub(crate) fn secret(&self) -> &ParameterKey {
        match self {
            Self::Merchant { secret, .. } | Self::Agent { secret, .. } => secret,
        }
    }

    /// Name and value of the envelope's field that says who signs `method`.
    pub(crate) fn signer(&self, method: &str) -> Result<(&'static str, &str), SealError> {
        match self {
            Self::Merchant { app_id, .. } => Ok(("app_id", app_id.as_str())),
            Self::Agent { .. } if method.starts_with("openapi.") => Err(SealError::MerchantOnly),
            Self::Agent { vendor_sn, .. } => Ok(("vendor_sn", vendor_sn.as_str())),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Merchant { app_id, secret: _ } => f
                .debug_struct("Merchant")
                .field("app_id", app_id)
                .field("secret", &format_args!("[elided]"))
                .finish(),
            Self::Agent { vendor_sn, secret: _ } => f
                .debug_struct("Agent")
                .field("vendor_sn", vendor_sn)
                .field("secret", &format_args!("[elided]"))
                .finish(),
        }
    }
}

/// Why no credentials were made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The `app_id` or the `vendor_sn` cannot be one.
    Id(Violation),
    /// The secret cannot be one.
    Secret(ParameterKeyError),
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id(_) => "the app_id or vendor_sn cannot be one; copy it from Fubei's console again",
            Self::Secret(_) => "the secret cannot be one; copy it from Fubei's console again",
        })
    }
}

impl std::error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(match self {
            Self::Id(error) => error,
            Self::Secret(error) => error,
        })
    }
}
