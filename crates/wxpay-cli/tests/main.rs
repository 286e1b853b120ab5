//! The binary as a user runs it: what it prints, and how it fails.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

const ORDER: &str = r#"{
    "appid": "wxd678efh567hg6787",
    "mchid": "1900000001",
    "description": "Image形象店-深圳腾大-QQ公仔",
    "out_trade_no": "CLI-00001",
    "notify_url": "http://127.0.0.1:9/notify",
    "amount": { "total": 100, "currency": "CNY" }
}"#;

fn wxpay(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wxpay")).args(arguments).output().unwrap()
}

/// A folder that is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("wxpay-cli-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A served gateway, with the addresses it printed.
struct Gateway {
    process: Child,
    primary: String,
    backup: String,
}

impl Gateway {
    fn start(credentials: &Path) -> Self {
        Self::start_with(credentials, &[])
    }

    fn start_with(credentials: &Path, more: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_wxpay"))
            .args([
                "sandbox",
                "--port",
                "0",
                "--backup-port",
                "0",
                "--weixin-port",
                "0",
                "--fubei-port",
                "0",
                "--credentials",
            ])
            .arg(credentials)
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut address = |of: &str| {
            let line = lines.find(|line| line.starts_with(of)).unwrap();
            line.split_whitespace().find(|word| word.starts_with("http://127.0.0.1:")).unwrap().to_owned()
        };
        let (primary, backup) = (address("primary host"), address("backup host"));
        // The credentials are written before the addresses are printed; nobody reads the rest, which must not matter.
        Self { process, primary, backup }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[track_caller]
fn fails(output: &Output, parts: &[&str]) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
}

#[test]
fn the_demonstration_walks_the_whole_life() {
    let output = wxpay(&["demo"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for part in [
        "prepay DEMO-000001",
        "notification: verified",
        "refund notification",
        "primary > backup",
        "payscore: query",
        "f2f: poll until settled",
        "cloud: queryorder confirms it",
        "fubei: order.refund.query",
        "all steps succeeded",
    ] {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
}

#[test]
fn an_order_is_placed_with_the_files_that_the_sandbox_wrote() {
    let folder = Folder::new("prepay");
    let gateway = Gateway::start(&folder.0.join("credentials"));
    let order = folder.file("order.json", ORDER);
    let settings = folder.path("credentials/wxpay.env");
    let hosts = ["--primary", &gateway.primary, "--backup", &gateway.backup];
    let output = wxpay(&[&["prepay", &order, "--settings", &settings], &hosts[..]].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text} {}", String::from_utf8_lossy(&output.stderr));
    for part in ["\"prepayid\"", "\"package\": \"Sign=WXPay\"", "\"partnerid\": \"1900000001\""] {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }

    bad_input(&folder, &order, &settings, &hosts);
}

/// Every kind of bad input gives one clear error that names the thing; nothing panics.
fn bad_input(folder: &Folder, order: &str, settings: &str, hosts: &[&str]) {
    let prepay = |order: &str, settings: &str, hosts: &[&str]| {
        wxpay(&[&["prepay", order, "--settings", settings], hosts].concat())
    };
    let env = fs::read_to_string(settings).unwrap();
    let credentials = |name: &str, text: &str| folder.file(&format!("credentials/{name}"), text);

    let broken = ORDER.replace("CLI-00001", "A1").replace("\"total\": 100", "\"total\": 0");
    let file = folder.file("broken.json", &broken);
    let rules = [
        "2 documented rules",
        "out_trade_no: must be 6 to 32 characters (found 2)",
        "amount.total: must be at least 1 (found 0)",
    ];
    fails(&prepay(&file, settings, hosts), &rules);

    fails(&prepay(&folder.path("absent.json"), settings, hosts), &["absent.json cannot be read"]);
    fails(&prepay(order, &folder.path("absent.env"), hosts), &["absent.env cannot be read"]);

    let env_with = |name: &str, value: &str| {
        let changed: String = env
            .lines()
            .map(
                |line| if line.starts_with(name) { format!("{name}={value}\n") } else { format!("{line}\n") },
            )
            .collect();
        credentials("changed.env", &changed)
    };
    fails(&prepay(order, &env_with("WXPAY_APIV3_KEY", "short"), hosts), &["apiv3_key", "32"]);
    let file = env_with("WXPAY_MERCHANT_PRIVATE_KEY_FILE", "merchant-certificate.pem");
    fails(&prepay(order, &file, hosts), &["private_key_pem", "certificate"]);
    credentials("torn.pem", "-----BEGIN PRIVATE KEY-----\nMIIE");
    let file = env_with("WXPAY_MERCHANT_PRIVATE_KEY_FILE", "torn.pem");
    fails(&prepay(order, &file, hosts), &["private_key_pem"]);
    let file = env_with("WXPAY_MERCHANT_PRIVATE_KEY_FILE", "absent.pem");
    fails(&prepay(order, &file, hosts), &["WXPAY_MERCHANT_PRIVATE_KEY_FILE", "absent.pem cannot be read"]);

    fails(
        &prepay(order, settings, &["--primary", "http://api.mch.weixin.qq.com"]),
        &["host http://api.mch.weixin.qq.com", "https"],
    );
    fails(&prepay(order, settings, &["--primary", "nonsense"]), &["host nonsense"]);
    fails(
        &prepay(order, settings, &["--primary", "http://127.0.0.1:1"]),
        &["nothing was sent", "could not connect"],
    );

    let other = folder.file("other.json", &ORDER.replace("\"total\": 100", "\"total\": 200"));
    fails(
        &prepay(&other, settings, hosts),
        &["the platform refused the order", "out_trade_no CLI-00001", "INVALID_REQUEST"],
    );
}

#[test]
fn the_catalogue_of_faults_is_listed() {
    let output = wxpay(&["faults"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for part in ["reset-after ", "truncated=N ", "notification-lost ", "clock-skew=N "] {
        assert!(text.lines().any(|line| line.starts_with(part)), "{part:?} begins no line of: {text}");
    }
}

#[test]
fn the_gateway_fails_as_the_plan_says() {
    let folder = Folder::new("faults");
    let credentials = PathBuf::from(folder.path("credentials"));
    wx_sandbox::Credentials::for_tests().unwrap().write_to(&credentials).unwrap();
    let plan = folder.file("plan.json", r#"{ "rules": [{ "fault": "reset-after", "next": 5 }] }"#);
    let gateway =
        Gateway::start_with(&credentials, &["--faults", &plan, "--fault", "html-502@/v3/*:2", "--seed", "7"]);
    let order = folder.file("order.json", ORDER);
    let settings = folder.path("credentials/wxpay.env");
    let hosts = ["--primary", &gateway.primary, "--backup", &gateway.backup];
    let output = wxpay(&[&["prepay", &order, "--settings", &settings], &hosts[..]].concat());
    fails(&output, &["out_trade_no CLI-00001"]);
}

#[test]
fn a_plan_that_cannot_be_read_is_named() {
    let folder = Folder::new("plans");
    let wrong = folder.file("plan.json", r#"{ "rules": [{ "fault": "gremlins" }] }"#);
    fails(
        &wxpay(&["sandbox", "--faults", &wrong]),
        &["plan.json is not a plan of faults", "rules/0/fault is not in the catalogue"],
    );
    fails(&wxpay(&["sandbox", "--faults", "absent.json"]), &["absent.json cannot be read"]);
    fails(&wxpay(&["sandbox", "--fault", "stale:x"]), &["the number must be whole"]);
}
