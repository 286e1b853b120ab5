#![doc = include_str!("../README.md")]

pub use wx_apiv3::{self as apiv3, Client, Error, Outcome, Patience, Resolution};
#[cfg(feature = "cloudrun")]
pub use wx_cloudrun as cloudrun;
#[cfg(feature = "f2f")]
pub use wx_f2f as f2f;
#[cfg(feature = "fubei")]
pub use wx_fubei as fubei;
#[cfg(feature = "inbox")]
pub use wx_inbox as inbox;
#[cfg(feature = "merchant")]
pub use wx_merchant as merchant;
#[cfg(feature = "payscore")]
pub use wx_payscore as payscore;
#[cfg(feature = "aws-lc-rs")]
pub use wx_sign::AwsLc;
#[cfg(feature = "rsa")]
pub use wx_sign::RustCrypto;
#[cfg(feature = "store")]
pub use wx_store as store;
pub use {wx_sign as sign, wx_transport as transport, wx_types as types};
