//! `UPSTREAM.md` names every dependency we chose, with the version we ask for and a reason, and nothing else.

use std::collections::BTreeMap;

use super::{read, read_manifest};
use crate::manifest;
use crate::outcome::Findings;
use crate::repo::TextFile;

/// The manifests whose dependencies are choices of ours. The root comes first: where it names a version, that counts.
const CHOOSERS: &[&str] = &["Cargo.toml", "bench/Cargo.toml", "fuzz/Cargo.toml"];

/// The columns of a row.
const COLUMNS: [&str; 7] =
    ["crate", "version", "licence", "what for", "why this one", "upkeep", "advisories"];

pub(super) fn check(files: &[TextFile]) -> Findings {
    let chosen = chosen(files);
    let rows = rows(read(files, "UPSTREAM.md").unwrap_or_default());
    let mut findings = Findings::new();
    for (name, version) in &chosen {
        match rows.iter().find(|row| row.name == *name) {
            None => findings.push(format!("UPSTREAM.md: `{name}` has no row")),
            Some(row) if row.version != *version => findings.push(format!(
                "UPSTREAM.md:{}: `{name}` is listed as {}, the manifest asks for {version}",
                row.line, row.version
            )),
            Some(_) => {}
        }
    }
    for row in &rows {
        if !chosen.contains_key(&row.name) {
            findings.push(format!("UPSTREAM.md:{}: `{}` is not a dependency any more", row.line, row.name));
        }
        let empty = row.empty.iter();
        findings.extend(
            empty.map(|column| format!("UPSTREAM.md:{}: `{}` has no `{column}`", row.line, row.name)),
        );
    }
    findings
}

/// Every dependency from outside, with the version that is asked for.
fn chosen(files: &[TextFile]) -> BTreeMap<String, String> {
    let mut chosen = BTreeMap::new();
    for path in CHOOSERS {
        for dependency in manifest::dependencies(&read_manifest(files, path)) {
            if !dependency.is_ours() {
                let version = dependency.version().unwrap_or("any").to_owned();
                chosen.entry(dependency.name).or_insert(version);
            }
        }
    }
    chosen
}

#[derive(Debug)]
struct Row {
    name: String,
    version: String,
    /// The columns in which nothing stands.
    empty: Vec<&'static str>,
    line: usize,
}

/// The rows of all tables: lines that start with a name in backticks.
fn rows(text: &str) -> Vec<Row> {
    let row = |(index, line): (usize, &str)| {
        let name = line.strip_prefix("| `")?.split('`').next()?;
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
        let empty = (0..).zip(COLUMNS).filter(|(index, _)| cell(*index).is_empty());
        Some(Row {
            name: name.to_owned(),
            version: cell(1).to_owned(),
            empty: empty.map(|(_, column)| column).collect(),
            line: index + 1,
        })
    };
    text.lines().enumerate().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    const ROOT: &str =
        "[workspace.dependencies]\nwx-a = { path = \"a\" }\nserde = { version = \"1.0\" }\nhttp = \"1.5\"\n";
    const SERDE: &str = "| `serde` | 1.0 | MIT | models | the standard | Jul 2026 | none |\n";
    const HTTP: &str = "| `http` | 1.5 | MIT | types | the standard | Jul 2026 | none |\n";

    #[track_caller]
    fn check_table(table: &str, expected: &[&str]) {
        let findings = check(&fixture(&[("Cargo.toml", ROOT), ("UPSTREAM.md", table)]));
        assert_eq!(findings.len(), expected.len(), "{findings:?}");
        for (finding, part) in findings.iter().zip(expected) {
            assert!(finding.contains(part), "{finding}");
        }
    }

    #[test]
    fn the_table_and_the_manifest_agree() {
        check_table(&format!("# Upstream\n\n{SERDE}{HTTP}"), &[]);
    }

    #[test]
    fn missing_stale_changed_and_empty_rows_are_found() {
        check_table(SERDE, &["`http` has no row"]);
        let gone = "| `gone` | 1 | MIT | a | b | c | d |\n";
        check_table(&format!("{SERDE}{HTTP}{gone}"), &["`gone` is not a dependency"]);
        check_table(&format!("{SERDE}{}", HTTP.replace("1.5", "1.4")), &["`http` is listed as 1.4"]);
        let silent = HTTP.replace("the standard", "");
        check_table(&format!("{SERDE}{silent}"), &["`http` has no `why this one`"]);
    }

    #[test]
    fn workspaces_beside_this_one_choose_as_well() {
        let files = fixture(&[
            ("Cargo.toml", "[workspace.dependencies]\n"),
            ("bench/Cargo.toml", "[dependencies]\ncriterion = \"0.8\"\nwx-a = { path = \"../a\" }\n"),
        ]);
        assert_eq!(check(&files), ["UPSTREAM.md: `criterion` has no row"]);
    }
}
