//! All tests: the workspace as one, then the leaves alone.

use crate::command::cargo;
use crate::outcome::Outcome;
use crate::repo::Repo;

/// Packages that are tested once more by themselves, with the feature sets that change what is compiled.
const ALONE: &[&str] = &[
    "-p wx-types",
    "-p wx-sign --no-default-features",
    "-p wx-sign --no-default-features --features rsa",
    "-p wx-sign --no-default-features --features aws-lc-rs",
    "-p wx-transport",
    "-p wx-transport --no-default-features",
    "-p wx-apiv3 --features axum",
];

pub(crate) fn run(repo: &Repo) -> Outcome {
    cargo(repo.root(), "test --workspace")?;
    ALONE.iter().try_for_each(|selection| cargo(repo.root(), &format!("test {selection}")))
}
