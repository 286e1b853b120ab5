//! A person-to-person order against the offline gateway: `cargo run -p wx-payments --features f2f --example f2f_order`.

use std::{error::Error, sync::Arc, time::Duration};

use wx_payments::{
    f2f::{Access, Client, CreateOrder, OpenId, OutRequestNo, Outcome, Polled, QueryOrder, StableToken},
    transport::{Environment, Executor, Host, Hosts, ReqwestTransport},
    types::{AppId, Fen},
};
use wx_sandbox::{Credentials, Options, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start(Options::new().with_credentials(Credentials::for_tests()?)).await?;
    let given = sandbox.credentials();
    let transport = Arc::new(ReqwestTransport::options().without_system_roots().build()?);
    let hosts = Hosts::new(Host::parse(&sandbox.weixin_url())?);
    let executor = Executor::new(transport, hosts, Environment::system());
    let appid = AppId::new(given.mini_program_appid())?;
    let tokens = StableToken::new(appid, given.mini_program_secret(), executor.clone())?;
    let client = Client::new(Access::token(tokens), executor)?;

    let number = OutRequestNo::new("EXAMPLE-0001")?;
    let order = CreateOrder::new(
        OpenId::new("oPayer0000000000000000000001")?,
        OpenId::new("oPayee0000000000000000000002")?,
        number.clone(),
        Fen::new(12_900),
    );
    match client.send(&order).await {
        Ok(answer) => println!("for wx.requestFacetoFacePayment: {:?}", answer.reply.invocation()),
        Err(error) if error.outcome() == Outcome::Unknown => {
            println!("send the same again, or query: {error}")
        }
        Err(error) => return Err(error.into()),
    }
    sandbox.f2f_pay(number.as_str())?;
    // Nobody calls back. In earnest the age is zero, and the poll follows the recommended schedule for 65 minutes.
    match client.poll(&QueryOrder::by_out_request_no(number), Duration::from_secs(3600)).await? {
        Polled::Final(order) => println!("the order is {}", order.state),
        other => println!("{other:?}"),
    }
    Ok(())
}
