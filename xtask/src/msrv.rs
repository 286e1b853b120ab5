//! The minimum supported Rust version: declared once in the root manifest, held against every dependency.
//!
//! Our own code is covered by the `incompatible_msrv` lint.

use crate::command::{program, program_output};
use crate::manifest;
use crate::metadata::{Metadata, Package};
use crate::outcome::{Fault, Findings, Outcome, settle};
use crate::repo::Repo;

pub(crate) fn run(repo: &Repo) -> Outcome {
    let declared = declared(&repo.read("Cargo.toml")?)?;
    let metadata = Metadata::load(repo)?;
    let built = metadata.closure(metadata.members().filter(|package| package.published));
    let silent = built.iter().filter(|package| package.rust_version.is_none()).count();
    println!("  Rust {declared} against {} packages, {silent} of which state no version", built.len());
    settle("msrv", &too_new(&declared, &built))?;
    check_with(repo, &declared)
}

fn declared(root_manifest: &str) -> Outcome<String> {
    let entries = manifest::entries(root_manifest);
    manifest::value(&entries, "workspace.package", "rust-version")
        .map(str::to_owned)
        .ok_or_else(|| Fault::failed("Cargo.toml: [workspace.package] has no rust-version"))
}

fn too_new(declared: &str, packages: &[&Package]) -> Findings {
    let ours = numbers(declared);
    let found = packages.iter().filter_map(|package| {
        let theirs = package.rust_version.as_deref().filter(|version| numbers(version) > ours)?;
        Some(format!("{} {} needs Rust {theirs}, we declare {declared}", package.name, package.version))
    });
    found.collect()
}

/// `1.88` as `[1, 88, 0]`.
fn numbers(version: &str) -> [u64; 3] {
    let mut parts = version.split(['.', '-']).map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

/// Compiles with that very toolchain where it is installed.
fn check_with(repo: &Repo, declared: &str) -> Outcome {
    let listed = program_output(repo.root(), "rustup", "toolchain list").unwrap_or_default();
    let Some(toolchain) = matching_toolchain(&listed, declared) else {
        println!("  toolchain {declared} is not installed; its `cargo check` is skipped");
        return Ok(());
    };
    program(repo.root(), "rustup", &format!("run {toolchain} cargo check --workspace"))
}

fn matching_toolchain<'a>(listed: &'a str, declared: &str) -> Option<&'a str> {
    let names = listed.lines().filter_map(|line| line.split_whitespace().next());
    names.into_iter().find(|name| {
        let rest = name.strip_prefix(declared);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, rust_version: Option<&str>) -> Package {
        Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            rust_version: rust_version.map(str::to_owned),
            ..Package::default()
        }
    }

    #[test]
    fn a_newer_dependency_is_found() {
        let packages =
            [package("old", Some("1.9")), package("same", Some("1.88.0")), package("silent", None)];
        assert!(too_new("1.88", &packages.iter().collect::<Vec<_>>()).is_empty());
        let newer = package("newer", Some("1.88.1"));
        assert_eq!(too_new("1.88", &[&newer]), ["newer 1.0.0 needs Rust 1.88.1, we declare 1.88"]);
    }

    #[test]
    fn the_declared_version_comes_from_the_root_manifest() {
        assert_eq!(declared("[workspace.package]\nrust-version = \"1.88\"\n").unwrap(), "1.88");
        assert!(declared("[package]\nrust-version = \"1.88\"\n").is_err());
    }

    #[test]
    fn a_toolchain_matches_by_its_whole_version() {
        let listed = "stable-x86_64 (active)\n1.8.0-x86_64\n1.88.0-x86_64\n";
        assert_eq!(matching_toolchain(listed, "1.88"), Some("1.88.0-x86_64"));
        assert_eq!(matching_toolchain(listed, "1.8"), Some("1.8.0-x86_64"));
        assert_eq!(matching_toolchain(listed, "1.9"), None);
    }
}
