//! `wxpay prepay`.

use std::{fs, path::PathBuf};

use clap::Args;
use wx_payments::{
    Outcome,
    merchant::AppPrepay,
    types::{Endpoint, Violations},
};

use crate::say::say;
use crate::{
    config,
    failure::{Context, Failure},
};

/// Place an APP order from a JSON file and print what the app needs to start the payment.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The order, with the members of the official page.
    order: PathBuf,
    /// Numbers and keys; `wxpay sandbox` writes such a file.
    #[arg(long, default_value = "wxpay-sandbox/wxpay.env")]
    settings: PathBuf,
    /// The primary host.
    #[arg(long, default_value = "https://api.mch.weixin.qq.com")]
    primary: String,
    /// The backup host.
    #[arg(long)]
    backup: Option<String>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { order: path, settings, primary, backup } = arguments;
    let text = fs::read(&path).context(format!("{} cannot be read", path.display()))?;
    let order = AppPrepay::from_json(&text)
        .map_err(|violations| Failure::new(listed(&path.display().to_string(), &violations)))?;
    let client = config::client(&config::read(&settings)?, config::hosts(&primary, backup.as_deref())?)?;
    let answer = client.send(&order).await.map_err(advised)?;
    let invocation = order.invocation(&client, &answer.reply).context("the invocation cannot be signed")?;
    eprintln!("{} over {}", answer.reply.prepay_id, answer.trail);
    say(format_args!(
        "{}",
        serde_json::to_string_pretty(&invocation).context("the invocation cannot be printed")?
    ));
    Ok(())
}

/// Every broken rule on a line of its own.
fn listed(file: &str, violations: &Violations) -> String {
    let mut text = format!("{file} breaks {} documented rules; nothing was sent", violations.len());
    for violation in violations {
        text.push_str("\n  ");
        text.push_str(&violation.to_string());
    }
    text
}

/// The error, and what to do about it.
fn advised(error: wx_payments::Error) -> Failure {
    let advice = match error.outcome() {
        Outcome::NotSent => "nothing was sent",
        Outcome::Answered => "the platform refused the order",
        Outcome::Unknown => "the order may exist: send the same file again, or query its number",
    };
    let what = match error.trail() {
        Some(trail) => format!("{advice} ({trail})"),
        None => advice.to_owned(),
    };
    Failure::caused(what, error)
}
