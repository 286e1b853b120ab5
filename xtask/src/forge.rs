//! Forged messages in numbers: whatever is altered is refused, and how many are refused in a second is printed.

use crate::handed;
use crate::outcome::Outcome;
use crate::repo::Repo;

/// The verb: hands its arguments on.
pub(crate) fn ask(repo: &Repo, arguments: &[String]) -> Outcome {
    handed::run(repo, "forge", "run --quiet --release --package wx-tests --bin forge --", arguments)
}
