//! Programs of the workspace that are handed their arguments: what they know is compiled code of ours, and this program
//! knows none of our crates.

use std::process::Command;

use crate::command;
use crate::outcome::{Fault, Outcome};
use crate::repo::Repo;

/// How such a program ends when it does not understand its arguments.
const USAGE: i32 = 2;

/// Runs `cargo <line> <arguments>` for the verb of this name.
pub(crate) fn run(repo: &Repo, name: &str, line: &str, arguments: &[String]) -> Outcome {
    finish(command::cargo_command(repo.root(), line).args(arguments), name)
}

fn finish(command: &mut Command, name: &str) -> Outcome {
    let status = command
        .status()
        .map_err(|error| Fault::failed(format!("the program of `{name}` did not start: {error}")))?;
    settle(status.code(), name)
}

fn settle(code: Option<i32>, name: &str) -> Outcome {
    match code {
        Some(0) => Ok(()),
        Some(USAGE) => Err(Fault::usage(format!("{name}: asked in a way it does not know"))),
        _ => Err(Fault::failed(format!("{name}: failed, see above"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_decides() {
        assert!(settle(Some(0), "x").is_ok());
        assert!(matches!(settle(Some(1), "x"), Err(Fault::Failed(_))));
        assert!(matches!(settle(Some(2), "x"), Err(Fault::Usage(_))));
        assert!(matches!(settle(None, "x"), Err(Fault::Failed(_))));
    }

    #[test]
    fn a_program_that_does_not_start_is_a_failure() {
        assert!(matches!(finish(&mut Command::new("no-such-program"), "x"), Err(Fault::Failed(_))));
    }
}
