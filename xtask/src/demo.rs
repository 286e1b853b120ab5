//! The demonstration is the promise of the README: it runs through, offline, in under a minute.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::command::{self, cargo};
use crate::outcome::{Fault, Outcome};
use crate::repo::Repo;

const LIMIT: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(50);

pub(crate) fn run(repo: &Repo) -> Outcome {
    cargo(repo.root(), "build --release -p wxpay-cli")?;
    let line = "run --quiet --release -p wxpay-cli -- demo";
    command::show("cargo", line, &[]);
    let mut child = command::cargo_command(repo.root(), line);
    let spent = finish(&mut child, LIMIT)?;
    println!("  the demonstration took {:.1} s, {} s are allowed", spent.as_secs_f64(), LIMIT.as_secs());
    Ok(())
}

/// Runs a command to its good end, or ends it at the limit.
fn finish(command: &mut Command, limit: Duration) -> Outcome<Duration> {
    let start = Instant::now();
    let mut child = command
        .spawn()
        .map_err(|error| Fault::failed(format!("the demonstration did not start: {error}")))?;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(start.elapsed()),
            Ok(Some(status)) => {
                return Err(Fault::failed(format!("the demonstration ended with {status}")));
            }
            Ok(None) if start.elapsed() < limit => thread::sleep(LOOK_EVERY),
            Ok(None) => {
                // Nothing is left to do when this fails: the child has just ended by itself.
                let _ = child.kill();
                let _ = child.wait();
                return Err(Fault::failed(format!("the demonstration ran longer than {limit:?}")));
            }
            Err(error) => return Err(Fault::failed(format!("the demonstration was lost: {error}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::process::Stdio;

    #[test]
    fn the_exit_code_decides() {
        let cargo = |line: &str| {
            let mut command = command::cargo_command(Path::new("."), line);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            finish(&mut command, LIMIT)
        };
        assert!(cargo("--version").is_ok());
        assert!(cargo("--no-such-option").is_err());
    }

    #[test]
    fn a_command_past_its_limit_is_ended() {
        // The compiler waits for its source as long as the pipe is open.
        let mut waiting = Command::new("rustc");
        waiting.arg("-").stdin(Stdio::piped());
        let fault = finish(&mut waiting, Duration::ZERO).unwrap_err();
        assert!(fault.to_string().contains("longer than"), "{fault}");
    }
}
