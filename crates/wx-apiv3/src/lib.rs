#![doc = include_str!("../README.md")]

// Who signs, and whom to believe.
pub mod conformance;
mod credentials;
mod keyring;
mod live_credentials;
mod live_trust;
mod remote_sign;
mod serial;
mod settings;
mod settings_error;
mod trust;
mod trusted;

// A request on its way out: signed for one host at one moment.
mod nonce;
mod seal;
mod sensitive;

// An answer on its way in: verified, then read.
mod api_error;
mod belongs;
mod http_date;
mod open;
mod printable;

// Calls, over a network that is handed in.
mod call;
mod client;
pub mod danger;
mod error;
mod file;
mod hosts;
mod raw;
mod resolve;

// What is signed for the payer's client, and what the platform sends by itself.
mod acknowledgement;
mod invocation;
mod notification;
mod refusal;
#[cfg(feature = "axum")]
mod webhook;

pub use acknowledgement::Acknowledgement;
pub use api_error::{ApiError, ErrorCode, Remedy};
pub use client::{Answer, Client, ClientError};
pub use credentials::{Credentials, KeyElsewhere};
pub use error::{Error, Reason};
pub use file::{AddressError, FileAddress, FileStream};
pub use hosts::hosts;
pub use invocation::{AppInvocation, JsapiInvocation};
pub use live_credentials::{LiveCredentials, OtherMerchant};
pub use live_trust::{CertificateFault, Downloads, LiveTrust, RefreshError, keep_all};
pub use nonce::Nonce;
pub use notification::{Decrypted, Envelope, NotificationError, Receiver, Resource, VerifiedNotification};
pub use open::{FreshnessWindow, Verified, VerifyError, verify};
pub use raw::{RawCall, RawReply};
pub use refusal::Refusal;
pub use remote_sign::RemoteSign;
pub use resolve::Resolved;
pub use seal::{Draft, SealError, Stamp};
pub use secrecy::SecretString;
pub use sensitive::{Confidential, FieldKey, Sensitive};
pub use serial::{MerchantSerial, PlatformSerial};
pub use settings::Settings;
pub use settings_error::{SettingsError, SettingsFault, SettingsProblem};
pub use trust::{TrustError, TrustSet};
pub use trusted::Trusted;
#[cfg(feature = "axum")]
pub use webhook::Webhook;
pub use wx_inbox::{EventKey, InvalidKey, Receipt};
pub use wx_sign::{EncryptError, MalformedSum, Sha1Hasher, Sha1Sum};
pub use wx_transport::{Download, Outcome, Patience, Resolution, StillUnknown};
