//! What must be there: the documents at the root, and a story in every crate.

use super::{crate_dirs, read, read_manifest};
use crate::manifest;
use crate::outcome::Findings;
use crate::repo::TextFile;

const ROOT: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "README.zh-CN.md",
    "SECURITY.md",
    "UPSTREAM.md",
];

pub(super) fn check(files: &[TextFile]) -> Findings {
    let mut findings: Findings = ROOT
        .iter()
        .filter(|path| read(files, path).is_none())
        .map(|path| format!("{path}: is missing"))
        .collect();
    for dir in crate_dirs(files) {
        findings.extend(crate_faults(files, dir));
    }
    findings
}

fn crate_faults(files: &[TextFile], dir: &str) -> Findings {
    let mut findings = Findings::new();
    let entries = read_manifest(files, &format!("{dir}/Cargo.toml"));
    if manifest::value(&entries, "package", "description").is_none_or(str::is_empty) {
        findings.push(format!("{dir}/Cargo.toml: the package has no description"));
    }
    let readme = read(files, &format!("{dir}/README.md")).unwrap_or_default();
    if !readme.lines().any(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        findings.push(format!("{dir}/README.md: is missing or says nothing below its title"));
    }
    let entry = ["src/lib.rs", "src/main.rs"]
        .iter()
        .find_map(|name| read(files, &format!("{dir}/{name}")))
        .unwrap_or_default();
    if !entry.trim_start().starts_with("//!") && !entry.trim_start().starts_with("#![doc = include_str!") {
        findings.push(format!("{dir}/src: lib.rs or main.rs does not start with crate docs (`//!`)"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn a_complete_crate_passes() {
        let files = fixture(&[
            ("crates/wx-a/Cargo.toml", "[package]\ndescription = \"A\"\n"),
            ("crates/wx-a/README.md", "# wx-a\n\nWhat it is.\n"),
            ("crates/wx-a/src/lib.rs", "//! A.\n"),
        ]);
        assert!(crate_faults(&files, "crates/wx-a").is_empty());
    }

    #[test]
    fn each_missing_piece_is_named() {
        let files = fixture(&[
            ("crates/wx-a/Cargo.toml", "[package]\n"),
            ("crates/wx-a/README.md", "# wx-a\n"),
            ("crates/wx-a/src/lib.rs", "mod a;\n"),
        ]);
        let findings = check(&files);
        assert_eq!(findings.len(), ROOT.len() + 3, "{findings:#?}");
        assert!(findings.iter().any(|finding| finding == "SECURITY.md: is missing"));
    }
}
