//! Every combination of features compiles.
//!
//! `--no-dev-deps` of cargo-hack is not used: it rewrites the manifests while it runs, and with our resolver a `check`
//! does not see the features of dev-dependencies anyway.

use crate::command::{cargo, ensure_subcommand};
use crate::outcome::Outcome;
use crate::repo::Repo;

const VERSION: &str = "0.6.46";
const PACKAGES: &[&str] = &["wx-types", "wx-sign", "wx-transport", "wx-apiv3", "wx-payments"];

pub(crate) fn run(repo: &Repo) -> Outcome {
    ensure_subcommand(repo.root(), "hack", VERSION)?;
    PACKAGES
        .iter()
        .try_for_each(|package| cargo(repo.root(), &format!("hack check --feature-powerset -p {package}")))
}
