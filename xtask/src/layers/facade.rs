//! The facade holds docs, re-exports and constructors. Whoever reads it must not have to ask what it decides.

use super::table::FACADE_NEVER;
use crate::outcome::Findings;
use crate::repo::TextFile;
use crate::rust_source::{self, Line};

pub(super) fn check(files: &[TextFile]) -> Findings {
    let sources =
        files.iter().filter(|file| file.path.starts_with("crates/wx-payments/src/") && file.is_rust());
    sources.filter(|file| !file.is_test()).flat_map(faults).collect()
}

fn faults(file: &TextFile) -> Findings {
    let mut findings = Findings::new();
    for line in rust_source::lines(&file.text).iter().filter(|line| line.is_code()) {
        if let Some(word) = FACADE_NEVER.iter().find(|word| decides(line, word)) {
            findings.push(format!(
                "{}:{}: the facade holds no logic, found `{word}`; move it into the crate it belongs to",
                file.path, line.number
            ));
        }
    }
    findings
}

fn decides(line: &Line, word: &str) -> bool {
    // `impl A for B` and `for<'a>` decide nothing.
    let is_impl = word == "for" && (line.words().any(|found| found == "impl") || line.code.contains("for<"));
    !is_impl && line.words().any(|found| found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn count(source: &str, expected: usize) {
        let path = "crates/wx-payments/src/lib.rs".to_owned();
        let findings = check(&[TextFile { path, text: source.to_owned() }]);
        assert_eq!(findings.len(), expected, "{source}: {findings:?}");
    }

    #[test]
    fn reexports_and_constructors_pass() {
        count("//! for a while, match and loop\npub use wx_types as types;\nimpl A for B {}\n", 0);
        count(
            "pub fn new(key: &str) -> Result<Client, Error> {\n    Client::new(Key::from_pem(key)?)\n}\n",
            0,
        );
        count("#[cfg(test)]\nmod tests {\n    fn a() { loop {} }\n}\n", 0);
    }

    #[test]
    fn decisions_and_repetitions_are_found() {
        for line in ["match x {", "for a in b {", "while x {", "loop {"] {
            count(&format!("fn a() {{\n    {line} }}\n}}\n"), 1);
        }
    }
}
