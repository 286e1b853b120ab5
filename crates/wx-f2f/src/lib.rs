#![doc = include_str!("../README.md")]

// What is sent, and what comes back.
mod ids;
pub mod orders;
pub mod tables;

// What an answer says instead.
mod api_error;
mod body;
mod code;

// What lets a call through.
mod access;
mod signing;
mod target;
pub mod token;

// Calls, over a network that is handed in.
mod call;
mod client;
pub mod danger;
mod error;
mod hosts;

// An order's whole life, and what became of one whose answer was lost.
mod poll;
mod resolve;
mod schedule;

pub use access::Access;
pub use api_error::ApiError;
pub use client::{Answer, Client, ClientError};
pub use code::{Class, Code, CommonCode, Errcode};
pub use error::{Error, Reason};
pub use hosts::{host, hosted_host};
pub use ids::{ConfirmToken, OpenId, OutRequestNo};
pub use orders::{CreateOrder, CreateReply, Invocation, OrderInfo, OrderState, QueryOrder};
pub use poll::{Polled, StillUnknown};
pub use resolve::Resolved;
pub use schedule::Schedule;
pub use secrecy::SecretString;
pub use token::{AccessToken, StableToken, TokenError, TokenErrorKind, TokenProvider, TokenReason};
pub use wx_transport::{Outcome, Patience, Resolution};
