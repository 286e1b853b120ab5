//! `wxpay`: an offline gateway for WeChat payments, a demonstration of a whole order's life, and single calls.

mod config;
mod demo;
mod failure;
mod faults;
mod prepay;
mod say;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Offline gateway and tools for WeChat payments.
#[derive(Debug, Parser)]
#[command(name = "wxpay", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Walk orders through their whole life against an offline gateway, and print each step.
    Demo,
    /// Serve the offline gateway on loopback until stopped.
    Sandbox(serve::Arguments),
    /// List what can go wrong in the offline gateway, and what a client must conclude from it.
    Faults,
    /// Place an APP order from a JSON file and print what the app needs to start the payment.
    Prepay(prepay::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Demo => demo::run().await,
        Command::Sandbox(arguments) => serve::run(arguments).await,
        Command::Faults => {
            faults::list();
            Ok(())
        }
        Command::Prepay(arguments) => prepay::run(arguments).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("wxpay: {failure}");
            ExitCode::FAILURE
        }
    }
}
