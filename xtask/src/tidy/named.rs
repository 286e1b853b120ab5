//! The threat table of `SECURITY.md`: every row stands there once, and every test that it names exists.

use super::read;
use crate::outcome::Findings;
use crate::repo::TextFile;

const TABLE: &str = "SECURITY.md";
/// The rows are `T01` to this one.
const LAST: usize = 62;
/// What a row says that names no test.
const EXCUSES: &[&str] = &["does not apply", "no test:"];

pub(super) fn check(files: &[TextFile]) -> Findings {
    let Some(text) = read(files, TABLE) else { return Findings::new() };
    let rows: Vec<(&str, &str)> = text.lines().filter_map(row).collect();
    let mut findings = Findings::new();
    for number in 1..=LAST {
        let name = format!("T{number:02}");
        let found: Vec<&str> = rows.iter().filter(|(row, _)| *row == name).map(|(_, line)| *line).collect();
        match found.as_slice() {
            [line] if tests(line).next().is_some() || EXCUSES.iter().any(|words| line.contains(words)) => {}
            [_] => findings.push(format!("{TABLE}: row {name} names no test and says not why")),
            [] => findings.push(format!("{TABLE}: row {name} is missing")),
            _ => findings.push(format!("{TABLE}: row {name} stands there twice")),
        }
    }
    let named = rows.iter().flat_map(|(row, line)| tests(line).map(move |test| (row, test)));
    let missing = named.filter(|(_, test)| !exists(files, test));
    findings
        .extend(missing.map(|(row, test)| format!("{TABLE}: row {row} names `{test}`, which is not there")));
    findings
}

/// The name and the text of a row such as `| T01 | ..`.
fn row(line: &str) -> Option<(&str, &str)> {
    let name = line.strip_prefix("| ")?.split(" |").next()?;
    let digits = name.strip_prefix('T')?;
    (digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some((name, line))
}

/// What stands between backticks and is a Rust file, or a test in one.
fn tests(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2).filter(|word| word.ends_with(".rs") || word.contains(".rs::"))
}

fn exists(files: &[TextFile], test: &str) -> bool {
    let (path, name) = test.split_once("::").unwrap_or((test, ""));
    let Some(text) = read(files, path) else { return false };
    name.is_empty() || text.contains(&format!("fn {name}("))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn table(rows: &str) -> Vec<TextFile> {
        let others: String =
            (3..=LAST).map(|number| format!("| T{number:02} | does not apply |\n")).collect();
        fixture(&[(TABLE, &format!("{rows}{others}")), ("tests/a.rs", "fn is_there() {}")])
    }

    #[test]
    fn a_table_whose_tests_exist_passes() {
        let files = table("| T01 | x | `tests/a.rs::is_there` |\n| T02 | x | `tests/a.rs`, `Debug` |\n");
        assert_eq!(check(&files), Findings::new());
    }

    #[test]
    fn each_fault_is_named() {
        #[track_caller]
        fn only(rows: &str, words: &str) {
            let findings = check(&table(rows));
            assert!(findings.len() == 1 && findings[0].contains(words), "{findings:?}");
        }
        let right = "| T01 | `tests/a.rs` |\n";
        only(right, "T02 is missing");
        only(&format!("{right}{right}| T02 | no test: so |\n"), "T01 stands there twice");
        only(&format!("{right}| T02 | x |\n"), "T02 names no test");
        only(&format!("{right}| T02 | `tests/a.rs::is_gone` |\n"), "is_gone");
        only(&format!("{right}| T02 | `tests/b.rs::is_there` |\n"), "tests/b.rs");
    }
}
