//! An APP order against the offline gateway: `cargo run -p wx-payments --example app_order`.

use std::{error::Error, sync::Arc};

use wx_payments::{
    AwsLc, Client, Outcome,
    apiv3::Settings,
    merchant::{Amount, AppPrepay, QueryByOutTradeNo},
    transport::{Environment, Executor, Host, Hosts, ReqwestTransport},
    types::{AppId, Fen, Mchid, NotifyUrl, OutTradeNo},
};
use wx_sandbox::{Credentials, Options, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start(Options::new().with_credentials(Credentials::for_tests()?)).await?;
    let client = client(&sandbox)?;
    let order = AppPrepay::new(
        AppId::new(sandbox.credentials().appid())?,
        Mchid::new(sandbox.credentials().mchid())?,
        "a plush toy",
        OutTradeNo::new("EXAMPLE-0001")?,
        NotifyUrl::new("https://shop.example/wxpay/notify")?,
        Amount::new(Fen::new(100)),
    );
    match client.send(&order).await {
        Ok(answer) => println!("for the app: {:?}", order.invocation(&client, &answer.reply)?),
        Err(error) if error.outcome() == Outcome::Unknown => println!("ask for it: {error}"),
        Err(error) => return Err(error.into()),
    }
    sandbox.pay("EXAMPLE-0001")?;
    let query = QueryByOutTradeNo::new(order.out_trade_no, order.mchid);
    println!("the order is {}", client.send(&query).await?.reply.trade_state);
    Ok(())
}

/// With a real merchant: `ReqwestTransport::new()`, `apiv3::hosts()` and the settings of the merchant platform.
fn client(sandbox: &Sandbox) -> Result<Client, Box<dyn Error>> {
    let given = sandbox.credentials();
    let settings = Settings::new(
        given.mchid(),
        given.merchant_serial(),
        given.merchant_private_key_pem(),
        given.apiv3_key(),
    )
    .with_public_key(given.platform_public_key_id(), given.platform_public_key_pem());
    settings.check(&AwsLc)?;
    let transport = Arc::new(ReqwestTransport::options().without_system_roots().build()?);
    let hosts =
        Hosts::new(Host::parse(&sandbox.primary_url())?).with_backup(Host::parse(&sandbox.backup_url())?);
    let executor = Executor::new(transport, hosts, Environment::system());
    Ok(Client::new(settings.credentials(&AwsLc)?, settings.trust(&AwsLc)?, executor)?)
}
