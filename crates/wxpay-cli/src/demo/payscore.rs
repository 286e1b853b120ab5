//! A PayScore service: created, confirmed by the user, completed, and paid through the clearing house.

use std::time::{Instant, SystemTime};

use hyper::{HeaderMap, StatusCode};
use wx_payments::{
    AwsLc, Client,
    apiv3::Settings,
    payscore::{
        ChannelId, CompleteOrder, CreateOrder, EndTime, Event, OutOrderNo, QueryOrder, RegisterDeduction,
        ServiceId, Stage, StartTime, SubMchid, UserConfirmation,
        orders::{PostPayment, RiskFund, RiskFundName, TimeRange},
    },
    types::{AppId, Fen, NotifyUrl},
};
use wx_sandbox::{Collector, Sandbox};

use super::{
    listener::{Listener, Reply},
    table::Table,
};
use crate::failure::{Context, Failure};

pub(crate) async fn walk(
    sandbox: &Sandbox,
    settings: &Settings,
    client: &Client,
    table: &mut Table,
) -> Result<(), Failure> {
    let mut listener = listen(settings).await?;
    let order = order(sandbox, &listener.url())?;
    let number = order.out_order_no.clone();
    let answer = client.send(&order).await.context("payscore create")?;
    table.call(
        "payscore: create",
        &answer.trail,
        &format!("{} {}", answer.reply.out_order_no, answer.reply.state),
    );

    let start = Instant::now();
    sandbox.confirm_service_order(number.as_str()).context("the user's confirmation")?;
    let told = listener.next().await?;
    table.event("payscore: notification, verified", start, &told);

    let due = Fen::new(600);
    let items = vec![PostPayment::new("租借费用").with_amount(due)];
    let complete = CompleteOrder::new(
        number.clone(),
        order.service_id.clone(),
        order.sub_mchid.clone(),
        order.channel_id.clone(),
        items,
        due,
    )
    .with_time_range(time_range(Some("20991231235959"))?);
    let answer = client.send(&complete).await.context("payscore complete")?;
    table.call("payscore: complete", &answer.trail, &due.to_string());
    let deduction = RegisterDeduction::new(
        number.clone(),
        order.service_id.clone(),
        order.appid.clone(),
        order.sub_mchid.clone(),
        order.channel_id.clone(),
        "D-000001",
    );
    let answer = client.send(&deduction).await.context("payscore register deduction")?;
    table.call("payscore: register deduction", &answer.trail, "D-000001");
    sandbox.collect_service_order(number.as_str(), Collector::ClearingHouse).context("the deduction")?;

    expect_done(client, &order.query(), table).await
}

async fn expect_done(client: &Client, query: &QueryOrder, table: &mut Table) -> Result<(), Failure> {
    let answer = client.send(query).await.context("payscore query")?;
    table.call("payscore: query", &answer.trail, &answer.reply.state.to_string());
    match answer.reply.stage() {
        Stage::Done => Ok(()),
        stage => Err(Failure::new(format!("the service is at {stage:?}"))),
    }
}

fn order(sandbox: &Sandbox, notify_url: &str) -> Result<CreateOrder, Failure> {
    let what = "the demonstration's service";
    Ok(CreateOrder::new(
        ServiceId::new("2002000000000558128851361561536").context(what)?,
        AppId::new(sandbox.credentials().appid()).context(what)?,
        SubMchid::new("1900000109").context(what)?,
        ChannelId::new("1230000109").context(what)?,
        OutOrderNo::new("SCORE-000001").context(what)?,
        "XX充电宝",
        RiskFund::new(RiskFundName::Deposit, Fen::new(9_900)),
        time_range(None)?,
        UserConfirmation::Required,
        NotifyUrl::new(notify_url).context(what)?,
    ))
}

/// From the user's acceptance on; a service is complete only with an end.
fn time_range(end: Option<&str>) -> Result<TimeRange, Failure> {
    let range = TimeRange::new(StartTime::on_accept());
    Ok(match end {
        Some(end) => range.with_end_time(EndTime::new(end).context("the service's end")?),
        None => range,
    })
}

async fn listen(settings: &Settings) -> Result<Listener<String>, Failure> {
    let receiver = settings.receiver(&AwsLc).context("the platform's keys cannot be used")?;
    let read = move |headers: &HeaderMap, body: &[u8]| {
        let now = SystemTime::UNIX_EPOCH.elapsed().ok()?.as_secs().try_into().ok()?;
        let notification = receiver.verify(headers, body, now).ok()?;
        match Event::read(&receiver.decrypt(&notification).ok()?).ok()? {
            Event::UserConfirm(order) => Some(format!("{} {}", order.out_order_no, order.state)),
            _ => None,
        }
    };
    Listener::start(Box::new(read), Reply { status: StatusCode::NO_CONTENT, body: "" }).await
}
