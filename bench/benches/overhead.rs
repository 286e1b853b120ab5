//! What the toolkit adds to the cryptography: ratios, each taken within short interleaved rounds of one run, so that a
//! busy machine or another CPU does not decide. Prints the medians; outside `cargo bench` it runs one round.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use wx_bench::Case;

fn main() {
    let rounds = if std::env::args().any(|argument| argument == "--bench") { 101 } else { 1 };
    println!(
        "{:10} {:>9} {:>9} {:>7}   {:>9} {:>9} {:>7}",
        "backend", "sign", "prepare", "ratio", "verify", "open", "ratio"
    );
    for case in Case::all().expect("the fixtures load") {
        let signing =
            compare(rounds, 20, || drop(black_box(case.sign())), || drop(black_box(case.prepare())));
        let verifying = compare(rounds, 100, || case.verify(), || drop(black_box(case.open())));
        println!("{:10} {signing}   {verifying}", case.name);
    }
}

/// Medians of both times, and of their ratio within a round.
struct Compared {
    bare: Duration,
    whole: Duration,
    ratio: f64,
}

impl std::fmt::Display for Compared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let micros = |time: Duration| time.as_secs_f64() * 1e6;
        write!(f, "{:7.1}us {:7.1}us {:7.3}", micros(self.bare), micros(self.whole), self.ratio)
    }
}

fn compare(rounds: usize, times: u32, bare: impl Fn(), whole: impl Fn()) -> Compared {
    let (mut bares, mut wholes, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (a, b) = (timed(times, &bare), timed(times, &whole));
        bares.push(a);
        wholes.push(b);
        ratios.push(b.as_secs_f64() / a.as_secs_f64());
    }
    bares.sort();
    wholes.sort();
    ratios.sort_by(f64::total_cmp);
    let middle = rounds / 2;
    Compared { bare: bares[middle], whole: wholes[middle], ratio: ratios[middle] }
}

fn timed(times: u32, work: &impl Fn()) -> Duration {
    let start = Instant::now();
    for _ in 0..times {
        work();
    }
    start.elapsed() / times
}
