//! The checks of this repository, as one program: `cargo xtask help` lists them.
//!
//! `ci` runs every part in order; each part is also a verb of its own. A part either calls cargo and looks at how it
//! ended, or reads files and reports findings. The checks that read files take text and data as arguments, so their
//! tests hand them small fixtures, and every check has a test in which it fails.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "counts lines and files of this repository; nothing here sees outside input"
)]

use std::process::ExitCode;

mod parts;

mod ci;
mod command;
mod handed;
mod manifest;
mod metadata;
mod outcome;
mod repo;
mod rust_source;

mod bench;
mod clippy;
mod demo;
mod deny;
mod doc;
mod endpoints;
mod features;
mod fmt;
mod forge;
mod fuzz;
mod layers;
mod msrv;
mod sim;
mod soak;
mod test;
mod tidy;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match parts::run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            fault.exit_code()
        }
    }
}
