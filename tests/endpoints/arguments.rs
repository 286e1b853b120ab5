//! What is asked for.

use std::path::PathBuf;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

pub(crate) const USAGE: &str = "\
usage: cargo xtask endpoints                                      every endpoint with every field
       cargo xtask endpoints --older-than 180d [--today DATE]     the pages to read again
       cargo xtask endpoints --check [--openapi DIR]              the tables against the transcription";

/// One run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Job {
    /// Print every endpoint with every field.
    Matrix,
    /// List the pages that were read more than `days` days before `today`.
    OlderThan { days: i32, today: Date },
    /// Compare with the transcription in `openapi`, or where it is expected.
    Check { openapi: Option<PathBuf> },
}

/// Reads the command line.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn parse(arguments: &[String]) -> Result<Job, String> {
    let (mut check, mut days, mut today, mut openapi) = (false, None, None, None);
    let mut rest = arguments.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (argument, None),
        };
        let mut value = || inline.or_else(|| rest.next()).ok_or_else(|| format!("`{name}` needs a value"));
        match name {
            "--check" if inline.is_none() => check = true,
            "--older-than" => days = Some(parse_days(value()?)?),
            "--today" => today = Some(parse_date(value()?)?),
            "--openapi" => openapi = Some(PathBuf::from(value()?)),
            _ => return Err(format!("no option `{argument}`")),
        }
    }
    match (check, days, today, openapi) {
        (false, None, None, None) => Ok(Job::Matrix),
        (true, None, None, openapi) => Ok(Job::Check { openapi }),
        (false, Some(days), today, None) => Ok(Job::OlderThan { days, today: today.unwrap_or_else(now) }),
        _ => Err("these options do not go together".to_owned()),
    }
}

fn parse_days(text: &str) -> Result<i32, String> {
    let days = text.strip_suffix('d').and_then(|days| days.parse().ok()).filter(|days| *days >= 0);
    days.ok_or_else(|| format!("`{text}` is no number of days such as `180d`"))
}

/// Reads `YYYY-MM-DD`.
///
/// # Errors
/// What was expected.
pub(crate) fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is no date such as `2026-11-23`"))
}

fn now() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Job, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn each_job_is_understood() {
        assert_eq!(read(""), Ok(Job::Matrix));
        assert_eq!(read("--check"), Ok(Job::Check { openapi: None }));
        let elsewhere = Ok(Job::Check { openapi: Some(PathBuf::from("x/y")) });
        assert_eq!(read("--check --openapi x/y"), elsewhere);
        assert_eq!(read("--openapi=x/y --check"), elsewhere);
        let today = parse_date("2027-05-01").unwrap();
        assert_eq!(read("--older-than 180d --today 2027-05-01"), Ok(Job::OlderThan { days: 180, today }));
        assert!(matches!(read("--older-than=0d"), Ok(Job::OlderThan { days: 0, .. })));
    }

    #[test]
    fn everything_else_is_refused() {
        for line in [
            "tables",
            "--check=yes",
            "--check --older-than 1d",
            "--today 2027-05-01",
            "--openapi x",
            "--older-than",
            "--older-than 180",
            "--older-than -1d",
            "--older-than 1.5d",
            "--older-than 1d --today tomorrow",
            "--older-than 1d --today 2027-02-29",
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
