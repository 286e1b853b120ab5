//! Bytes over a network: one-call HTTP transport, retry, failover, and errors that know whether anything was sent.
//!
//! In payments one question decides what may follow a failed request: *may the server have acted on it?* This crate
//! exists to answer it. It knows nothing about signing, JSON or any gateway's field names, and depends on no other
//! crate of the workspace.
//!
//! # The story on one page
//!
//! 1. A [`Transport`] sends one request once. Its [`SendError`] says whether anything may have reached the server.
//! 2. The layer above describes its request as a [`Call`]: how it may be repeated ([`Repeat`]), how it is sealed for one
//!    [`Host`] at one moment, and what an answer means ([`Verdict`]).
//! 3. The [`Executor`] asks the call for a request, races the transport against a timer, hands the answer back to the
//!    call, and asks the [`Plan`] what follows. **Every attempt is sealed afresh**, so that no attempt travels with an
//!    old timestamp or a used nonce.
//! 4. The [`Plan`] is a table with a little memory: no clock, no socket, no random source. It never repeats what may
//!    not be repeated, and never waits beyond the [`Policy`]'s deadline.
//! 5. The result is [`Done`], or a [`Failure`] whose [`Outcome`] is one of three: *not sent*, *answered* or *unknown*.
//!    Unknown is sticky: no later refusal turns a request that may have been carried out into one that was not.
//! 6. What one call learns of a host, all calls know ([`health`]): a dead host is paid for once, a recovered one is tried by
//!    one call at a time, and repetitions cost tokens that answers pay for.
//! 7. A [`journal`], if there is one, knows of every call that acts before its first request leaves, and lets no number
//!    carry two bodies.
//!
//! | After | [`Repeat::Read`] | [`Repeat::SameBody`] | [`Repeat::Once`] |
//! |---|---|---|---|
//! | nothing was sent | other host | other host | other host |
//! | the answer was lost | other host | other host, same bytes of body | stop: unknown |
//! | 429 | wait, same host | wait, same host | wait, same host |
//! | 5xx | wait, other host | wait, same host, then the other | stop: unknown |
//!
//! What an [`Outcome::Unknown`] stands for is found out by asking: a layer above that knows how to ask describes it as an
//! [`Inquiry`], [`resolve`] drives it by the [`InquiryPlan`], and a [`Resolution`] is the truth or a typed *still unknown*.
//!
//! Time, randomness and the network are parameters ([`Environment`], [`Transport`]): a whole day of faults can be
//! replayed in a test, and nothing here opens a socket that was not handed to it.
//!
//! # Features
//!
//! | Feature | Adds |
//! |---|---|
//! | `reqwest` (default, implies `tokio`) | `ReqwestTransport`: rustls, no redirects, no second retry layer |
//! | `tokio` | `TokioSleep` and `Environment::system` |
//! | none | everything else; bring your own [`Transport`] and [`Sleep`] |

mod call;
mod course;
pub mod danger;
mod download;
mod ended;
mod environment;
mod executor;
mod failure;
mod flight;
pub mod health;
mod hedge;
mod host;
mod hosts;
mod inquiry;
mod inquiry_plan;
pub mod journal;
mod patience;
mod plan;
mod policy;
mod race;
mod recording;
mod resolution;
mod send_error;
mod system;
mod tow;
mod trail;
mod transport;

#[cfg(feature = "reqwest")]
mod connect;
#[cfg(feature = "reqwest")]
mod reqwest_transport;

pub use call::{Attempt, Call, Verdict};
pub use download::{Chunks, Download, Pieces};
pub use environment::{Clock, Environment, Random, RandomError, Sleep};
pub use executor::{Done, Executor};
pub use failure::{Cause, Failure, Outcome};
pub use flight::{Flight, Wait};
pub use host::{Host, HostError, TargetError};
pub use hosts::Hosts;
pub use inquiry::{Answered, Inquiry, resolve};
pub use inquiry_plan::{End, InquiryPlan, Means, Next, Shown};
pub use patience::Patience;
pub use plan::{Observed, Plan, Repeat, Step, StopReason};
pub use policy::Policy;
pub use race::{Race, race};
#[cfg(feature = "reqwest")]
pub use reqwest_transport::{BuildError, ReqwestOptions, ReqwestTransport};
pub use resolution::{Resolution, StillUnknown};
pub use send_error::{SendError, SendErrorKind};
#[cfg(feature = "tokio")]
pub use system::TokioSleep;
pub use system::{OsRandom, SystemClock};
pub use trail::{AttemptRecord, AttemptResult, Trail};
pub use transport::{BoxFuture, Transport};

// The example of the README is compiled with the tests.
#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../README.md")]
struct Readme;
