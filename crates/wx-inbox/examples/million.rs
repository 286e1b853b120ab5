//! A million deliveries, or as many as the first argument says: `cargo run --release -p wx-inbox --example million`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "../tests/deliveries.rs"]
mod deliveries;

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    println!("{:?}", deliveries::run(count, 1));
}
