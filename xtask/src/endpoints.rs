//! The providers' tables: printed for review, and held against a community transcription of the official pages.

use crate::handed;
use crate::outcome::Outcome;
use crate::repo::Repo;

/// The part of `ci`.
pub(crate) fn run(repo: &Repo) -> Outcome {
    ask(repo, &["--check".to_owned()])
}

/// The verb: hands its arguments on.
pub(crate) fn ask(repo: &Repo, arguments: &[String]) -> Outcome {
    handed::run(repo, "endpoints", "run --quiet --package wx-tests --bin endpoints --", arguments)
}
