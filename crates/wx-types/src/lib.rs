#![doc = include_str!("../README.md")]

extern crate self as wx_types;

pub mod charset;
pub mod check;
mod duplicate;
pub mod endpoint;
mod fit;
mod form;
mod id;
mod identifier;
mod json;
mod mismatch;
pub mod model;
pub mod money;
mod open_enum;
mod percent;
mod printable;
mod resolvable;
pub mod rule;
pub mod time;
pub mod violation;

pub use check::Checker;
pub use endpoint::{BusinessNumber, Endpoint, Method, NoContent, Operation, Repeat, Reply};
pub use id::{AppId, Mchid, NotifyUrl, OutRefundNo, OutTradeNo, PrepayId, RefundId, TransactionId};
pub use mismatch::{Comparison, Mismatch};
pub use model::{Model, ModelInfo, Value};
pub use money::{Fen, Yuan};
pub use percent::percent_encode;
pub use printable::printable;
pub use resolvable::{Resolvable, Standing};
pub use rule::{Field, Kind, Place, Rule};
pub use time::{CompactTime, Rfc3339};
pub use violation::{Fault, Unit, Violation, Violations};
pub use wx_types_derive::{Endpoint, Model};

/// What the code written by the derives refers to. Not part of the API.
#[doc(hidden)]
pub mod __private {
    pub use crate::fit::*;
    pub use crate::percent::Target;
    pub use serde;
}
