//! What all calls together know of the hosts: which of them answer, and how many repetitions are left.
//!
//! A call alone learns that a host is dead by waiting for it. Calls that share a [`Health`] learn it once: after a few
//! failures in a row a host is *down*, and calls begin with the next one. A host that is down is looked at again from time
//! to time, by one call at a time; it is *up* again when it has proved itself.
//!
//! | What happened at a host | What it means |
//! |---|---|
//! | an answer came, whatever its status | a sign of life: a 5xx, a 429 or a wrong signature is no reason to go elsewhere |
//! | no connection, or it lost the race of [`Policy::hedge_after`](crate::Policy::hedge_after) | *dark*: [`HealthPolicy::dark_after`] of these in a row |
//! | the answer was lost or came too late | *silent*: [`HealthPolicy::silent_after`] of these without an answer in between |
//!
//! | A host that is down | is looked at |
//! |---|---|
//! | dark | 30 to 40 seconds after the last failure, by a connection alone, in the tow of calls that go elsewhere and do not wait for it; once it connects, by a call |
//! | silent | by a call which may be repeated, after 30 seconds, doubling to 5 minutes: each look may cost an answer |
//!
//! It is up again after [`HealthPolicy::trials`] answers in a row, and never sooner than [`HealthPolicy::settle`] after it
//! went down, so that a host which comes and goes causes at most two changes a minute. Until then only one call at a time
//! goes there.
//!
//! Every clone of an [`Executor`](crate::Executor) shares one. Executors that go to the same hosts, for other merchants for
//! example, can be given one as well.

mod bucket;
mod host_health;
mod policy;
mod report;
mod route;
mod shared;

pub use policy::HealthPolicy;
pub use report::{HealthReport, HostReport, HostState};
pub use shared::Health;

pub(crate) use bucket::Retry;
pub(crate) use host_health::Sign;
pub(crate) use route::Nature;
pub(crate) use shared::{Parked, Trip};
