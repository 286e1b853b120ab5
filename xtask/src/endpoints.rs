//! The providers' tables: printed for review, and held against a community transcription of the official pages.
//!
//! The tables are compiled code, so a program of the test package does the work; this program knows none of our crates.

use std::process::Command;

use crate::command;
use crate::outcome::{Fault, Outcome};
use crate::repo::Repo;

const PROGRAM: &str = "run --quiet --package wx-tests --bin endpoints --";
/// How that program ends when it does not understand its arguments.
const USAGE: i32 = 2;

/// The part of `ci`.
pub(crate) fn run(repo: &Repo) -> Outcome {
    ask(repo, &["--check".to_owned()])
}

/// The verb: hands its arguments on.
pub(crate) fn ask(repo: &Repo, arguments: &[String]) -> Outcome {
    finish(command::cargo_command(repo.root(), PROGRAM).args(arguments))
}

fn finish(command: &mut Command) -> Outcome {
    let status = command
        .status()
        .map_err(|error| Fault::failed(format!("the program of the endpoints did not start: {error}")))?;
    settle(status.code())
}

fn settle(code: Option<i32>) -> Outcome {
    match code {
        Some(0) => Ok(()),
        Some(USAGE) => Err(Fault::usage("endpoints: asked in a way it does not know")),
        _ => Err(Fault::failed("endpoints: failed, see above")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_decides() {
        assert!(settle(Some(0)).is_ok());
        assert!(matches!(settle(Some(1)), Err(Fault::Failed(_))));
        assert!(matches!(settle(Some(2)), Err(Fault::Usage(_))));
        assert!(matches!(settle(None), Err(Fault::Failed(_))));
    }

    #[test]
    fn a_program_that_does_not_start_is_a_failure() {
        assert!(matches!(finish(&mut Command::new("no-such-program")), Err(Fault::Failed(_))));
    }
}
