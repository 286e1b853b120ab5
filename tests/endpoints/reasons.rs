//! Why we differ from the transcription: `openapi-differences.txt`, held both ways.
//!
//! Nothing in the file may be unexplained, and nothing explained may have gone: a reason for a difference that no longer
//! exists is a claim about the past.

/// A difference with its reason.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    /// The endpoint, as [`Row::heading`](crate::providers::Row::heading) writes it.
    pub(crate) endpoint: String,
    /// The difference, as [`compare`](crate::compare) words it.
    pub(crate) difference: String,
    /// The line it stands on.
    pub(crate) line: usize,
    why: String,
}

/// Reads the file: an endpoint without indentation, its differences by two blanks, each reason below by four.
///
/// # Errors
/// The first line that does not fit, or a difference without a reason.
pub(crate) fn read(text: &str) -> Result<Vec<Reason>, String> {
    let mut reasons: Vec<Reason> = Vec::new();
    let mut endpoint: Option<&str> = None;
    let mut fits_reason = false;
    for (number, line) in (1..).zip(text.lines()) {
        let words = line.trim();
        if words.is_empty() || words.starts_with('#') {
            continue;
        }
        match (line.len().saturating_sub(line.trim_start().len()), endpoint) {
            (0, _) => {
                endpoint = Some(words);
                fits_reason = false;
            }
            (2, Some(endpoint)) => {
                let known = |reason: &Reason| reason.endpoint == endpoint && reason.difference == words;
                if reasons.iter().any(known) {
                    return Err(format!("line {number}: `{words}` is listed twice"));
                }
                reasons.push(Reason {
                    endpoint: endpoint.to_owned(),
                    difference: words.to_owned(),
                    line: number,
                    why: String::new(),
                });
                fits_reason = true;
            }
            (4, Some(_)) if fits_reason => {
                reasons.last_mut().into_iter().for_each(|reason| reason.why.push_str(words));
            }
            _ => return Err(format!("line {number}: neither an endpoint, a difference nor a reason")),
        }
    }
    match reasons.iter().find(|reason| reason.why.is_empty()) {
        Some(Reason { line, difference, .. }) => Err(format!("line {line}: `{difference}` has no reason")),
        None => Ok(reasons),
    }
}

/// What is wrong between the differences found, each with its endpoint, and the reasons given.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Verdict<'a> {
    /// Found, but no reason is given.
    pub(crate) unexplained: Vec<&'a (String, String)>,
    /// A reason is given, but nothing was found.
    pub(crate) stale: Vec<&'a Reason>,
}

/// Holds both against each other.
pub(crate) fn settle<'a>(found: &'a [(String, String)], reasons: &'a [Reason]) -> Verdict<'a> {
    let same = |(endpoint, difference): &(String, String), reason: &Reason| {
        reason.endpoint == *endpoint && reason.difference == *difference
    };
    Verdict {
        unexplained: found.iter().filter(|found| !reasons.iter().any(|reason| same(found, reason))).collect(),
        stale: reasons.iter().filter(|reason| !found.iter().any(|found| same(found, reason))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# Why.

a POST /a
  x: only in the table
    The page has it.
    So has the sample.

  y: only in the transcription
    # The page was read again in May.
    Not for merchants.
b GET /b
  x: only in the table
    Because.
";

    fn found(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(endpoint, words)| ((*endpoint).to_owned(), (*words).to_owned())).collect()
    }

    const ALL: &[(&str, &str)] = &[
        ("a POST /a", "x: only in the table"),
        ("a POST /a", "y: only in the transcription"),
        ("b GET /b", "x: only in the table"),
    ];

    #[test]
    fn the_file_is_read() {
        let reasons = read(FILE).unwrap();
        let pairs: Vec<(&str, &str)> =
            reasons.iter().map(|reason| (reason.endpoint.as_str(), reason.difference.as_str())).collect();
        assert_eq!(pairs, ALL);
        assert_eq!(reasons[1].line, 8);
    }

    #[test]
    fn both_ways_must_agree() {
        let reasons = read(FILE).unwrap();
        let all = found(ALL);
        let verdict = settle(&all, &reasons);
        assert!(verdict.unexplained.is_empty() && verdict.stale.is_empty());

        let other = found(&[ALL[0], ALL[1], ("b GET /b", "y: only in the transcription")]);
        let verdict = settle(&other, &reasons);
        assert_eq!(verdict.unexplained, [&other[2]]);
        assert_eq!(verdict.stale, [&reasons[2]]);
    }

    #[test]
    fn a_reason_explains_its_own_endpoint_only() {
        let reasons = read("a POST /a\n  x: only in the table\n    Because.\n").unwrap();
        let other = found(&[ALL[2]]);
        let verdict = settle(&other, &reasons);
        assert_eq!((verdict.unexplained.len(), verdict.stale.len()), (1, 1));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_line() {
        for (text, fault) in [
            ("  x: only in the table\n", "line 1: neither"),
            ("a\n    Because.\n", "line 2: neither"),
            ("a\n   x\n", "line 2: neither"),
            ("a\n  x\nb\n    Because.\n", "line 4: neither"),
            ("a\n  x\n", "line 2: `x` has no reason"),
            ("a\n  x\n  y\n    Because.\n", "line 2: `x` has no reason"),
            ("a\n  x\n    B.\n  x\n    B.\n", "line 4: `x` is listed twice"),
        ] {
            let found = read(text).unwrap_err();
            assert!(found.starts_with(fault), "{text:?}: {found}");
        }
    }
}
