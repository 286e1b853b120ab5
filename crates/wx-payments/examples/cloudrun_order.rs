//! An order of cloud hosting against the offline gateway:
//! `cargo run -p wx-payments --features cloudrun --example cloudrun_order`.

use std::{error::Error, sync::Arc};

use wx_payments::{
    cloudrun::{Callback, Client, Openid, OutTradeNo, Outcome, Payer, UnifiedOrder},
    transport::{Environment, Executor, Host, Hosts, ReqwestTransport},
    types::{Fen, Mchid},
};
use wx_sandbox::{Credentials, Options, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start(Options::new().with_credentials(Credentials::for_tests()?)).await?;
    let transport = Arc::new(ReqwestTransport::options().without_system_roots().build()?);
    // In a hosted container: `Hosts::new(cloudrun::host())`.
    let hosts = Hosts::new(Host::parse(&sandbox.weixin_url())?);
    let client = Client::new(Executor::new(transport, hosts, Environment::system()));

    let order = UnifiedOrder::place(
        Callback::container("prod-66733tes755tabc", "pay", "/paid"),
        Payer::Openid(Openid::new("oZp5njTTsWaCeEoXi14oeOVCKlik")?),
        Mchid::new(sandbox.credentials().mchid())?,
        "oolong tea",
        OutTradeNo::new("EXAMPLE-0001")?,
        Fen::new(1_250),
        "59.37.125.120",
    );
    // Completed and stored before the first send, so that it can be sent again to the byte.
    let order = client.complete(&order)?;
    match client.send(&order).await {
        Ok(answer) => println!("for wx.requestPayment: {:?}", answer.reply.payment),
        Err(error) if error.outcome() == Outcome::Unknown => println!("ask for it: {error}"),
        Err(error) => return Err(error.into()),
    }
    sandbox.cloud_pay("EXAMPLE-0001")?;
    println!("the order is {}", client.send(&order.query()).await?.reply.trade_state);
    Ok(())
}
