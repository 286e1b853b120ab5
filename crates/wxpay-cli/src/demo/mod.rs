//! `wxpay demo`: all five order interfaces over a real wire, and an outage of the primary host.

mod cloudrun;
mod f2f;
mod fubei;
mod listener;
mod merchant;
mod payscore;
mod table;

use std::time::Instant;

use wx_sandbox::{Options, Sandbox};

use crate::say::say;
use crate::{
    demo::table::Table,
    failure::{Context, Failure},
};

pub(crate) async fn run() -> Result<(), Failure> {
    let start = Instant::now();
    let sandbox = Sandbox::start(Options::new()).await.context("the gateway did not start")?;
    say(format_args!("offline gateway: primary {}, backup {}", sandbox.primary_url(), sandbox.backup_url()));
    say(format_args!("credentials generated and gateway started in {} ms", start.elapsed().as_millis()));
    say(format_args!(""));
    let names = vec![
        (sandbox.primary_url(), "primary"),
        (sandbox.backup_url(), "backup"),
        (sandbox.weixin_url(), "weixin"),
        (sandbox.fubei_url(), "fubei"),
    ];
    let mut table = Table::new(names);
    let settings = merchant::settings(&sandbox);
    let client = merchant::client(&sandbox, &settings)?;
    merchant::walk(&sandbox, &settings, &client, &mut table).await?;
    payscore::walk(&sandbox, &settings, &client, &mut table).await?;
    f2f::walk(&sandbox, &mut table).await?;
    cloudrun::walk(&sandbox, &mut table).await?;
    fubei::walk(&sandbox, &mut table).await?;
    say(format_args!(""));
    say(format_args!("all steps succeeded in {} ms", start.elapsed().as_millis()));
    sandbox.stop().await;
    Ok(())
}
