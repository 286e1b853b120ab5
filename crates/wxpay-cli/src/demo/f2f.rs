//! A person-to-person order: an access token, an order, and polling, because nobody calls back.

use std::time::{Duration, Instant};

use wx_payments::{
    f2f::{Access, Client, CreateOrder, OpenId, OutRequestNo, Polled, QueryOrder, StableToken},
    types::{AppId, Fen},
};
use wx_sandbox::Sandbox;

use super::table::Table;
use crate::{
    config,
    failure::{Context, Failure},
};

pub(crate) async fn walk(sandbox: &Sandbox, table: &mut Table) -> Result<(), Failure> {
    let what = "the demonstration's person-to-person order";
    let given = sandbox.credentials();
    let executor = config::executor(config::hosts(&sandbox.weixin_url(), None)?)?;
    let appid = AppId::new(given.mini_program_appid()).context(what)?;
    let tokens =
        StableToken::new(appid, given.mini_program_secret(), executor.clone()).context("the access token")?;
    let client = Client::new(Access::token(tokens), executor).context(what)?;

    let number = OutRequestNo::new("F2F-000001").context(what)?;
    let order = CreateOrder::new(
        OpenId::new("oPayer0000000000000000000001").context(what)?,
        OpenId::new("oPayee0000000000000000000002").context(what)?,
        number.clone(),
        Fen::new(12_900),
    );
    let answer = client.send(&order).await.context("f2f create")?;
    table.call("f2f: token, createorderinfo", &answer.trail, "confirm_token received");
    sandbox.invalidate_tokens();
    let query = QueryOrder::by_out_request_no(number.clone());
    let answer = client.send(&query).await.context("f2f query")?;
    table.call("f2f: token replaced, queryorderinfo", &answer.trail, &answer.reply.state.to_string());

    let start = Instant::now();
    sandbox.f2f_pay(number.as_str()).context("the payer's payment")?;
    // The order is older than the whole schedule as far as the poll is told, so it asks at once.
    match client.poll(&query, Duration::from_secs(3600)).await.context("f2f poll")? {
        Polled::Final(order) if order.state.is_paid() => {
            table.event("f2f: poll until settled", start, &order.state.to_string());
            Ok(())
        }
        _ => Err(Failure::new("the person-to-person order is not paid")),
    }
}
