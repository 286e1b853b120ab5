//! A PayScore service against the offline gateway: `cargo run -p wx-payments --features payscore --example payscore_order`.

use std::{error::Error, sync::Arc};

use wx_payments::{
    AwsLc, Client, Outcome,
    apiv3::Settings,
    payscore::{
        ChannelId, CreateOrder, OutOrderNo, ServiceId, StartTime, SubMchid, UserConfirmation,
        orders::{RiskFund, RiskFundName, TimeRange},
    },
    transport::{Environment, Executor, Host, Hosts, ReqwestTransport},
    types::{AppId, Fen, NotifyUrl},
};
use wx_sandbox::{Credentials, Options, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start(Options::new().with_credentials(Credentials::for_tests()?)).await?;
    let client = client(&sandbox)?;
    let order = CreateOrder::new(
        ServiceId::new("2002000000000558128851361561536")?,
        AppId::new(sandbox.credentials().appid())?,
        SubMchid::new("1900000109")?,
        ChannelId::new("1230000109")?,
        OutOrderNo::new("EXAMPLE-0001")?,
        "power bank",
        RiskFund::new(RiskFundName::Deposit, Fen::new(9_900)),
        TimeRange::new(StartTime::on_accept()),
        UserConfirmation::Required,
        NotifyUrl::new("https://shop.example/payscore/notify")?,
    );
    match client.send(&order).await {
        Ok(answer) => println!(
            "the service is {}, the client jumps with {:?}",
            answer.reply.state, answer.reply.package
        ),
        Err(error) if error.outcome() == Outcome::Unknown => println!("ask for it: {error}"),
        Err(error) => return Err(error.into()),
    }
    sandbox.confirm_service_order("EXAMPLE-0001")?;
    println!("the service is {}", client.send(&order.query()).await?.reply.state);
    Ok(())
}

fn client(sandbox: &Sandbox) -> Result<Client, Box<dyn Error>> {
    let given = sandbox.credentials();
    let key = given.merchant_private_key_pem();
    let settings = Settings::new(given.mchid(), given.merchant_serial(), key, given.apiv3_key())
        .with_public_key(given.platform_public_key_id(), given.platform_public_key_pem());
    let transport = Arc::new(ReqwestTransport::options().without_system_roots().build()?);
    let hosts =
        Hosts::new(Host::parse(&sandbox.primary_url())?).with_backup(Host::parse(&sandbox.backup_url())?);
    let executor = Executor::new(transport, hosts, Environment::system());
    Ok(Client::new(settings.credentials(&AwsLc)?, settings.trust(&AwsLc)?, executor)?)
}
