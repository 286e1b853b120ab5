//! How often the platform is asked, and by whom.

use std::{sync::Arc, time::Duration};

use http::HeaderMap;
use tokio::{
    task::yield_now,
    time::{Instant, sleep, timeout},
};
use wx_apiv3::{LiveTrust, NotificationError, PlatformSerial, Receiver, RefreshError, VerifyError, keep_all};
use wx_sign::ApiV3Key;

use crate::{
    fixtures::APIV3_KEY,
    issuer::{BY_NEXT, BY_PRESENT, Issuer, NEXT, PRESENT},
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

async fn ready(issuer: &Arc<Issuer>) -> LiveTrust {
    let trust = issuer.trust();
    trust.refresh().await.unwrap();
    trust
}

/// Keeps a trust while `time` goes by.
async fn keep_for(trust: &LiveTrust, time: Duration) {
    timeout(time, trust.keep()).await.expect_err("it never ends");
}

fn receiver(trust: &LiveTrust) -> Receiver {
    Receiver::new(trust, ApiV3Key::new(APIV3_KEY).unwrap())
}

/// What makes a message with this serial out of another one.
fn named(headers: &HeaderMap, serial: &str) -> HeaderMap {
    let mut headers = headers.clone();
    headers.insert("wechatpay-serial", serial.parse().unwrap());
    headers
}

const ENVELOPE: &[u8] =
    br#"{"id":"1","event_type":"A","resource":{"algorithm":"AEAD_AES_256_GCM","ciphertext":"","nonce":""}}"#;

#[tokio::test(start_paused = true)]
async fn a_storm_of_unknown_serials_makes_one_download_a_minute() {
    let issuer = Issuer::new();
    let trust = ready(&issuer).await;
    let receiver = receiver(&trust);
    let kept = tokio::spawn({
        let trust = trust.clone();
        async move { trust.keep().await }
    });

    let began = Instant::now();
    let mut forged = issuer.sign(BY_PRESENT, ENVELOPE);
    for batch in 0..1_000_u32 {
        // Nobody can tell a forged message with an unknown serial from one that a new certificate has signed.
        if batch % 100 == 0 {
            forged = issuer.sign(BY_PRESENT, ENVELOPE);
        }
        for number in 0..100 {
            let serial = format!("{:040X}", batch * 100 + number);
            let refused = receiver.verify(&named(&forged, &serial), ENVELOPE, issuer.now());
            let unknown = VerifyError::UnknownSerial { serial: serial.into() };
            assert_eq!(refused.unwrap_err(), NotificationError::Verify(unknown));
        }
        assert!(receiver.verify(&forged, ENVELOPE, issuer.now()).is_ok(), "the good ones go through");
        assert!(!trust.current().is_empty());
        sleep(Duration::from_millis(600)).await;
    }
    assert_eq!(began.elapsed(), 10 * MINUTE);

    let downloads = issuer.state().downloads.clone();
    assert_eq!(downloads.len(), 10, "the first one, and one a minute after it: {downloads:?}");
    assert!(downloads.windows(2).all(|two| two[1] - two[0] >= MINUTE), "{downloads:?}");
    kept.abort();
}

/// The same unknown serial again and again is asked for once in ten minutes.
#[tokio::test(start_paused = true)]
async fn a_serial_that_a_download_did_not_bring_is_remembered() {
    let issuer = Issuer::new();
    let trust = ready(&issuer).await;
    let receiver = receiver(&trust);
    for _ in 0..9 {
        let forged = named(&issuer.sign(BY_PRESENT, ENVELOPE), NEXT.serial);
        assert!(receiver.verify(&forged, ENVELOPE, issuer.now()).is_err());
        keep_for(&trust, MINUTE).await;
    }
    assert_eq!(issuer.downloads(), 2, "at the start, and for the serial");
}

#[tokio::test(start_paused = true)]
async fn a_message_by_a_new_certificate_is_refused_and_its_copy_is_taken() {
    let issuer = Issuer::new();
    let trust = ready(&issuer).await;
    let receiver = receiver(&trust);
    sleep(2 * MINUTE).await;
    issuer.lists(&[PRESENT, NEXT]);
    let message = issuer.sign(BY_NEXT, ENVELOPE);
    assert!(receiver.verify(&message, ENVELOPE, issuer.now()).is_err());
    keep_for(&trust, Duration::from_secs(1)).await;
    assert!(receiver.verify(&message, ENVELOPE, issuer.now()).is_ok());
    assert_eq!(issuer.downloads(), 2);
}

#[tokio::test(start_paused = true)]
async fn nothing_happens_that_nobody_drives() {
    let issuer = Issuer::new();
    let trust = ready(&issuer).await;
    let forged = named(&issuer.sign(BY_PRESENT, ENVELOPE), NEXT.serial);
    assert!(receiver(&trust).verify(&forged, ENVELOPE, issuer.now()).is_err());
    sleep(48 * HOUR).await;
    assert_eq!(issuer.downloads(), 1);
}

#[tokio::test(start_paused = true)]
async fn it_is_kept_every_twelve_hours_more_or_less() {
    let issuer = Issuer::new();
    let trust = ready(&issuer).await;
    keep_for(&trust, 20 * 24 * HOUR).await;
    let downloads = issuer.state().downloads.clone();
    let gaps: Vec<_> = downloads.windows(2).map(|two| two[1] - two[0]).collect();
    assert!((36..=45).contains(&gaps.len()), "{gaps:?}");
    let (least, most) = (12 * HOUR - 72 * MINUTE, 12 * HOUR + 73 * MINUTE);
    assert!(gaps.iter().all(|gap| (least..=most).contains(gap)), "{gaps:?}");
    assert!(gaps.iter().any(|gap| *gap != gaps[0]), "they are jittered");
}

#[tokio::test(start_paused = true)]
async fn after_a_failure_it_tries_again_in_five_minutes_more_or_less() {
    let issuer = Issuer::new();
    issuer.state().list = (404, Vec::new());
    let trust = issuer.trust();
    keep_for(&trust, HOUR).await;
    let downloads = issuer.state().downloads.clone();
    let gaps: Vec<_> = downloads.windows(2).map(|two| two[1] - two[0]).collect();
    assert_eq!(downloads[0], Duration::ZERO, "nobody is believed yet");
    let (least, most) = (Duration::from_secs(270), Duration::from_secs(331));
    assert!(gaps.len() >= 10 && gaps.iter().all(|gap| (least..=most).contains(gap)), "{gaps:?}");
    issuer.lists(&[PRESENT]);
    keep_for(&trust, 6 * MINUTE).await;
    assert!(!trust.current().is_empty());
}

#[tokio::test(start_paused = true)]
async fn one_future_keeps_many_merchants_and_not_all_at_once() {
    let issuer = Issuer::new();
    let mut trusts = Vec::new();
    for _ in 0..50 {
        trusts.push(ready(&issuer).await);
    }
    timeout(14 * HOUR, keep_all(trusts)).await.expect_err("it never ends");
    let state = issuer.state();
    let later = &state.downloads[50..];
    assert!((50..=60).contains(&later.len()), "each once, some not twice: {}", later.len());
    let mut apart = later.to_vec();
    apart.dedup_by_key(|at| at.as_secs() / 60);
    assert!(apart.len() > 25, "spread over the minutes: {apart:?}");
}

#[tokio::test(start_paused = true)]
async fn any_number_of_callers_share_one_download() {
    let issuer = Issuer::new();
    let trust = issuer.trust();
    issuer.set_open(false);
    let waiting: Vec<_> = (0..50)
        .map(|_| {
            let trust = trust.clone();
            tokio::spawn(async move { trust.refresh().await })
        })
        .collect();
    yield_now().await;
    issuer.set_open(true);
    for one in waiting {
        one.await.unwrap().unwrap();
    }
    assert_eq!(issuer.downloads(), 1);
    let Err(RefreshError::TooSoon { wait }) = trust.refresh().await else { panic!("too soon") };
    assert_eq!(wait, MINUTE);
}

#[tokio::test(start_paused = true)]
async fn it_makes_no_difference_which_caller_is_dropped() {
    let issuer = Issuer::new();
    let trust = issuer.trust();
    issuer.set_open(false);
    let spawn = || {
        let trust = trust.clone();
        tokio::spawn(async move { trust.refresh().await })
    };
    let (first, second) = (spawn(), spawn());
    yield_now().await;
    first.abort();
    yield_now().await;
    issuer.set_open(true);
    second.await.unwrap().unwrap();
    assert_eq!(issuer.downloads(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_download_that_everybody_has_left_is_begun_anew_a_minute_later() {
    let issuer = Issuer::new();
    let trust = issuer.trust();
    issuer.set_open(false);
    timeout(Duration::from_secs(5), trust.refresh()).await.expect_err("it hangs");
    issuer.set_open(true);
    assert!(matches!(trust.refresh().await, Err(RefreshError::TooSoon { .. })));
    sleep(MINUTE).await;
    trust.refresh().await.unwrap();
    let current = trust.current();
    assert_eq!(current.serials().map(PlatformSerial::as_str).collect::<Vec<_>>(), [PRESENT.serial]);
}
