//! A short run of `cargo xtask soak`.

use wx_tests::soak::Soak;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn purchases_under_the_whole_catalogue_of_faults() {
    let report = Soak { orders: 80, seed: 11, rate: 6_000 }.run().await;
    assert_eq!(report.broken, [], "{}", report.tally);
    let struck = report.fired.iter().filter(|(_, times)| *times > 0).count();
    assert!(struck >= 10, "{:?}", report.fired);
    let rotated = report.fired.iter().find(|(fault, _)| fault == "rotate-certificate");
    assert_eq!(rotated.map(|(_, times)| *times), Some(1));
    let settled = report.tally.outcomes("payer", "paid");
    assert!(settled >= 80, "each purchase is paid: {}", report.tally);
}
