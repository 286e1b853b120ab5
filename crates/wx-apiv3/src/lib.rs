#![doc = include_str!("../README.md")]

mod api_error;
mod call;
mod client;
mod credentials;
pub mod danger;
mod error;
mod hosts;
mod invocation;
mod nonce;
mod notification;
mod open;
mod raw;
mod seal;
mod serial;
mod trust;

pub use api_error::{ApiError, ErrorCode, Remedy};
pub use client::{Answer, Client, ClientError};
pub use credentials::Credentials;
pub use error::{Error, Reason};
pub use hosts::hosts;
pub use invocation::{AppInvocation, JsapiInvocation};
pub use nonce::Nonce;
pub use notification::{Decrypted, Envelope, NotificationError, Receiver, VerifiedNotification};
pub use open::{FreshnessWindow, Verified, VerifyError, verify};
pub use raw::{RawCall, RawReply};
pub use seal::{Draft, SealError, Stamp};
pub use serial::{MerchantSerial, PlatformSerial};
pub use trust::{TrustError, TrustSet};
pub use wx_transport::Outcome;
