//! The order life at the Fubei gateway: signed envelopes, yuan on the wire, form-posted callbacks.

use std::time::Instant;

use hyper::{HeaderMap, StatusCode};
use wx_payments::{
    fubei::{
        Callback, Client, Credentials, MerchantOrderSn, MerchantRefundSn, MinaOrder, Notice, Refund,
        RefundStatus, SubOpenid, TradeState,
    },
    types::Fen,
};
use wx_sandbox::{FubeiRefundResult, Sandbox};

use super::{
    listener::{Listener, Reply},
    table::Table,
};
use crate::{
    config,
    failure::{Context, Failure},
};

pub(crate) async fn walk(sandbox: &Sandbox, table: &mut Table) -> Result<(), Failure> {
    let hosts = config::hosts(&sandbox.fubei_url(), None)?;
    let client = Client::new(credentials(sandbox)?, config::executor(hosts)?);
    let mut listener = listen(credentials(sandbox)?).await?;

    let number = MerchantOrderSn::new("FB-000001").context("the order's number")?;
    let openid = SubOpenid::new("oEXAMPLE0000000000000000001").context("the payer")?;
    let order = MinaOrder::new(number.clone(), openid, Fen::new(1).to_yuan(), 1001)
        .with_call_back_url(listener.url());
    let answer = client.send(&order).await.context("fubei order")?;
    table.call(
        "fubei: order.mina, 0.01 yuan",
        &answer.trail,
        &format!("signType {}", answer.reply.sign_params.sign_type),
    );

    let start = Instant::now();
    sandbox.fubei_pay(number.as_str()).context("the user's payment")?;
    let told = listener.next().await?;
    table.event("fubei: callback, MD5 verified", start, &told);
    let answer = client.send(&order.query()).await.context("fubei query")?;
    table.call("fubei: order.query", &answer.trail, &answer.reply.trade_state.to_string());
    if answer.reply.trade_state != TradeState::Success {
        return Err(Failure::new("the Fubei order is not paid"));
    }
    refund(sandbox, &client, number, table).await
}

async fn refund(
    sandbox: &Sandbox,
    client: &Client,
    order: MerchantOrderSn,
    table: &mut Table,
) -> Result<(), Failure> {
    let number = MerchantRefundSn::new("FB-R-1").context("the refund's number")?;
    let refund = Refund::of_order(order, number.clone());
    let answer = client.send(&refund).await.context("fubei refund")?;
    table.call("fubei: order.refund", &answer.trail, &answer.reply.merchant_refund_sn);
    sandbox.fubei_settle_refund(number.as_str(), FubeiRefundResult::Success).context("the refund's end")?;
    let answer = client.send(&refund.query()).await.context("fubei refund query")?;
    table.call("fubei: order.refund.query", &answer.trail, &answer.reply.refund_status.to_string());
    match answer.reply.refund_status {
        RefundStatus::Success => Ok(()),
        _ => Err(Failure::new("the Fubei refund did not succeed")),
    }
}

async fn listen(credentials: Credentials) -> Result<Listener<String>, Failure> {
    let read = move |_: &HeaderMap, body: &[u8]| {
        let callback = Callback::verify(body, &credentials).ok()?;
        match callback.notice().ok()? {
            Notice::Order(order) => Some(format!("{} {}", order.merchant_order_sn?, order.trade_state)),
            _ => None,
        }
    };
    // A demonstration keeps nothing that could be lost, so no inbox gives it a receipt.
    Listener::start(Box::new(read), Reply { status: StatusCode::OK, body: "success" }).await
}

fn credentials(sandbox: &Sandbox) -> Result<Credentials, Failure> {
    let given = sandbox.credentials();
    Credentials::merchant(given.fubei_app_id(), given.fubei_secret()).context("the Fubei credentials")
}
