//! The APIv3 order life of a direct merchant.

use std::time::{Instant, SystemTime};

use hyper::{HeaderMap, StatusCode};
use wx_payments::{
    AwsLc, Client,
    apiv3::{AppInvocation, Settings},
    merchant::{
        Amount, AppPrepay, Close, Event, PrepayReply, QueryByOutTradeNo, QueryRefund, Refund, RefundAmount,
        RefundStatus, TradeState,
    },
    types::{AppId, Fen, Mchid, NotifyUrl, OutRefundNo, OutTradeNo, TransactionId},
};
use wx_sandbox::{RefundResult, Sandbox, Which};

use super::{
    listener::{Listener, Reply},
    table::Table,
};
use crate::{
    config,
    failure::{Context, Failure},
};

const PRICE: Fen = Fen::new(12_800);

pub(crate) async fn walk(
    sandbox: &Sandbox,
    settings: &Settings,
    client: &Client,
    table: &mut Table,
) -> Result<(), Failure> {
    let mut listener = listen(settings).await?;

    let order = order(sandbox, &listener.url(), "DEMO-000001")?;
    let reply = prepay(client, &order, table).await?;
    let start = Instant::now();
    let invocation: AppInvocation =
        order.invocation(client, &reply).context("the invocation cannot be signed")?;
    table.event("sign the app's invocation", start, &format!("package {}", invocation.package));

    let transaction_id = pay_and_be_told(sandbox, &order, &mut listener, table).await?;
    expect_state(client, &order, &TradeState::Success, table).await?;
    refund_and_be_told(sandbox, client, &transaction_id, &mut listener, table).await?;

    let start = Instant::now();
    sandbox.set_dark(Which::Primary, true).await.context("the primary host cannot be closed")?;
    table.event("the primary host goes dark", start, "connections are refused");
    let order = self::order(sandbox, &listener.url(), "DEMO-000002")?;
    prepay(client, &order, table).await?;
    let close = Close::new(order.out_trade_no.clone(), order.mchid.clone());
    let closed = client.send(&close).await.context("close")?;
    table.call("close that order", &closed.trail, "204, nothing else");
    expect_state(client, &order, &TradeState::Closed, table).await?;
    sandbox.set_dark(Which::Primary, false).await.context("the primary host cannot be opened")
}

/// Takes notifications whose signature matches, and nothing else.
async fn listen(settings: &Settings) -> Result<Listener<Event>, Failure> {
    let receiver = settings.receiver(&AwsLc).context("the platform's keys cannot be used")?;
    let read = move |headers: &HeaderMap, body: &[u8]| {
        let now = SystemTime::UNIX_EPOCH.elapsed().ok()?.as_secs().try_into().ok()?;
        let notification = receiver.verify(headers, body, now).ok()?;
        Event::read(&receiver.decrypt(&notification).ok()?).ok()
    };
    Listener::start(Box::new(read), Reply { status: StatusCode::NO_CONTENT, body: "" }).await
}

async fn prepay(client: &Client, order: &AppPrepay, table: &mut Table) -> Result<PrepayReply, Failure> {
    let answer = client.send(order).await.context("prepay")?;
    table.call(
        &format!("prepay {}", order.out_trade_no),
        &answer.trail,
        &format!("prepay_id {}", answer.reply.prepay_id),
    );
    Ok(answer.reply)
}

/// The user pays; the notification arrives on the listener; the query agrees with it.
async fn pay_and_be_told(
    sandbox: &Sandbox,
    order: &AppPrepay,
    listener: &mut Listener<Event>,
    table: &mut Table,
) -> Result<TransactionId, Failure> {
    let start = Instant::now();
    let paid = sandbox.pay(order.out_trade_no.as_str()).context("the user's payment")?;
    table.event("the user pays", start, &format!("transaction_id {paid}"));
    let Event::Payment(told) = listener.next().await? else {
        return Err(Failure::new("the notification is about something else"));
    };
    table.event(
        "notification: verified, decrypted",
        start,
        &format!("{} {}", told.out_trade_no, told.trade_state),
    );
    if !told.is_paid() || told.transaction_id.as_deref() != Some(&paid) {
        return Err(Failure::new("the notification does not say what happened"));
    }
    TransactionId::new(paid).context("the payment's number")
}

async fn expect_state(
    client: &Client,
    order: &AppPrepay,
    state: &TradeState,
    table: &mut Table,
) -> Result<(), Failure> {
    let query = QueryByOutTradeNo::new(order.out_trade_no.clone(), order.mchid.clone());
    let answer = client.send(&query).await.context("query")?;
    table.call(
        "query the order",
        &answer.trail,
        &format!("{} {}", answer.reply.out_trade_no, answer.reply.trade_state),
    );
    if answer.reply.trade_state == *state {
        Ok(())
    } else {
        Err(Failure::new(format!("the order is not {state}")))
    }
}

/// A refund is requested, ends, is notified, and the query agrees.
async fn refund_and_be_told(
    sandbox: &Sandbox,
    client: &Client,
    transaction_id: &TransactionId,
    listener: &mut Listener<Event>,
    table: &mut Table,
) -> Result<(), Failure> {
    let number = OutRefundNo::new("DEMO-R-1").context("the refund's number")?;
    let refund =
        Refund::of_transaction(transaction_id.clone(), number.clone(), RefundAmount::cny(PRICE, PRICE))
            .with_reason("商品已售完")
            .with_notify_url(NotifyUrl::new(listener.url()).context("the listener's address")?);
    let answer = client.send(&refund).await.context("refund")?;
    table.call(
        &format!("refund {number}"),
        &answer.trail,
        &format!("{} {}", answer.reply.refund_id, answer.reply.status),
    );
    let start = Instant::now();
    sandbox.settle_refund(number.as_str(), RefundResult::Success).context("the refund's end")?;
    let Event::Refund(told) = listener.next().await? else {
        return Err(Failure::new("the notification is about something else"));
    };
    table.event(
        "refund notification: verified",
        start,
        &format!("{} {}", told.out_refund_no, told.refund_status),
    );
    let answer = client.send(&QueryRefund::new(number)).await.context("query refund")?;
    table.call(
        "query the refund",
        &answer.trail,
        &format!("{} {}", answer.reply.out_refund_no, answer.reply.status),
    );
    match answer.reply.status {
        RefundStatus::Success => Ok(()),
        other => Err(Failure::new(format!("the refund is {other}"))),
    }
}

fn order(sandbox: &Sandbox, notify_url: &str, number: &str) -> Result<AppPrepay, Failure> {
    let what = "the demonstration's order";
    Ok(AppPrepay::new(
        AppId::new(sandbox.credentials().appid()).context(what)?,
        Mchid::new(sandbox.credentials().mchid()).context(what)?,
        "Image形象店-深圳腾大-QQ公仔",
        OutTradeNo::new(number).context(what)?,
        NotifyUrl::new(notify_url).context(what)?,
        Amount::new(PRICE),
    )
    .with_attach("自定义数据"))
}

/// What the gateway's merchant would configure.
pub(crate) fn settings(sandbox: &Sandbox) -> Settings {
    let credentials = sandbox.credentials();
    Settings::new(
        credentials.mchid(),
        credentials.merchant_serial(),
        credentials.merchant_private_key_pem(),
        credentials.apiv3_key(),
    )
    .with_public_key(credentials.platform_public_key_id(), credentials.platform_public_key_pem())
}

/// The merchant's client, with both hosts.
pub(crate) fn client(sandbox: &Sandbox, settings: &Settings) -> Result<Client, Failure> {
    let hosts = config::hosts(&sandbox.primary_url(), Some(&sandbox.backup_url()))?;
    config::client(settings, hosts)
}
