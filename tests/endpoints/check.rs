//! The tables against the transcription, and the differences against their reasons.

use std::{fs, path::Path};

use crate::{
    compare::{self, compare},
    providers::Provider,
    reasons::{self, Reason, Verdict},
    table,
    transcription::Transcription,
};

/// Where the transcription is expected, from the root of the workspace.
const BESIDE: &str = "../shared/openapi";
/// The file of reasons, from the root of the workspace.
const REASONS: &str = "tests/openapi-differences.txt";

/// Compares everything. The transcription is looked for in `openapi`, which must then be there, or beside the checkout,
/// where it may be absent.
///
/// # Errors
/// Every difference without a reason and every reason without a difference; what cannot be read.
pub(crate) fn run(providers: &[Provider], openapi: Option<&Path>) -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let text = fs::read_to_string(root.join(REASONS))
        .map_err(|error| format!("{REASONS} cannot be read: {error}"))?;
    let reasons = reasons::read(&text).map_err(|fault| format!("{REASONS}: {fault}"))?;

    let dir = root.join(openapi.unwrap_or(Path::new(BESIDE)));
    let Some(mut transcription) = Transcription::open(&dir) else {
        return match openapi {
            Some(given) => Err(format!("{} holds no transcription: it has no folder `v3`", given.display())),
            None => {
                Ok(format!("skipped: there is no transcription in {BESIDE}; name one with --openapi DIR\n"))
            }
        };
    };
    let found = Found::by(providers, &mut transcription)?;
    report(&found, &reasons)
}

/// What a comparison found.
#[derive(Debug, Default)]
struct Found {
    compared: usize,
    /// Endpoints that the transcription does not claim to have.
    elsewhere: Vec<String>,
    /// Every difference, with its endpoint.
    differences: Vec<(String, String)>,
}

impl Found {
    fn by(providers: &[Provider], transcription: &mut Transcription) -> Result<Self, String> {
        let mut found = Self::default();
        for provider in providers {
            for row in &provider.rows {
                let (operation, heading) = (row.operation, row.heading(provider.name));
                match transcription.request(operation.method.as_str(), operation.path)? {
                    Some(theirs) => {
                        found.compared = found.compared.saturating_add(1);
                        let lines = compare(&table::request(operation.model), &theirs);
                        found.differences.extend(lines.into_iter().map(|line| (heading.clone(), line)));
                    }
                    // It is about these paths, so one that it lacks may be one that we misspelt.
                    None if operation.path.starts_with("/v3/") => {
                        found.differences.push((heading, compare::ABSENT.to_owned()));
                    }
                    None => found.elsewhere.push(heading),
                }
            }
        }
        Ok(found)
    }
}

fn report(found: &Found, reasons: &[Reason]) -> Result<String, String> {
    let Verdict { unexplained, stale } = reasons::settle(&found.differences, reasons);
    let mut text = String::new();
    for endpoint in &found.elsewhere {
        text.push_str(&format!("{endpoint}: {}\n", compare::ABSENT));
    }
    let Found { compared, elsewhere, differences } = found;
    text.push_str(&format!(
        "{compared} endpoints compared; not in the transcription: {}; differences: {}, with a reason: {}\n",
        elsewhere.len(),
        differences.len(),
        differences.len().saturating_sub(unexplained.len()),
    ));
    if unexplained.is_empty() && stale.is_empty() {
        return Ok(text);
    }
    if !unexplained.is_empty() {
        text.push_str(&format!("\nno reason in {REASONS}: correct the table, or add below each line why\n"));
        let mut last = "";
        for (endpoint, difference) in unexplained {
            if endpoint != last {
                text.push_str(&format!("{endpoint}\n"));
                last = endpoint;
            }
            text.push_str(&format!("  {difference}\n"));
        }
    }
    if !stale.is_empty() {
        text.push_str("\nno such difference any more: take the reason out\n");
        for Reason { endpoint, difference, line, .. } in stale {
            text.push_str(&format!("{REASONS}:{line}: {endpoint}: {difference}\n"));
        }
    }
    Err(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(differences: &[(&str, &str)]) -> Found {
        let own = |(endpoint, line): &(&str, &str)| ((*endpoint).to_owned(), (*line).to_owned());
        let elsewhere = vec!["wx-b Pay POST /pay".to_owned()];
        Found { compared: 2, elsewhere, differences: differences.iter().map(own).collect() }
    }

    const REASON: &str = "a POST /a\n  x: only in the table\n    Because.\n";

    #[test]
    fn explained_differences_pass_and_endpoints_elsewhere_are_listed() {
        let reasons = reasons::read(REASON).unwrap();
        let text = report(&found(&[("a POST /a", "x: only in the table")]), &reasons).unwrap();
        let counts = "2 endpoints compared; not in the transcription: 1; differences: 1, with a reason: 1";
        assert_eq!(text, format!("wx-b Pay POST /pay: not in the transcription\n{counts}\n"));
    }

    #[test]
    fn what_is_printed_can_be_put_into_the_file() {
        let text =
            report(&found(&[("a POST /a", "x: only in the table"), ("a POST /a", "y: z")]), &[]).unwrap_err();
        assert!(text.ends_with("\na POST /a\n  x: only in the table\n  y: z\n"), "{text}");
    }

    #[test]
    fn a_stale_reason_fails_with_its_line() {
        let reasons = reasons::read(REASON).unwrap();
        let text = report(&found(&[]), &reasons).unwrap_err();
        let expected = "\ntests/openapi-differences.txt:2: a POST /a: x: only in the table\n";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn a_folder_that_was_named_must_be_there() {
        let fault = run(&[], Some(Path::new("no-such-folder"))).unwrap_err();
        assert!(fault.contains("no-such-folder holds no transcription"), "{fault}");
    }
}
