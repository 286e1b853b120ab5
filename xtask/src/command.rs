//! Running cargo and its subcommands, visibly.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::outcome::{Fault, Outcome};

/// Runs `cargo <line>` in `dir` with its output visible. Arguments are separated by spaces.
pub(crate) fn cargo(dir: &Path, line: &str) -> Outcome {
    cargo_with(dir, line, &[])
}

/// The same with extra environment variables.
pub(crate) fn cargo_with(dir: &Path, line: &str, env: &[(&str, &str)]) -> Outcome {
    show("cargo", line, env);
    run(cargo_command(dir, line).envs(env.iter().copied()), &format!("cargo {line}"))
}

/// Runs `cargo <line>` silently and returns what it prints.
pub(crate) fn cargo_output(dir: &Path, line: &str) -> Outcome<String> {
    output(&mut cargo_command(dir, line), &format!("cargo {line}"))
}

/// Runs any program silently and returns what it prints.
pub(crate) fn program_output(dir: &Path, program: &str, line: &str) -> Outcome<String> {
    let mut command = Command::new(program);
    output(command.args(line.split_whitespace()).current_dir(dir), &format!("{program} {line}"))
}

/// Runs any program with its output visible.
pub(crate) fn program(dir: &Path, program: &str, line: &str) -> Outcome {
    show(program, line, &[]);
    run(Command::new(program).args(line.split_whitespace()).current_dir(dir), &format!("{program} {line}"))
}

/// A cargo command that is not started yet.
pub(crate) fn cargo_command(dir: &Path, line: &str) -> Command {
    // Inside `cargo xtask` this is the cargo that runs us, so that all parts use one toolchain.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args(line.split_whitespace()).current_dir(dir);
    command
}

/// Installs a cargo subcommand where it is absent.
pub(crate) fn ensure_subcommand(dir: &Path, name: &str, version: &str) -> Outcome {
    if cargo_output(dir, &format!("{name} --version")).is_ok() {
        return Ok(());
    }
    println!("  cargo-{name} is absent; installing {version}");
    cargo(dir, &format!("install --locked cargo-{name} --version {version}"))
}

/// Prints the command line that is about to run.
pub(crate) fn show(program: &str, line: &str, env: &[(&str, &str)]) {
    let env: String = env.iter().map(|(name, value)| format!("{name}=\"{value}\" ")).collect();
    println!("  $ {env}{program} {line}");
}

fn run(command: &mut Command, shown: &str) -> Outcome {
    let status =
        command.status().map_err(|error| Fault::failed(format!("`{shown}` did not start: {error}")))?;
    if status.success() { Ok(()) } else { Err(Fault::failed(format!("`{shown}` ended with {status}"))) }
}

fn output(command: &mut Command, shown: &str) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Fault::failed(format!("`{shown}` did not start: {error}")))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(Fault::failed(format!("`{shown}` ended with {}\n{}", output.status, errors.trim_end())));
    }
    String::from_utf8(output.stdout).map_err(|_| Fault::failed(format!("`{shown}` printed no UTF-8")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_command_is_its_outcome() {
        let here = Path::new(".");
        assert!(cargo_output(here, "--version").unwrap().starts_with("cargo"));
        assert!(cargo_output(here, "no-such-subcommand").is_err());
        assert!(program_output(here, "no-such-program", "").is_err());
    }
}
