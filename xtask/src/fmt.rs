//! Formatting of this workspace and of those beside it.

use crate::command::cargo;
use crate::outcome::Outcome;
use crate::repo::Repo;

pub(crate) fn run(repo: &Repo) -> Outcome {
    cargo(repo.root(), "fmt --all --check")?;
    for workspace in ["bench", "fuzz"] {
        let manifest = format!("{workspace}/Cargo.toml");
        if repo.has(&manifest) {
            cargo(repo.root(), &format!("fmt --manifest-path {manifest} --check"))?;
        }
    }
    Ok(())
}
