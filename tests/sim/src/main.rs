//! `cargo xtask sim`: purchases under faults, counted, and the proof that a wrong strategy would be noticed.

use std::process::ExitCode;

mod command;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match command::Command::parse(&arguments) {
        Ok(command) => {
            if command.run() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(fault) => {
            eprintln!("sim: {fault}\n{}", command::USAGE);
            ExitCode::from(2)
        }
    }
}
