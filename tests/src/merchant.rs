use std::{sync::Arc, time::Duration};

use wx_apiv3::{Client, Credentials, MerchantSerial, PlatformSerial, Receiver, TrustSet};
use wx_merchant::{Amount, AppPrepay};
use wx_sandbox::{Options, Sandbox};
use wx_sign::{ApiV3Key, AwsLc, Backend, Certificate, PrivateKey, PublicKey, RustCrypto};
use wx_transport::{Environment, Executor, Host, Hosts, Policy, ReqwestTransport, Transport};
use wx_types::{AppId, Fen, Mchid, NotifyUrl, OutTradeNo};

/// A merchant with its client, its receiver and a gateway of its own.
#[derive(Debug)]
pub struct Merchant {
    /// The gateway.
    pub sandbox: Sandbox,
    /// Calls the gateway.
    pub client: Client,
    /// Takes the gateway's notifications.
    pub receiver: Receiver,
}

impl Merchant {
    /// A merchant on AWS-LC with the gateway's public key in its trust set.
    pub async fn new() -> Self {
        Self::with(&AwsLc, Options::new(), Self::quick()).await
    }

    /// The same on the other backend.
    pub async fn on_rsa() -> Self {
        Self::with(&RustCrypto, Options::new(), Self::quick()).await
    }

    /// A merchant with the gateway's choices and the client's policy given.
    pub async fn with(backend: &dyn Backend, options: Options, policy: Policy) -> Self {
        let transport = ReqwestTransport::options().without_system_roots().build().unwrap();
        Self::over(backend, options, policy, Arc::new(transport)).await
    }

    /// A merchant over a given transport.
    pub async fn over(
        backend: &dyn Backend,
        options: Options,
        policy: Policy,
        transport: Arc<dyn Transport>,
    ) -> Self {
        Self::in_environment(backend, options, policy, transport, Environment::system()).await
    }

    /// A merchant with a clock, a sleep and randomness of the test's choice.
    pub async fn in_environment(
        backend: &dyn Backend,
        options: Options,
        policy: Policy,
        transport: Arc<dyn Transport>,
        environment: Environment,
    ) -> Self {
        let credentials = wx_sandbox::Credentials::for_tests().unwrap();
        let sandbox = Sandbox::start(options.with_credentials(credentials)).await.unwrap();
        let given = sandbox.credentials();
        let key = PrivateKey::from_pem(given.merchant_private_key_pem()).unwrap();
        let credentials = Credentials::new(
            Mchid::new(given.mchid()).unwrap(),
            MerchantSerial::new(given.merchant_serial()).unwrap(),
            backend.signer(&key).unwrap(),
        )
        .with_public_key(key.public_key());
        let trust = Arc::new(trust(backend, given));
        let hosts = Hosts::new(Host::parse(&sandbox.primary_url()).unwrap())
            .with_backup(Host::parse(&sandbox.backup_url()).unwrap());
        let executor = Executor::new(transport, hosts, environment).with_policy(policy);
        let receiver = Receiver::new(Arc::clone(&trust), ApiV3Key::new(given.apiv3_key()).unwrap());
        let client = Client::new(credentials, trust, executor).unwrap();
        Self { sandbox, client, receiver }
    }

    /// The default policy with pauses that a test can wait for.
    #[must_use]
    pub fn quick() -> Policy {
        let millis = Duration::from_millis;
        Policy::default().with_backoff(millis(1), millis(5)).with_busy_base(millis(1))
    }

    /// An order with what is required, over one yuan.
    #[must_use]
    pub fn order(&self, number: &str, notify_url: &str) -> AppPrepay {
        AppPrepay::new(
            AppId::new(self.sandbox.credentials().appid()).unwrap(),
            Mchid::new(self.sandbox.credentials().mchid()).unwrap(),
            "Image形象店-深圳腾大-QQ公仔",
            OutTradeNo::new(number).unwrap(),
            NotifyUrl::new(notify_url).unwrap(),
            Amount::new(Fen::new(100)),
        )
    }
}

/// The gateway's public key and its certificate side by side.
#[must_use]
pub fn trust(backend: &dyn Backend, given: &wx_sandbox::Credentials) -> TrustSet {
    let id = PlatformSerial::new(given.platform_public_key_id()).unwrap();
    let key = PublicKey::from_pem(given.platform_public_key_pem()).unwrap();
    let certificate = Certificate::from_pem(given.platform_certificate_pem()).unwrap();
    TrustSet::new()
        .with_public_key(backend, id, &key)
        .and_then(|trust| trust.with_certificate(backend, &certificate))
        .unwrap()
}
