//! Line by line: spaces, unfinished work, paths of somebody's machine.

use crate::outcome::Findings;
use crate::repo::TextFile;

/// Texts that people write; data files may end their lines as they like.
const WRITTEN: &[&str] = &["css", "html", "md", "rs", "sh", "toml", "yaml", "yml"];

// Written in two halves, so that this file does not find itself.
const UNFINISHED_CODE: &[&str] =
    &[concat!("to", "do!("), concat!("unimpl", "emented!("), concat!("#[ig", "nore")];
const UNFINISHED_WORDS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];
/// No crate of ours counts in floating point: money would be the first to suffer.
const FLOATS: &[&str] = &["f32", "f64"];
const MACHINE_PATHS: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/t", "mp/")];

pub(super) fn check(file: &TextFile) -> Findings {
    let faults =
        file.text.lines().enumerate().flat_map(|(index, line)| {
            line_faults(file, line).into_iter().map(move |fault| (index + 1, fault))
        });
    faults.map(|(number, fault)| format!("{}:{number}: {fault}", file.path)).collect()
}

fn line_faults(file: &TextFile, line: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let is_fixture = file.path.split('/').any(|name| name == "fixtures");
    let written = WRITTEN.contains(&file.extension()) || file.path.starts_with(".ci/");
    if written && !is_fixture && line.ends_with([' ', '\t', '\r']) {
        faults.push("ends with white space".to_owned());
    }
    if file.is_rust() {
        if line.contains('\t') {
            faults.push("holds a tab".to_owned());
        }
        let code = UNFINISHED_CODE.iter().filter(|mark| line.contains(**mark));
        let words = UNFINISHED_WORDS.iter().filter(|mark| has_word(line, mark));
        faults.extend(code.chain(words).map(|mark| format!("holds `{mark}`: finish it or take it out")));
        let ours = file.path.starts_with("crates/") && file.path.contains("/src/");
        if ours && !line.trim_start().starts_with("//") {
            let floats = FLOATS.iter().filter(|float| has_name(line, float));
            faults.extend(floats.map(|float| format!("counts in `{float}`: money is a whole number")));
        }
    }
    let paths = MACHINE_PATHS.iter().filter(|path| names_machine_path(line, path));
    faults.extend(paths.map(|path| format!("names a path of one machine, `{path}..`")));
    faults
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric()).any(|found| found == word)
}

/// As [`has_word`], where an underscore belongs to the word: `is_f64` names a question and no type.
fn has_name(line: &str, name: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|found| found == name)
}

/// Whether an absolute path below `prefix` is named; inside a longer path or an address the same letters mean nothing.
fn names_machine_path(line: &str, prefix: &str) -> bool {
    line.match_indices(prefix).any(|(start, found)| {
        let before = line.get(..start).unwrap_or_default().chars().next_back();
        let after = line.get(start + found.len()..).unwrap_or_default().chars().next();
        let opens = before.is_none_or(|c| !c.is_alphanumeric() && !"._-~})>]*".contains(c));
        opens && after.is_some_and(|c| c.is_alphanumeric() || "._-{$<".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[track_caller]
    fn count(path: &str, line: &str, expected: usize) {
        let files = fixture(&[(path, line)]);
        let findings: Findings = files.iter().flat_map(check).collect();
        assert_eq!(findings.len(), expected, "{path}: {line:?}: {findings:?}");
    }

    #[test]
    fn floats_are_found_in_our_crates_and_nowhere_else() {
        count("crates/wx-a/src/lib.rs", "let yuan: f64 = 0.01;", 1);
        count("crates/wx-a/src/lib.rs", "// never an f64", 0);
        count("crates/wx-a/src/lib.rs", "if number.is_f64() {", 0);
        count("bench/src/lib.rs", "let ratio: f64 = 1.0;", 0);
    }

    #[test]
    fn spaces_and_tabs() {
        count("a.rs", "let a = 1;", 0);
        count("a.rs", "let a = 1; ", 1);
        count("a.md", "text\u{20}\u{20}", 1);
        count("a.rs", "\tlet a = 1;", 1);
        count("a.md", "\ttext", 0);
        count("a/fixtures/b.md", "text ", 0);
        count("a.json", "{} ", 0);
    }

    #[test]
    fn unfinished_work() {
        for mark in UNFINISHED_CODE.iter().chain(UNFINISHED_WORDS) {
            count("a.rs", &format!("x // {mark} y"), 1);
        }
        count("a.rs", "// the method is called to_todo_list, not TODOS", 0);
        count("a.md", &format!("{} is a word in a document", concat!("TO", "DO")), 0);
    }

    #[test]
    fn machine_paths() {
        for path in MACHINE_PATHS {
            count("a.md", &format!("see {path}x for it"), 1);
            count("a.rs", &format!("let a = \"{path}x\";"), 1);
            count("a.json", &format!("\"file://{path}x\""), 1);
            count("a.md", &format!("https://example.com{path}x"), 0);
            count("a.md", &format!("a directory such as `{path}`"), 0);
        }
        count("a.rs", "let dir = std::env::temp_dir();", 0);
    }
}
