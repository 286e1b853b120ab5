//! Forged messages by the thousand: all refused, each for what was done to it, while the genuine ones are taken.

use wx_sign::params::Algorithm;
use wx_tests::forge::{Alteration, FubeiStorm, Storm, Tally, V2Storm};

fn all_refused(count: u64) -> Tally {
    Tally { forged: count, refused: count, accepted: 0, misnamed: 0 }
}

#[tokio::test]
async fn twenty_thousand_altered_notifications_are_refused() {
    let (storm, merchant) = Storm::gather().await;
    assert_eq!(storm.taken(&merchant.receiver), (8, 8));
    assert_eq!(storm.throw(&merchant.receiver, 20_000, 1), all_refused(20_000));
}

#[tokio::test]
async fn ten_thousand_probes_are_refused_with_their_own_error() {
    let (storm, merchant) = Storm::gather().await;
    let probes = storm.throw_only(&merchant.receiver, Alteration::Probe, 10_000, 2);
    assert_eq!(probes, all_refused(10_000));
    assert_eq!(storm.taken(&merchant.receiver), (8, 8));
}

#[test]
fn twenty_thousand_altered_callbacks_of_fubei_are_refused() {
    let storm = FubeiStorm::new();
    assert!(storm.is_taken());
    assert_eq!(storm.throw(20_000, 3), all_refused(20_000));
}

#[test]
fn twenty_thousand_altered_sets_of_classic_parameters_are_refused() {
    for algorithm in [Algorithm::Md5, Algorithm::HmacSha256] {
        let storm = V2Storm::new(algorithm);
        assert!(storm.is_taken());
        assert_eq!(storm.throw(20_000, 4), all_refused(20_000));
    }
}
