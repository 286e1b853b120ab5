//! The field tables of the crates' READMEs: every test in a column *Guarded by* exists.

use super::{crate_dirs, read};
use crate::outcome::Findings;
use crate::repo::TextFile;

/// What the head of a table says that names tests.
const COLUMN: &str = "Guarded by";

pub(super) fn check(files: &[TextFile]) -> Findings {
    let mut findings = Findings::new();
    for dir in crate_dirs(files) {
        let path = format!("{dir}/README.md");
        let text = read(files, &path).unwrap_or_default();
        let missing = named(text).into_iter().filter(|test| !exists(files, dir, test));
        findings.extend(missing.map(|test| format!("{path}: the table names `{test}`, which is not there")));
    }
    findings
}

/// The tests such as `rules::create_order` in the rows of tables that have the column.
fn named(text: &str) -> Vec<&str> {
    let mut tests = Vec::new();
    let (mut in_table, mut counts) = (false, false);
    for line in text.lines() {
        let is_row = line.starts_with('|');
        if is_row && !in_table {
            counts = line.contains(COLUMN);
        }
        in_table = is_row;
        if is_row && counts {
            tests.extend(line.split('`').skip(1).step_by(2).filter(|word| is_test(word)));
        }
    }
    tests
}

/// A path of at least two names, in letters of functions and modules.
fn is_test(word: &str) -> bool {
    let of_a_name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    word.contains("::") && word.split("::").all(|name| !name.is_empty() && name.bytes().all(of_a_name))
}

fn exists(files: &[TextFile], dir: &str, test: &str) -> bool {
    let Some((module, name)) = test.rsplit_once("::") else { return false };
    let module = module.replace("::", "/");
    [format!("{dir}/tests/{module}.rs"), format!("{dir}/tests/{module}/mod.rs")]
        .iter()
        .filter_map(|path| read(files, path))
        .any(|text| text.contains(&format!("fn {name}(")))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[track_caller]
    fn check_table(table: &str, expected: &[&str]) {
        let files = fixture(&[
            ("crates/wx-a/Cargo.toml", ""),
            ("crates/wx-a/README.md", table),
            ("crates/wx-a/tests/rules.rs", "fn holds() {}"),
            ("crates/wx-a/tests/deep/down.rs", "fn holds() {}"),
        ]);
        let findings = check(&files);
        assert_eq!(findings.len(), expected.len(), "{findings:?}");
        for (finding, words) in findings.iter().zip(expected) {
            assert!(finding.contains(words), "{finding}");
        }
    }

    #[test]
    fn tests_that_are_there_pass() {
        check_table(
            "| Field | Guarded by |\n|---|---|\n| `a::B` | `rules::holds`, `deep::down::holds` |\n",
            &[],
        );
    }

    #[test]
    fn tests_that_are_gone_are_named() {
        check_table(
            "| Field | Guarded by |\n|---|---|\n| `a` | `rules::gone` |\n| `b` | `other::holds` |\n",
            &["`rules::gone`", "`other::holds`"],
        );
    }

    #[test]
    fn other_tables_may_name_what_they_like() {
        check_table("| Text | Function |\n|---|---|\n| x | `message::answer` |\n\n`rules::gone`\n", &[]);
    }
}
