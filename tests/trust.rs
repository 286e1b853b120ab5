//! A merchant that begins with no key of the platform at all, against the gateway's list of certificates.

mod rotation;

use std::sync::Arc;

use wx_apiv3::{Client, Credentials, Downloads, LiveTrust, PlatformSerial, RefreshError, TrustSet};
use wx_merchant::{QueryByOutTradeNo, TradeState};
use wx_sandbox::{Options, Spoil};
use wx_sign::{ApiV3Key, AwsLc, PublicKey};
use wx_tests::Merchant;
use wx_transport::{Environment, Executor, Host, Hosts, ReqwestTransport};

/// The same merchant, whose trust is filled by downloads alone.
struct Beginner {
    merchant: Merchant,
    trust: LiveTrust,
    executor: Executor,
}

impl Beginner {
    async fn new(apiv3_key: Option<&str>) -> Self {
        Self::with(apiv3_key, Options::new(), Environment::system()).await
    }

    async fn with(apiv3_key: Option<&str>, options: Options, environment: Environment) -> Self {
        let merchant = Merchant::with(&AwsLc, options, Merchant::quick()).await;
        let given = merchant.sandbox.credentials();
        let key = ApiV3Key::new(apiv3_key.unwrap_or(given.apiv3_key())).unwrap();
        let transport = ReqwestTransport::options().without_system_roots().build().unwrap();
        let hosts = Hosts::new(Host::parse(&merchant.sandbox.primary_url()).unwrap());
        let executor = Executor::new(Arc::new(transport), hosts, environment);
        let executor = executor.with_policy(Merchant::quick());
        let credentials = Credentials::clone(&merchant.client.credentials());
        let downloads = Downloads::new(AwsLc, credentials, key, executor.clone());
        let trust = LiveTrust::new(TrustSet::new()).with_downloads(downloads);
        Self { merchant, trust, executor }
    }

    fn client(&self) -> Client {
        let credentials = Credentials::clone(&self.merchant.client.credentials());
        Client::new(credentials, &self.trust, self.executor.clone()).unwrap()
    }

    async fn places_and_finds(&self, client: &Client, number: &str) {
        let order = self.merchant.order(number, "http://127.0.0.1:9/notify");
        client.send(&order).await.unwrap();
        let query = QueryByOutTradeNo::new(order.out_trade_no, order.mchid);
        assert_eq!(client.send(&query).await.unwrap().reply.trade_state, TradeState::NotPay);
    }
}

#[tokio::test]
async fn certificates_are_downloaded_and_the_public_key_takes_over() {
    let beginner = Beginner::new(None).await;
    beginner.trust.refresh().await.unwrap();
    let given = beginner.merchant.sandbox.credentials();
    let current = beginner.trust.current();
    let serials: Vec<_> = current.serials().map(PlatformSerial::as_str).collect();
    assert_eq!(serials, [given.platform_certificate_serial()]);
    let client = beginner.client();
    beginner.places_and_finds(&client, "CERTIFICATE").await;

    let id = PlatformSerial::new(given.platform_public_key_id()).unwrap();
    let key = PublicKey::from_pem(given.platform_public_key_pem()).unwrap();
    let both = TrustSet::clone(&current).with_public_key(&AwsLc, id.clone(), &key).unwrap();
    beginner.trust.replace(both).unwrap();
    assert_eq!(beginner.trust.current().preferred(), Some(&id));
    beginner.places_and_finds(&client, "PUBLIC-KEY").await;
    beginner.trust.replace(TrustSet::clone(&beginner.trust.current()).preferring_certificates()).unwrap();
    beginner.places_and_finds(&client, "AND-BACK").await;
}

#[tokio::test]
async fn a_read_with_an_unknown_serial_is_repeated_after_a_look_at_the_list() {
    let beginner = Beginner::new(None).await;
    beginner.trust.refresh().await.unwrap();
    let client = beginner.client();
    let order = beginner.merchant.order("UNKNOWN-SERIAL", "http://127.0.0.1:9/notify");
    client.send(&order).await.unwrap();
    beginner.merchant.sandbox.spoil_answers(Spoil::WrongSerial, 1);
    let query = QueryByOutTradeNo::new(order.out_trade_no, order.mchid);
    let answer = client.send(&query).await.unwrap();
    assert_eq!(answer.trail.attempts.len(), 2);
    // The list was asked for less than a minute ago.
    assert!(matches!(beginner.trust.refresh().await, Err(RefreshError::TooSoon { .. })));
}

#[tokio::test]
async fn another_apiv3_key_and_a_spoiled_list_bring_nothing() {
    let beginner = Beginner::new(Some("0123456789abcdef0123456789abcdef")).await;
    let error = beginner.trust.refresh().await.unwrap_err();
    assert!(error.to_string().contains("compare the APIv3 key"), "{error}");
    for spoil in [Spoil::Unsigned, Spoil::Tampered, Spoil::Stale, Spoil::WrongSerial] {
        let beginner = Beginner::new(None).await;
        beginner.merchant.sandbox.spoil_answers(spoil, 1);
        let error = beginner.trust.refresh().await.unwrap_err();
        // The serial was changed beside a certificate that nobody can change.
        let caught = matches!(error, RefreshError::Certificate { .. }) && spoil == Spoil::Tampered;
        assert!(caught || matches!(error, RefreshError::Verify(_)), "{spoil:?}: {error:?}");
        assert!(beginner.trust.current().is_empty());
    }
}
