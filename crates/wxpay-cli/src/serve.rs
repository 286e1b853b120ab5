//! `wxpay sandbox`.

use std::path::PathBuf;

use clap::Args;
use wx_sandbox::{Credentials, Options, Sandbox};

use crate::failure::{Context, Failure};
use crate::faults;
use crate::say::say;

/// Serve the offline gateway on loopback until stopped.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Port of the primary host; 0 takes any free one.
    #[arg(long, default_value_t = 8801)]
    port: u16,
    /// Port of the backup host; 0 takes any free one.
    #[arg(long, default_value_t = 8802)]
    backup_port: u16,
    /// Port of the host that stands for api.weixin.qq.com; 0 takes any free one.
    #[arg(long, default_value_t = 8803)]
    weixin_port: u16,
    /// Port of the Fubei gateway; 0 takes any free one.
    #[arg(long, default_value_t = 8804)]
    fubei_port: u16,
    /// Folder of the credentials. They are read from there, or generated and written there at the first start.
    #[arg(long, default_value = "wxpay-sandbox")]
    credentials: PathBuf,
    /// How many times faster than documented unanswered notifications are repeated.
    #[arg(long, default_value_t = 1)]
    time_scale: u32,
    /// Let refunds succeed by themselves.
    #[arg(long)]
    auto_settle: bool,
    #[command(flatten)]
    faults: faults::Wanted,
}

pub(crate) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments {
        port,
        backup_port,
        weixin_port,
        fubei_port,
        credentials: folder,
        time_scale,
        auto_settle,
        faults,
    } = arguments;
    let plan = faults.plan()?;
    let options = Options::new()
        .with_ports(port, backup_port)
        .with_weixin_port(weixin_port)
        .with_fubei_port(fubei_port)
        .with_time_scale(time_scale)
        .with_auto_settle(auto_settle);
    let known = folder.join("wxpay.env").exists();
    let options = if known {
        let credentials = Credentials::read_from(&folder).context(format!(
            "the credentials in {} cannot be used; remove the folder to get new ones",
            folder.display()
        ))?;
        options.with_credentials(credentials)
    } else {
        say(format_args!("generating credentials …"));
        options
    };
    let sandbox = Sandbox::start(options).await.context("the gateway did not start")?;
    if !known {
        sandbox
            .credentials()
            .write_to(&folder)
            .context(format!("the credentials cannot be written to {}", folder.display()))?;
    }
    sandbox.faults().set(plan);
    print_how_to_reach(&sandbox, &folder);
    tokio::signal::ctrl_c().await.context("the stop signal cannot be awaited")?;
    say(format_args!("stopping"));
    sandbox.stop().await;
    Ok(())
}

fn print_how_to_reach(sandbox: &Sandbox, folder: &std::path::Path) {
    let primary = sandbox.primary_url();
    say(format_args!("primary host   {primary}   (stands for https://api.mch.weixin.qq.com)"));
    say(format_args!(
        "backup host    {}   (stands for https://api2.mch.weixin.qq.com)",
        sandbox.backup_url()
    ));
    say(format_args!("weixin host    {}   (stands for https://api.weixin.qq.com)", sandbox.weixin_url()));
    say(format_args!("fubei host     {}   (stands for https://shq-api.51fubei.com)", sandbox.fubei_url()));
    say(format_args!(
        "merchant       {}   app {}",
        sandbox.credentials().mchid(),
        sandbox.credentials().appid()
    ));
    say(format_args!("credentials    {}", folder.display()));
    say(format_args!(""));
    say(format_args!(
        "let a user pay:     curl -d '{{\"out_trade_no\":\"A-10001\"}}' {primary}/_sandbox/pay"
    ));
    say(format_args!(
        "end a refund:       curl -d '{{\"out_refund_no\":\"R-10001\",\"result\":\"SUCCESS\"}}' {primary}/_sandbox/settle-refund"
    ));
    say(format_args!("other controls:     crates/wx-sandbox/README.md lists them"));
    say(format_args!("see what happened:  curl {primary}/_sandbox/log"));
    say(format_args!(""));
    say(format_args!("stop with Ctrl-C"));
}
