//! Keys that come, stand side by side, and leave.

use std::{sync::Arc, time::Duration};

use tokio::time::sleep;
use wx_apiv3::{
    Client, FreshnessWindow, LiveTrust, Outcome, PlatformSerial, RawCall, Reason, RefreshError, SealError,
    TrustSet, Trusted, VerifyError,
};
use wx_sign::{Certificate, PublicKey, RustCrypto};
use wx_types::BusinessNumber;

use crate::{
    fixtures::{PLATFORM_PUBLIC, PUBLIC_KEY_ID},
    issuer::{BY_FUTURE, BY_NEXT, BY_PRESENT, BY_PUBLIC_KEY, FUTURE, Hand, Issuer, NEXT, OWN, PRESENT},
    setup::{credentials, public_key_id},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Whether a message by this hand is believed now.
fn believes(issuer: &Issuer, trust: &LiveTrust, hand: Hand) -> Result<(), VerifyError> {
    let headers = issuer.sign(hand, b"{}");
    let trusted = Trusted::from(trust);
    trusted.verify(&headers, b"{}", issuer.now(), FreshnessWindow::default()).map(|_| ())
}

fn preferred(issuer: &Issuer, trust: &LiveTrust) -> Option<String> {
    trust.current().preferred_at(issuer.now()).map(PlatformSerial::to_string)
}

fn out_of_date(serial: &str) -> Result<(), VerifyError> {
    Err(VerifyError::OutOfDate { serial: serial.into() })
}

fn public_key() -> PublicKey {
    PublicKey::from_pem(PLATFORM_PUBLIC).unwrap()
}

/// After the first download, which brought the present certificate.
async fn begun() -> (Arc<Issuer>, LiveTrust, Client) {
    let issuer = Issuer::new();
    let trust = issuer.trust();
    trust.refresh().await.unwrap();
    let client = Client::new(credentials(), &trust, issuer.executor()).unwrap();
    (issuer, trust, client)
}

async fn serial_of_next_request(issuer: &Arc<Issuer>, client: &Client) -> String {
    client.call(&RawCall::get("/v3/a")).await.unwrap();
    let serial = issuer.state().sent.last().unwrap().headers()["wechatpay-serial"].clone();
    serial.to_str().unwrap().to_owned()
}

#[tokio::test(start_paused = true)]
async fn old_and_new_overlap_and_the_expired_one_leaves() {
    let (issuer, trust, _) = begun().await;
    assert!(matches!(believes(&issuer, &trust, BY_NEXT), Err(VerifyError::UnknownSerial { .. })));

    sleep(DAY).await;
    issuer.lists(&[PRESENT, NEXT]);
    trust.refresh().await.unwrap();
    assert_eq!((believes(&issuer, &trust, BY_PRESENT), believes(&issuer, &trust, BY_NEXT)), (Ok(()), Ok(())));
    assert_eq!(preferred(&issuer, &trust).as_deref(), Some(NEXT.serial), "it expires last");

    // Past the first of June the old one is known and not believed any more, refreshed or not.
    sleep(60 * DAY).await;
    assert_eq!(believes(&issuer, &trust, BY_PRESENT), out_of_date(PRESENT.serial));
    issuer.state().hand = BY_NEXT;
    trust.refresh().await.unwrap();
    let current = trust.current();
    assert_eq!(current.serials().map(PlatformSerial::as_str).collect::<Vec<_>>(), [NEXT.serial]);
}

#[tokio::test(start_paused = true)]
async fn a_certificate_counts_from_its_first_day() {
    let issuer = Issuer::new();
    issuer.lists(&[PRESENT, FUTURE]);
    let trust = issuer.trust();
    trust.refresh().await.unwrap();
    assert_eq!(believes(&issuer, &trust, BY_FUTURE), out_of_date(FUTURE.serial));
    assert_eq!(preferred(&issuer, &trust).as_deref(), Some(PRESENT.serial), "though the other expires later");
    sleep(280 * DAY).await;
    assert_eq!(believes(&issuer, &trust, BY_FUTURE), Ok(()));
    assert_eq!(preferred(&issuer, &trust).as_deref(), Some(FUTURE.serial));
}

#[tokio::test(start_paused = true)]
async fn without_a_key_in_force_nothing_is_sent() {
    let (issuer, _, client) = begun().await;
    sleep(61 * DAY).await;
    let error = client.call(&RawCall::get("/v3/a")).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Seal(SealError::NoTrust)), "{error:?}");
    assert_eq!(issuer.state().sent.len(), 1, "the download");
}

/// A set that is handed in as it is takes no notice of dates, as it says.
#[tokio::test(start_paused = true)]
async fn a_fixed_set_stays_as_it_is() {
    let issuer = Issuer::new();
    let certificate = Certificate::from_pem(PRESENT.pem).unwrap();
    let set = TrustSet::new().with_certificate(&RustCrypto, &certificate).unwrap();
    sleep(61 * DAY).await;
    let headers = issuer.sign(BY_PRESENT, b"{}");
    let window = FreshnessWindow::default();
    assert!(Trusted::from(set).verify(&headers, b"{}", issuer.now(), window).is_ok());
}

#[tokio::test(start_paused = true)]
async fn from_certificates_to_the_public_key_and_back() {
    let (issuer, trust, client) = begun().await;
    assert_eq!(serial_of_next_request(&issuer, &client).await, PRESENT.serial);

    // The switch is pressed: requests ask for the public key, messages come signed by either.
    let certificates = TrustSet::clone(&trust.current());
    trust
        .replace(certificates.with_public_key(&RustCrypto, public_key_id(), &public_key()).unwrap())
        .unwrap();
    assert_eq!(serial_of_next_request(&issuer, &client).await, PUBLIC_KEY_ID);
    for hand in [BY_PRESENT, BY_PUBLIC_KEY] {
        assert_eq!(believes(&issuer, &trust, hand), Ok(()), "{}", hand.1);
        issuer.state().hand = hand;
        client.call(&RawCall::get("/v3/a")).await.unwrap();
    }

    // A download leaves the public key alone.
    sleep(DAY).await;
    issuer.lists(&[PRESENT, NEXT]);
    trust.refresh().await.unwrap();
    assert_eq!(trust.current().serials().count(), 3);
    assert_eq!(serial_of_next_request(&issuer, &client).await, PUBLIC_KEY_ID);

    // The way back: both are believed, certificates are asked for. The preference outlives a download as well.
    trust.replace(TrustSet::clone(&trust.current()).preferring_certificates()).unwrap();
    sleep(DAY).await;
    trust.refresh().await.unwrap();
    assert_eq!(serial_of_next_request(&issuer, &client).await, NEXT.serial);
    assert_eq!(believes(&issuer, &trust, BY_PUBLIC_KEY), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_set_put_in_by_hand_is_neither_empty_nor_the_merchants_own() {
    let (issuer, trust, _) = begun().await;
    assert!(matches!(trust.replace(TrustSet::new()), Err(RefreshError::Empty)));
    let own = Certificate::from_pem(OWN.pem).unwrap();
    let own = TrustSet::new().with_certificate(&RustCrypto, &own).unwrap();
    assert!(matches!(trust.replace(own), Err(RefreshError::OwnKey)));
    assert_eq!(preferred(&issuer, &trust).as_deref(), Some(PRESENT.serial));
    let by_hand = LiveTrust::new(TrustSet::new());
    assert!(matches!(by_hand.refresh().await, Err(RefreshError::NoDownloads)));
}

/// The platform signs with a certificate from one moment to the next that nobody here has heard of.
#[tokio::test(start_paused = true)]
async fn a_read_that_met_an_unknown_serial_verifies_when_it_is_repeated() {
    let (issuer, _, client) = begun().await;
    sleep(DAY).await;
    issuer.lists(&[PRESENT, NEXT]);
    issuer.state().hand = BY_NEXT;
    let answer = client.call(&RawCall::get("/v3/a")).await.unwrap();
    assert_eq!((answer.trail.attempts.len(), issuer.downloads()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn what_must_not_be_repeated_stays_unknown() {
    let (issuer, _, client) = begun().await;
    sleep(DAY).await;
    issuer.lists(&[PRESENT, NEXT]);
    issuer.state().hand = BY_NEXT;
    let once = RawCall::post("/v3/a", "{}", BusinessNumber::new("out_bill_no", "1"));
    let error = client.call(&once).await.unwrap_err();
    assert_eq!((error.outcome(), issuer.downloads()), (Outcome::Unknown, 1));
    assert!(matches!(error.verify_error(), Some(VerifyError::UnknownSerial { .. })));
}

/// A platform whose list hangs does not hold up what was asked of it by more than a moment.
#[tokio::test(start_paused = true)]
async fn a_list_that_hangs_costs_a_repetition_three_seconds() {
    let (issuer, _, client) = begun().await;
    sleep(DAY).await;
    issuer.set_open(false);
    issuer.state().hand = BY_NEXT;
    let error = client.call(&RawCall::get("/v3/a")).await.unwrap_err();
    assert!(matches!(error.verify_error(), Some(VerifyError::UnknownSerial { .. })));
    let attempts = &error.trail().unwrap().attempts;
    assert_eq!((attempts.len(), issuer.downloads()), (3, 2));
    assert_eq!(attempts[1].took.as_secs(), 3);
    assert_eq!(attempts[2].took.as_secs(), 0, "the next download is a minute away");
}
