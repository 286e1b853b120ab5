//! Documentation without a warning: no dead link, no bare address, no private item in a public sentence.

use crate::command::cargo_with;
use crate::outcome::Outcome;
use crate::repo::Repo;

pub(crate) fn run(repo: &Repo) -> Outcome {
    for features in ["", " --all-features"] {
        let line = format!("doc --workspace --no-deps{features}");
        cargo_with(repo.root(), &line, &[("RUSTDOCFLAGS", "-D warnings")])?;
    }
    Ok(())
}
