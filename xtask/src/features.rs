//! Features compile: every combination of the leaves', each of the facade's.
//!
//! `--no-dev-deps` of cargo-hack is not used: it rewrites the manifests while it runs, and with our resolver a `check`
//! does not see the features of dev-dependencies anyway.

use crate::command::{cargo, ensure_subcommand};
use crate::outcome::Outcome;
use crate::repo::Repo;

const VERSION: &str = "0.6.46";
/// The leaves in every combination; the facade, whose features only add modules, with each feature alone.
const LINES: &[&str] = &[
    "hack check --feature-powerset -p wx-types -p wx-sign -p wx-transport -p wx-apiv3",
    "hack check --each-feature -p wx-payments",
];

pub(crate) fn run(repo: &Repo) -> Outcome {
    ensure_subcommand(repo.root(), "hack", VERSION)?;
    LINES.iter().try_for_each(|line| cargo(repo.root(), line))
}
