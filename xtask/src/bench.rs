//! Benchmarks run once each, so that they do not rot; fuzz targets compile.
//!
//! Run as tests, benchmarks need no optimised build and measure nothing.
//!
//! Both are workspaces of their own, so that their dependencies stay out of our lock file.

use crate::command::cargo;
use crate::outcome::Outcome;
use crate::repo::Repo;

/// The manifest and the command that proves it alive.
const BESIDE: &[(&str, &str)] = &[
    ("bench/Cargo.toml", "test --manifest-path bench/Cargo.toml --benches"),
    ("fuzz/Cargo.toml", "check --manifest-path fuzz/Cargo.toml"),
];

pub(crate) fn run(repo: &Repo) -> Outcome {
    for (manifest, line) in BESIDE {
        if repo.has(manifest) {
            cargo(repo.root(), line)?;
        } else {
            println!("  no {manifest}, nothing to run");
        }
    }
    Ok(())
}
