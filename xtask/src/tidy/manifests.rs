//! Manifests: one table of versions, one table of lints, nothing in them that nobody uses.

use super::read_manifest;
use crate::manifest::{self, Dependency};
use crate::outcome::Findings;
use crate::repo::TextFile;

pub(super) fn check(files: &[TextFile]) -> Findings {
    let mut findings = Findings::new();
    let mut used: Vec<String> = Vec::new();
    for path in files.iter().map(|file| file.path.as_str()).filter(|path| is_member(path)) {
        let entries = read_manifest(files, path);
        if manifest::value(&entries, "lints", "workspace") != Some("true") {
            findings.push(format!("{path}: does not inherit the lints (`[lints] workspace = true`)"));
        }
        for dependency in manifest::dependencies(&entries) {
            if !dependency.is_inherited() {
                let Dependency { name, line, .. } = &dependency;
                findings.push(format!(
                    "{path}:{line}: `{name}` is not inherited; versions and paths stand in the root manifest"
                ));
            }
            used.push(dependency.name);
        }
    }
    for dependency in manifest::dependencies(&read_manifest(files, "Cargo.toml")) {
        if !used.contains(&dependency.name) {
            let Dependency { name, line, .. } = &dependency;
            findings.push(format!("Cargo.toml:{line}: no member uses `{name}`"));
        }
    }
    findings
}

/// Whether this is the manifest of a workspace member.
fn is_member(path: &str) -> bool {
    let Some(dir) = path.strip_suffix("/Cargo.toml") else { return false };
    let in_crates = dir.strip_prefix("crates/").is_some_and(|name| !name.contains('/'));
    in_crates || dir == "tests" || dir == "xtask"
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    const ROOT: (&str, &str) = ("Cargo.toml", "[workspace.dependencies]\nserde = \"1\"\n");

    #[track_caller]
    fn check_member(manifest: &str, expected: &[&str]) {
        let findings = check(&fixture(&[ROOT, ("crates/wx-a/Cargo.toml", manifest)]));
        assert_eq!(findings.len(), expected.len(), "{findings:?}");
        for (finding, part) in findings.iter().zip(expected) {
            assert!(finding.contains(part), "{finding}");
        }
    }

    #[test]
    fn lints_and_versions_are_inherited() {
        check_member("[dependencies]\nserde.workspace = true\n[lints]\nworkspace = true\n", &[]);
        check_member("[dependencies]\nserde.workspace = true\n", &["lints"]);
        check_member("[dependencies]\nserde = \"1\"\n[lints]\nworkspace = true\n", &["`serde` is not"]);
        let own = "[dev-dependencies.serde]\nversion = \"1\"\n[lints]\nworkspace = true\n";
        check_member(own, &["`serde` is not"]);
    }

    #[test]
    fn what_nobody_uses_is_found() {
        check_member("[lints]\nworkspace = true\n", &["no member uses `serde`"]);
    }

    #[test]
    fn workspaces_beside_this_one_are_not_members() {
        assert!(is_member("crates/wx-a/Cargo.toml") && is_member("xtask/Cargo.toml"));
        assert!(!is_member("bench/Cargo.toml") && !is_member("Cargo.toml"));
    }
}
