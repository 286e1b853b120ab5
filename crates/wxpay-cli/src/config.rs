//! Settings from a `wxpay.env` file: `NAME=value` lines, as the sandbox writes them.

use std::{fs, path::Path, sync::Arc};

use wx_payments::{
    AwsLc, Client,
    apiv3::Settings,
    transport::{Environment, Executor, Host, Hosts, ReqwestTransport},
};

use crate::failure::{Context, Failure};

/// Reads the settings; files that they name are looked for beside the file itself.
pub(crate) fn read(path: &Path) -> Result<Settings, Failure> {
    let text = fs::read_to_string(path).context(format!("{} cannot be read", path.display()))?;
    let value = |name: &str| {
        text.lines()
            .filter_map(|line| line.split_once('='))
            .find(|(key, _)| key.trim() == name)
            .map(|(_, value)| value.trim().to_owned())
            .ok_or_else(|| Failure::new(format!("{}: {name} is missing", path.display())))
    };
    let file = |name: &str| {
        let beside = path.parent().unwrap_or(Path::new("")).join(value(name)?);
        fs::read_to_string(&beside).context(format!("{name}: {} cannot be read", beside.display()))
    };
    let settings = Settings::new(
        value("WXPAY_MCHID")?,
        value("WXPAY_MERCHANT_SERIAL")?,
        file("WXPAY_MERCHANT_PRIVATE_KEY_FILE")?,
        value("WXPAY_APIV3_KEY")?,
    )
    .with_public_key(value("WXPAY_PLATFORM_PUBLIC_KEY_ID")?, file("WXPAY_PLATFORM_PUBLIC_KEY_FILE")?);
    // The merchant's own certificate is not needed to sign; where it is given, key and serial are held against it.
    Ok(match value("WXPAY_MERCHANT_CERTIFICATE_FILE") {
        Ok(_) => settings.with_merchant_certificate(file("WXPAY_MERCHANT_CERTIFICATE_FILE")?),
        Err(_) => settings,
    })
}

/// The primary host and, if there is one, its backup.
pub(crate) fn hosts(primary: &str, backup: Option<&str>) -> Result<Hosts, Failure> {
    let host = |url: &str| Host::parse(url).context(format!("host {url}"));
    let hosts = Hosts::new(host(primary)?);
    match backup {
        Some(backup) => Ok(hosts.with_backup(host(backup)?)),
        None => Ok(hosts),
    }
}

/// A client that signs with these settings and sends to these hosts.
pub(crate) fn client(settings: &Settings, hosts: Hosts) -> Result<Client, Failure> {
    settings.check(&AwsLc).context("the settings cannot be used; nothing was sent")?;
    let credentials = settings.credentials(&AwsLc).context("the merchant's settings cannot be used")?;
    let trust = settings.trust(&AwsLc).context("the platform's keys cannot be used")?;
    Client::new(credentials, trust, executor(hosts)?).context("no client")
}

/// What sends to these hosts, repeats, and fails over.
pub(crate) fn executor(hosts: Hosts) -> Result<Executor, Failure> {
    // Loopback needs no certificates, and a machine without any shall be able to run the demonstration.
    let local = hosts.iter().all(|host| host.base().starts_with("http://"));
    let options = ReqwestTransport::options();
    let options = if local { options.without_system_roots() } else { options };
    let transport = options.build().context("the HTTP client cannot be built")?;
    Ok(Executor::new(Arc::new(transport), hosts, Environment::system()))
}
