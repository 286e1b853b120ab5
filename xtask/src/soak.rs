//! Purchases over sockets with real signatures, while everything in the catalogue of faults goes wrong.

use crate::handed;
use crate::outcome::Outcome;
use crate::repo::Repo;

/// The verb: hands its arguments on.
pub(crate) fn ask(repo: &Repo, arguments: &[String]) -> Outcome {
    handed::run(repo, "soak", "run --quiet --release --package wx-tests --bin soak --", arguments)
}
