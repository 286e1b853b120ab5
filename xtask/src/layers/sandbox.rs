//! The sandbox is an oracle, so it is written against the documents: of our crates it may see the vocabulary and the
//! providers' tables. A client and a server that share a mistake would agree with each other.

use super::table::{PROVIDERS, SANDBOX_MAY_NAME, SANDBOX_NEVER};
use crate::outcome::Findings;
use crate::repo::TextFile;
use crate::rust_source::{self, Line, is_word};

pub(super) fn check(files: &[TextFile]) -> Findings {
    let sources =
        files.iter().filter(|file| file.path.starts_with("crates/wx-sandbox/src/") && file.is_rust());
    sources.flat_map(|file| faults(&file.path, &rust_source::lines(&file.text))).collect()
}

fn faults(path: &str, lines: &[Line]) -> Findings {
    let mut findings = Findings::new();
    for line in lines {
        for name in line.words().filter(|word| SANDBOX_NEVER.contains(word)) {
            findings.push(format!("{path}:{}: the sandbox must not mention {name}", line.number));
        }
    }
    // An import may span lines, so the items are read from the text as a whole.
    let code: String = lines.iter().flat_map(|line| [line.code.as_str(), "\n"]).collect();
    for provider in PROVIDERS {
        for (start, _) in code.match_indices(provider) {
            let before = code.get(..start).unwrap_or_default();
            let after = code.get(start + provider.len()..).unwrap_or_default();
            if before.ends_with(is_word) || after.starts_with(is_word) {
                continue;
            }
            let number = 1 + before.matches('\n').count();
            for item in named_items(after).iter().filter(|item| !SANDBOX_MAY_NAME.contains(&item.as_str())) {
                findings.push(format!(
                    "{path}:{number}: of {provider} the sandbox may name {SANDBOX_MAY_NAME:?}, not `{item}`"
                ));
            }
        }
    }
    findings
}

/// The items that a path names behind the crate: one, or each of a group. The bare crate is an item called `self`.
fn named_items(after: &str) -> Vec<String> {
    let Some(path) = after.trim_start().strip_prefix("::") else { return vec!["self".to_owned()] };
    match path.strip_prefix('{') {
        Some(group) => {
            let items = top_level(group);
            items.split(',').map(first_name).filter(|name| !name.is_empty()).collect()
        }
        None => vec![first_name(path)],
    }
}

/// A group up to its closing brace, without the groups inside it.
fn top_level(group: &str) -> String {
    let mut depth = 0_usize;
    let mut items = String::new();
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            _ if depth == 0 => items.push(character),
            _ => {}
        }
    }
    items
}

fn first_name(path: &str) -> String {
    let path = path.trim_start();
    if path.starts_with('*') {
        return "*".to_owned();
    }
    path.chars().take_while(|c| is_word(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn count(source: &str, expected: usize) {
        let files = [TextFile { path: "crates/wx-sandbox/src/gate.rs".to_owned(), text: source.to_owned() }];
        let findings = check(&files);
        assert_eq!(findings.len(), expected, "{source}: {findings:?}");
    }

    #[test]
    fn the_tables_may_be_read() {
        count("use wx_merchant::ENDPOINTS;\n", 0);
        count("use wx_merchant::{\n    ENDPOINTS,\n    tables::{Row, find},\n};\nuse wx_types::Fen;\n", 0);
        count("for e in wx_merchant::tables::ALL {}\n", 0);
        count("//! Unlike [`wx_sign`], this\nlet a = \"wx_apiv3\";\n", 0);
    }

    #[test]
    fn the_clients_code_may_not() {
        count("use wx_sign::sign;\n", 1);
        count("fn a(x: &wx_apiv3::Seal, y: wx_transport::Clock) {}\n", 2);
        count("use wx_merchant::AppOrder;\n", 1);
        count("use wx_merchant::{ENDPOINTS, tables::Row, AppOrder, app::{Reply, Order}};\n", 2);
        count("use wx_merchant::*;\n", 1);
        count("use wx_merchant as provider;\n", 1);
    }

    #[test]
    fn other_crates_are_not_looked_at() {
        let files =
            [TextFile { path: "crates/wx-apiv3/src/a.rs".to_owned(), text: "use wx_sign::a;".to_owned() }];
        assert!(check(&files).is_empty());
    }
}
