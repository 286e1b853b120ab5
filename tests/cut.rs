//! Every cut of two hundred genuine answers: never a success, and for whatever acts the outcome stays unknown.
//!
//! The answers are the gateway's own, to every provider's orders, queries and refunds. Each is given again to the call that it
//! answers, whole once, and then cut at every byte. Signatures of requests cost nothing here; those of answers are verified.

mod cutter;
mod head;
mod others;
mod walk;
mod wire;

use cutter::{Cutter, Tally};

#[tokio::test]
async fn every_cut_of_every_answer_leaves_the_outcome_unknown() {
    let mut tally = Tally::default();
    walk::merchant(&mut tally).await;
    walk::payscore(&mut tally).await;
    others::person_to_person(&mut tally).await;
    others::cloud_hosting(&mut tally).await;
    others::fubei(&mut tally).await;
    assert!(tally.answers >= 200, "{tally:?}");
    assert!(tally.cuts > 20_000, "{tally:?}");
}
