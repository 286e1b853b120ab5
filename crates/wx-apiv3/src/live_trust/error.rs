use std::{error, fmt, sync::Arc, time::Duration};

use wx_sign::{AeadError, KeyError};
use wx_transport::SendError;

use crate::{api_error::ApiError, open::VerifyError, seal::SealError};

/// Why the set of a [`LiveTrust`](crate::LiveTrust) stayed as it was.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RefreshError {
    /// It has no [`Downloads`](crate::Downloads).
    NoDownloads,
    /// The last download began less than a minute ago.
    TooSoon {
        /// How long to wait.
        wait: Duration,
    },
    /// The request could not be signed.
    Seal(Arc<SealError>),
    /// No answer arrived.
    Send(Arc<SendError>),
    /// No answer arrived in the time that the policy allows.
    Deadline,
    /// The platform refused. 404 is what a merchant gets that has a public key instead of certificates.
    Refused(Arc<ApiError>),
    /// The answer is longer than a list of certificates can be.
    TooLarge {
        /// Its size in bytes.
        found: usize,
    },
    /// The answer is no list of certificates.
    Undecodable,
    /// The list, or the set that should replace the old one, is empty.
    Empty,
    /// A certificate of the list cannot be trusted.
    Certificate {
        /// The serial that the list gives, shortened to what can be printed.
        serial: Box<str>,
        /// What is wrong with it.
        fault: CertificateFault,
    },
    /// The list is not signed by one of its certificates, nor by a key that was trusted before.
    Verify(VerifyError),
    /// The merchant's own key or certificate stands among the platform's.
    OwnKey,
    /// Something panicked on the way.
    Broken,
}

/// What is wrong with one certificate of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateFault {
    /// It is not encrypted with AES-256-GCM.
    Algorithm,
    /// The ciphertext is not base64.
    Ciphertext,
    /// It does not decrypt with this APIv3 key: it was not made for this merchant, or it was changed on the way.
    Decrypt(AeadError),
    /// What was encrypted is no certificate of an RSA-2048 key.
    Key(KeyError),
    /// The certificate has another serial than the list says.
    OtherSerial,
    /// The serial is already that of another key.
    OtherKey,
    /// It is no longer valid, and the list has no other that is.
    Expired,
    /// It is not valid yet, and the list has no other that is.
    NotYetValid,
}

impl fmt::Display for RefreshError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDownloads => f.write_str("this trust set has no downloads; its keys are replaced by hand"),
            Self::TooSoon { wait } => {
                write!(f, "certificates are downloaded once a minute at most; wait {} seconds", wait.as_secs())
            }
            Self::Seal(_) => f.write_str("the request for the certificates could not be signed"),
            Self::Send(_) => f.write_str("no list of certificates arrived"),
            Self::Deadline => f.write_str("no list of certificates arrived in the time that the policy allows"),
            Self::Refused(error) if error.status() == 404 => f.write_str(
                "the platform has no certificates for this merchant; load the WeChat Pay public key with its PUB_KEY_ID_…",
            ),
            Self::Refused(_) => f.write_str("the platform refused to list its certificates"),
            Self::TooLarge { found } => write!(f, "a list of certificates of {found} bytes is not read"),
            Self::Undecodable => f.write_str("the answer is no list of certificates"),
            Self::Empty => f.write_str("there is no platform key in it, and the old ones stay"),
            Self::Certificate { serial, fault } => write!(f, "platform certificate {serial}: {fault}"),
            Self::Verify(_) => f.write_str("the list of certificates is not signed by a key that is trusted"),
            Self::OwnKey => f.write_str("the merchant's own key stands among the platform's"),
            Self::Broken => f.write_str("the download of the certificates broke off"),
        }
    }
}

impl error::Error for RefreshError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Seal(error) => Some(&**error),
            Self::Send(error) => Some(&**error),
            Self::Refused(error) => Some(&**error),
            Self::Verify(error) => Some(error),
            Self::Certificate { fault, .. } => fault.cause(),
            _ => None,
        }
    }
}

impl CertificateFault {
    fn cause(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Decrypt(error) => Some(error),
            Self::Key(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for CertificateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Algorithm => "it is not encrypted with AEAD_AES_256_GCM",
            Self::Ciphertext => "its ciphertext is not base64",
            Self::Decrypt(_) => {
                "it does not decrypt; compare the APIv3 key with the one set on the merchant platform"
            }
            Self::Key(_) => "what was encrypted is no certificate that can be used",
            Self::OtherSerial => "the certificate has another serial than the list says",
            Self::OtherKey => "this serial is already that of another key",
            Self::Expired => "it is no longer valid, and none in the list is",
            Self::NotYetValid => "it is not valid yet, and none in the list is",
        })
    }
}
