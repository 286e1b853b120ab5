//! Lints with warnings denied.
//!
//! Each package is linted alone first: in a workspace build one member turns features on for all, and code that only
//! compiles because of a neighbour would pass.

use crate::command::cargo;
use crate::metadata::{Metadata, Package};
use crate::outcome::Outcome;
use crate::repo::Repo;

pub(crate) fn run(repo: &Repo) -> Outcome {
    let metadata = Metadata::load(repo)?;
    for package in metadata.members() {
        for line in lines(package) {
            cargo(repo.root(), &line)?;
        }
    }
    cargo(repo.root(), "clippy --workspace --all-targets -- -D warnings")
}

/// The command lines for one package: default features, and all of them where there are any.
fn lines(package: &Package) -> Vec<String> {
    let name = &package.name;
    let mut lines = vec![format!("clippy -p {name} --all-targets -- -D warnings")];
    if !package.features.is_empty() {
        lines.push(format!("clippy -p {name} --all-targets --all-features -- -D warnings"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_add_a_second_line() {
        let mut package = Package { name: "wx-a".to_owned(), ..Package::default() };
        assert_eq!(lines(&package).len(), 1);
        package.features.push("x".to_owned());
        assert!(lines(&package).iter().any(|line| line.contains("--all-features")));
    }
}
