//! How a part ends: well, with a failure, or because it was asked for in a way nobody understands.

use std::fmt;
use std::process::ExitCode;

pub(crate) type Outcome<T = ()> = Result<T, Fault>;

/// Why a verb did not succeed. The text is the last thing its reader sees.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A check found something, or a command ended badly. Exit code 1.
    Failed(String),
    /// The command line makes no sense. Exit code 2.
    Usage(String),
}

impl Fault {
    pub(crate) fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }

    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Failed(_) => ExitCode::from(1),
            Self::Usage(_) => ExitCode::from(2),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(text) | Self::Usage(text) => f.write_str(text),
        }
    }
}

/// What a check over files found: one line each, as `path:line: what is wrong and what to do`.
pub(crate) type Findings = Vec<String>;

/// Prints all findings and turns them into one outcome.
pub(crate) fn settle(part: &str, findings: &[String]) -> Outcome {
    for finding in findings {
        println!("  {finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => Err(Fault::failed(format!("{part}: 1 finding"))),
        many => Err(Fault::failed(format!("{part}: {many} findings"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_make_a_part_fail() {
        assert!(settle("tidy", &[]).is_ok());
        let fault = settle("tidy", &["a".to_owned(), "b".to_owned()]).unwrap_err();
        assert_eq!(fault.to_string(), "tidy: 2 findings");
        assert_eq!(fault.exit_code(), ExitCode::from(1));
    }
}
