//! The providers' tables as a matrix to review, and against a community transcription of the official pages.
//!
//! `cargo xtask endpoints` is the door to it. The transcription is laid out by URL path and knows names, required flags
//! and values, but no limits; it stays outside this repository, so it is compared only where it is at hand. Where both
//! sides differ, `openapi-differences.txt` says why we write what we write.

use std::process::ExitCode;

mod arguments;
mod providers;

mod age;
mod matrix;

mod check;
mod compare;
mod reasons;
mod shape;
mod table;
mod transcription;
mod yaml;

use arguments::Job;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let job = match arguments::parse(&arguments) {
        Ok(job) => job,
        Err(fault) => {
            eprintln!("endpoints: {fault}\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    let providers = providers::all();
    let outcome = match job {
        Job::Matrix => Ok(matrix::of(&providers)),
        Job::OlderThan { days, today } => age::older_than(&providers, days, today),
        Job::Check { openapi } => check::run(&providers, openapi.as_deref()),
    };
    match outcome {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("endpoints: {fault}");
            ExitCode::FAILURE
        }
    }
}
