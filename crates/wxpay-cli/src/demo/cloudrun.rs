//! An order of cloud hosting: no key, a sidecar, and a callback that has to be confirmed by a query.

use std::time::Instant;

use hyper::{HeaderMap, StatusCode};
use wx_payments::{
    cloudrun::{
        Callback, Client, Openid, OutTradeNo, Payer, Refund, Source, UnifiedOrder, UnverifiedCallback,
    },
    types::{Fen, Mchid, OutRefundNo},
};
use wx_sandbox::Sandbox;

use super::{
    listener::{Listener, Reply},
    table::Table,
};
use crate::{
    config,
    failure::{Context, Failure},
};

pub(crate) async fn walk(sandbox: &Sandbox, table: &mut Table) -> Result<(), Failure> {
    let what = "the demonstration's cloud order";
    let client = Client::new(config::executor(config::hosts(&sandbox.weixin_url(), None)?)?);
    let mut listener = listen().await?;
    sandbox.set_container("pay", listener.base());

    let callback = Callback::container("prod-66733tes755tabc", "pay", "/notify");
    let merchant = Mchid::new(sandbox.credentials().mchid()).context(what)?;
    let order = UnifiedOrder::place(
        callback.clone(),
        Payer::Openid(Openid::new("oZp5njTTsWaCeEoXi14oeOVCKlik").context(what)?),
        merchant.clone(),
        "测试微信支付",
        OutTradeNo::new("CLOUD-000001").context(what)?,
        Fen::new(100),
        "59.37.125.120",
    );
    let answer = client.send(&order).await.context("cloud unifiedorder")?;
    table.call("cloud: unifiedorder", &answer.trail, "three layers of success");

    let start = Instant::now();
    sandbox.cloud_pay("CLOUD-000001").context("the user's payment")?;
    let told = listener.next().await?;
    table.event("cloud: callback, unsigned", start, "a hint, to be confirmed");
    let answer =
        client.send(&told.query().context("the callback names no order")?).await.context("cloud query")?;
    told.confirm(&answer.reply).context("the callback is not confirmed")?;
    table.call("cloud: queryorder confirms it", &answer.trail, &answer.reply.trade_state.to_string());

    let refund = Refund::of_order(
        callback,
        merchant,
        OutTradeNo::new("CLOUD-000001").context(what)?,
        OutRefundNo::new("CLOUD-R-1").context(what)?,
        Fen::new(100),
        Fen::new(100),
    );
    let answer = client.send(&refund).await.context("cloud refund")?;
    table.call("cloud: refund", &answer.trail, "accepted");
    Ok(())
}

async fn listen() -> Result<Listener<UnverifiedCallback>, Failure> {
    let read = |headers: &HeaderMap, body: &[u8]| {
        if Source::is_pay_callback(headers) { UnverifiedCallback::read(body).ok() } else { None }
    };
    Listener::start(Box::new(read), Reply { status: StatusCode::OK, body: r#"{"errcode":0,"errmsg":"ok"}"# })
        .await
}
