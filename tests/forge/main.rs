//! `cargo xtask forge`: forged messages in numbers, and how many are refused in a second by one core.

use std::process::ExitCode;
use std::time::Instant;

use wx_apiv3::Receiver;
use wx_sign::params::Algorithm;
use wx_tests::Merchant;
use wx_tests::forge::{Alteration, FubeiStorm, Storm, Tally, V2Storm};

const USAGE: &str =
    "cargo xtask forge [--count N]   N of every sort of message; 1000000 where nothing is said";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let count = match arguments.as_slice() {
        [] => Some(1_000_000),
        [name, value] if name == "--count" => value.parse().ok(),
        _ => None,
    };
    match count {
        Some(count) if run(count).await => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
        None => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// Whether all of them were refused. A panic would end the program.
async fn run(count: u64) -> bool {
    let (storm, merchant) = Storm::gather().await;
    let other = Merchant::on_rsa().await;
    let mut right = true;
    for (name, receiver) in [("aws-lc-rs", &merchant.receiver), ("rsa", &other.receiver)] {
        right &= storm.taken(receiver) == (8, 8);
        right &= timed(&format!("notifications, {name}"), count, || storm.throw(receiver, count, 1));
        right &= costly(&storm, receiver, name, count);
        let probes = || storm.throw_only(receiver, Alteration::Probe, 10_000, 2);
        right &= timed(&format!("probes, {name}"), 10_000, probes);
    }
    let fubei = FubeiStorm::new();
    right &= fubei.is_taken() && timed("Fubei callbacks, MD5", count, || fubei.throw(count, 3));
    for (name, algorithm) in [("MD5", Algorithm::Md5), ("HMAC-SHA256", Algorithm::HmacSha256)] {
        let storm = V2Storm::new(algorithm);
        right &= storm.is_taken()
            && timed(&format!("classic parameters, {name}"), count, || storm.throw(count, 4));
    }
    right
}

/// Only those that pass every cheap check and cost a verification.
fn costly(storm: &Storm, receiver: &Receiver, name: &str, count: u64) -> bool {
    let count = count.div_ceil(20);
    let throw = || storm.throw_only(receiver, Alteration::SignatureBit, count, 5);
    timed(&format!("notifications that cost a verification, {name}"), count, throw)
}

fn timed(name: &str, count: u64, throw: impl FnOnce() -> Tally) -> bool {
    let start = Instant::now();
    let Tally { forged, refused, accepted, misnamed } = throw();
    let millis = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = forged.saturating_mul(1000).checked_div(millis).unwrap_or_default();
    println!(
        "{name}: {refused} of {forged} refused, {accepted} accepted, {misnamed} with a wrong reason; {rate}/s on one core"
    );
    forged == count && refused == forged
}
