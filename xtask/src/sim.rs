//! The simulation: purchases under faults, replayed from a seed, by the real client against a model of the platform.
//!
//! It is built optimised. That takes half a minute once, and is won back within the first hundred thousand purchases.

use crate::handed;
use crate::outcome::Outcome;
use crate::repo::Repo;

/// The part of `ci`: so many purchases at each of the two rates of faults.
const ORDINARY: &str = "100000";

/// The part of `ci`.
pub(crate) fn run(repo: &Repo) -> Outcome {
    ask(repo, &["--orders".to_owned(), ORDINARY.to_owned()])
}

/// The verb: hands its arguments on.
pub(crate) fn ask(repo: &Repo, arguments: &[String]) -> Outcome {
    handed::run(repo, "sim", "run --quiet --release --package wx-sim --", arguments)
}
