//! A Fubei order against the offline gateway: `cargo run -p wx-payments --features fubei --example fubei_order`.

use std::{error::Error, sync::Arc};

use wx_payments::{
    fubei::{Client, Credentials, MerchantOrderSn, MinaOrder, Outcome, SubOpenid},
    transport::{Environment, Executor, Host, Hosts, ReqwestTransport},
    types::Fen,
};
use wx_sandbox::{Options, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::new().with_credentials(wx_sandbox::Credentials::for_tests()?);
    let sandbox = Sandbox::start(options).await?;
    let given = sandbox.credentials();
    let credentials = Credentials::merchant(given.fubei_app_id(), given.fubei_secret())?;
    let transport = Arc::new(ReqwestTransport::options().without_system_roots().build()?);
    let hosts = Hosts::new(Host::parse(&sandbox.fubei_url())?);
    let client = Client::new(credentials, Executor::new(transport, hosts, Environment::system()));

    let order = MinaOrder::new(
        MerchantOrderSn::new("EXAMPLE-0001")?,
        SubOpenid::new("oEXAMPLE0000000000000000001")?,
        Fen::new(1).to_yuan(), // 0.01 on the wire
        1001,
    );
    match client.send(&order).await {
        Ok(answer) => println!("for wx.requestPayment: {:?}", answer.reply.sign_params),
        // Fubei does not say that an order may be sent twice, so it was not.
        Err(error) if error.outcome() == Outcome::Unknown => println!("ask for it: {error}"),
        Err(error) => return Err(error.into()),
    }
    sandbox.fubei_pay("EXAMPLE-0001")?;
    println!("the order is {}", client.send(&order.query()).await?.reply.trade_state);
    Ok(())
}
