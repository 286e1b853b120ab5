//! The client's tables and the gateway's were written apart from each other; here they must agree.
//!
//! For every request type: requests drawn from the client's table are accepted by the gateway, and each fault that the
//! table knows, one at a time, is reported with its path by the client and refused by the gateway when the same request is
//! sent past the client's checks. Where the two differ the difference is written down with its reason, and must still
//! be there.

mod apiv3;
mod bills;
mod cloudrun;
mod combine;
mod f2f;
mod fubei;
mod known;
mod merchant;
mod partner;
mod payscore;
mod plain;
mod shared;
mod sides;
mod tied;

use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use wx_tests::difference::Differences;
use wx_types::Endpoint;

use sides::Sides;

/// The ways to a provider's gateway.
trait Door<E> {
    /// Sends a request with the client. The error is anything that a reader can use.
    fn send(&self, request: &E) -> Result<(), String>;

    /// Sends the members of a request past the client's checks. The error is what the gateway says.
    fn past_the_client(&self, members: &Json) -> Result<(), String>;
}

/// Which request of a check it is.
#[derive(Clone, Copy)]
struct Turn {
    /// Another one each time, for the numbers that must be new.
    number: u32,
    /// Counts the drawn requests, for members that exclude each other.
    turn: u32,
}

/// What ties drawn members to the gateway's merchant and its orders, and makes them obey the rules across members.
type Tie<D> = fn(&D, Turn, &mut Json);

/// Holds the client's table of `E` against the gateway.
#[track_caller]
fn check<E, D>(door: &D, tie: Tie<D>, differences: Differences)
where
    D: Door<E>,
    E: Endpoint + DeserializeOwned + Debug,
{
    let sides = Sides::<D, E>::new(door, tie, differences);
    sides.agree_on_valid_requests();
    sides.agree_on_faults();
}
