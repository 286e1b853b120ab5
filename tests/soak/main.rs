//! `cargo xtask soak`: purchases over sockets with real signatures, under the whole catalogue of faults.

use std::process::ExitCode;

use wx_tests::soak::{Report, Soak};

const USAGE: &str =
    "cargo xtask soak [--orders N] [--seed S] [--rate PPM]   20000, 1 and 10000 where nothing is said";

/// More broken promises than this are only counted.
const TOLD: usize = 20;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match parse(&arguments) {
        Some(soak) => {
            println!("{} purchases, seed {}, {} in a million", soak.orders, soak.seed, soak.rate);
            print(soak, &soak.run().await)
        }
        None => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn parse(arguments: &[String]) -> Option<Soak> {
    let mut soak = Soak { orders: 20_000, seed: 1, rate: 10_000 };
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return None };
        match name.as_str() {
            "--orders" => soak.orders = value.parse().ok()?,
            "--seed" => soak.seed = value.parse().ok()?,
            "--rate" => soak.rate = value.parse().ok()?,
            _ => return None,
        }
    }
    Some(soak)
}

/// Success where every promise was kept.
fn print(soak: Soak, report: &Report) -> ExitCode {
    println!("faults");
    for (fault, times) in &report.fired {
        println!("  {fault:<32} {times}");
    }
    print!("{}", report.tally);
    let millis = report.took.as_millis().max(1);
    let tenths = u128::from(soak.orders).saturating_mul(10_000).checked_div(millis).unwrap_or_default();
    println!("{millis} ms, {}.{} purchases a second", tenths / 10, tenths % 10);
    println!("settled only when the faults were over: {}", report.late);
    report.broken.iter().take(TOLD).for_each(|broken| println!("  {broken}"));
    println!("broken promises: {} {:?}", report.broken.len(), report.sums());
    if report.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
