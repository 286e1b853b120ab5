//! Bills: asked for, fetched, checked, and damaged.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use wx_sandbox::{BillSpoil, RefundResult, Sandbox};

use crate::client::{APP, Draft, NOW, REFUNDS, Reply, UNDOCUMENTED, order, post, start, with};
use crate::openssl::{directory, openssl};

const DAY: i64 = 86_400;
/// From the sandbox's standing clock to noon of the next day.
const TOMORROW: i64 = DAY + 6 * 3_600;
const TRADE: &str = "/v3/bill/tradebill?bill_date=2023-11-15";
const FLOW: &str = "/v3/bill/fundflowbill?bill_date=2023-11-15";

async fn get_at(sandbox: &Sandbox, offset: i64, target: &str) -> Reply {
    sandbox.set_clock_offset(offset);
    let mut draft = Draft::new(sandbox, "GET", target, b"");
    draft.timestamp = NOW.saturating_add(offset).to_string();
    draft.send(sandbox).await
}

/// Asks for a bill, tomorrow at noon.
async fn ask(sandbox: &Sandbox, target: &str) -> Value {
    let reply = get_at(sandbox, TOMORROW, target).await;
    assert_eq!(reply.status(), 200, "{}", reply.0.json());
    assert_eq!(reply.0.verify(sandbox.credentials(), NOW.saturating_add(TOMORROW)), Ok(()));
    assert_eq!(reply.0.json()["hash_type"], "SHA1");
    reply.0.json()
}

/// Fetches the file that an answer offers.
async fn fetch(sandbox: &Sandbox, offer: &Value) -> Reply {
    let url = offer["download_url"].as_str().unwrap();
    let target = url.strip_prefix(&sandbox.primary_url()).expect("the host that was asked");
    get_at(sandbox, TOMORROW, target).await
}

/// Runs a command over a file of these bytes.
fn with_file<T>(bytes: &[u8], run: impl FnOnce(&Path) -> T) -> T {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let dir = directory(&format!("bill-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
    std::fs::write(dir.join("file"), bytes).unwrap();
    let outcome = run(&dir);
    std::fs::remove_dir_all(dir).unwrap();
    outcome
}

/// SHA-1 by the `openssl` command.
fn sha1(bytes: &[u8]) -> String {
    let digest = with_file(bytes, |dir| openssl(&["dgst", "-sha1", "-r", "file"], dir));
    String::from_utf8(digest).unwrap()[..40].to_owned()
}

/// Unpacks with the `gzip` command; `None` if it finds the file damaged.
fn gunzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let output = with_file(bytes, |dir| {
        let input = std::fs::File::open(dir.join("file")).unwrap();
        Command::new("gzip").arg("-dc").stdin(input).stderr(Stdio::null()).output().unwrap()
    });
    output.status.success().then_some(output.stdout)
}

/// Two payments, one of them refunded twice and the other of a sub-merchant.
async fn traded() -> Sandbox {
    let sandbox = start().await;
    let body = with(order("A-00001"), "/amount/total", json!(1234));
    post(&sandbox, APP, &with(body, "/attach", json!("a,b"))).await.ok(&sandbox);
    sandbox.pay("A-00001").unwrap();
    post(&sandbox, APP, &order("unpaid")).await.ok(&sandbox);
    for (number, amount) in [("R1", 200), ("R2", 34)] {
        let refund = json!({
            "out_trade_no": "A-00001",
            "out_refund_no": number,
            "amount": { "refund": amount, "total": 1234, "currency": "CNY" },
        });
        post(&sandbox, REFUNDS, &refund).await.ok(&sandbox);
    }
    sandbox.settle_refund("R1", RefundResult::Success).unwrap();
    let partner = json!({
        "sp_appid": "wxd678efh567hg6787",
        "sp_mchid": "1900000001",
        "sub_mchid": "1900000109",
        "description": "d",
        "out_trade_no": "B-00001",
        "notify_url": "https://www.example.com/notify",
        "amount": { "total": 1 },
    });
    post(&sandbox, "/v3/pay/partner/transactions/native", &partner).await.ok(&sandbox);
    sandbox.pay("B-00001").unwrap();
    sandbox
}

/// The rows of a file, each as cells; backticks are checked and removed.
fn rows(file: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(file).unwrap();
    assert!(text.ends_with('\n'));
    let lines = text.lines().enumerate();
    let summary = text.lines().count().checked_sub(2).unwrap();
    lines
        .map(|(index, line)| {
            let cells = line.split(',');
            if index == 0 || index == summary {
                cells.map(str::to_owned).collect()
            } else {
                cells.map(|cell| cell.strip_prefix('`').unwrap().to_owned()).collect()
            }
        })
        .collect()
}

fn column<'a>(rows: &'a [Vec<String>], name: &str) -> Vec<&'a str> {
    let at = rows[0].iter().position(|known| known == name).unwrap();
    rows[1..rows.len().checked_sub(2).unwrap()].iter().map(|row| row[at].as_str()).collect()
}

#[tokio::test]
async fn a_trade_bill_tells_what_was_traded() {
    let sandbox = traded().await;
    let offer = ask(&sandbox, TRADE).await;
    let file = fetch(&sandbox, &offer).await;
    assert_eq!(file.status(), 200);
    assert_eq!(file.0.verify(sandbox.credentials(), NOW), Err("unsigned"));
    assert_eq!(sha1(&file.0.body), offer["hash_value"]);
    let rows = rows(&file.0.body);
    assert_eq!(rows.len(), 7);
    assert!(rows.iter().take(5).all(|row| row.len() == 27));
    assert_eq!(column(&rows, "交易时间"), ["2023-11-15 06:13:20"; 4]);
    assert_eq!(column(&rows, "商户订单号"), ["A-00001", "A-00001", "A-00001", "B-00001"]);
    assert_eq!(column(&rows, "交易状态"), ["SUCCESS", "REFUND", "REFUND", "SUCCESS"]);
    assert_eq!(column(&rows, "交易类型"), ["APP", "APP", "APP", "NATIVE"]);
    assert_eq!(column(&rows, "订单金额"), ["12.34", "0.00", "0.00", "0.01"]);
    assert_eq!(column(&rows, "退款金额"), ["0.00", "2.00", "0.34", "0.00"]);
    assert_eq!(column(&rows, "商户退款单号"), ["0", "R1", "R2", "0"]);
    assert_eq!(column(&rows, "退款状态"), ["", "SUCCESS", "PROCESSING", ""]);
    assert_eq!(column(&rows, "特约商户号"), ["0", "0", "0", "1900000109"]);
    assert_eq!(column(&rows, "商户数据包"), ["a\\ b", "a\\ b", "a\\ b", ""]);
    assert_eq!(rows[6], ["4.0", "12.35", "2.34", "0.0", "0.0", "12.35", "2.34"]);

    let numbers = async |suffix: &str| {
        let file = fetch(&sandbox, &ask(&sandbox, &format!("{TRADE}{suffix}")).await).await;
        column(&self::rows(&file.0.body), "商户订单号").len()
    };
    assert_eq!(numbers("&bill_type=SUCCESS").await, 2);
    assert_eq!(numbers("&bill_type=REFUND").await, 2);
    assert_eq!(numbers("&sub_mchid=1900000109").await, 1);
}

#[tokio::test]
async fn a_fund_flow_bill_tells_what_moved() {
    let sandbox = traded().await;
    let offer = ask(&sandbox, FLOW).await;
    let file = fetch(&sandbox, &offer).await;
    assert_eq!(sha1(&file.0.body), offer["hash_value"]);
    let rows = rows(&file.0.body);
    assert_eq!(
        column(&rows, "收支类型"),
        ["收入", "支出"],
        "neither a refund on its way nor a sub-merchant's"
    );
    assert_eq!(column(&rows, "收支金额(元)"), ["12.34", "2.00"]);
    assert_eq!(column(&rows, "账户结余(元)"), ["12.34", "10.34"]);
    assert_eq!(column(&rows, "业务凭证号"), ["A-00001", "R1"]);
    assert_eq!(rows[4], ["2", "1", "12.34", "1", "2.00"]);
    let reply = get_at(&sandbox, TOMORROW, &format!("{FLOW}&account_type=FEES")).await;
    reply.refused_unsigned(400, "NO_STATEMENT_EXIST", UNDOCUMENTED);
}

#[tokio::test]
async fn a_packed_bill_has_the_digest_of_what_is_inside() {
    let sandbox = traded().await;
    let plain = fetch(&sandbox, &ask(&sandbox, TRADE).await).await.0.body;
    let offer = ask(&sandbox, &format!("{TRADE}&tar_type=GZIP")).await;
    assert!(offer["download_url"].as_str().unwrap().ends_with("&tartype=gzip"));
    let packed = fetch(&sandbox, &offer).await;
    assert_eq!(packed.0.header("content-encoding"), None, "the file is packed, not the transfer");
    assert_eq!(gunzip(&packed.0.body).as_ref(), Some(&plain));
    assert_eq!(sha1(&plain), offer["hash_value"]);
}

#[tokio::test]
async fn bills_come_at_ten_of_the_next_day() {
    let sandbox = traded().await;
    let to_ten = DAY + 4 * 3_600 - 13 * 60 - 20;
    for (offset, date, status, code) in [
        (0, "2023-11-15", 400, Some("STATEMENT_CREATING")),
        (0, "2023-11-16", 400, Some("NO_STATEMENT_EXIST")),
        (to_ten - 7 * 60, "2023-11-15", 400, Some("STATEMENT_CREATING")),
        (to_ten, "2023-11-15", 200, None),
        (to_ten, "2023-11-14", 400, Some("NO_STATEMENT_EXIST")),
        (92 * DAY, "2023-11-15", 200, None),
        (94 * DAY, "2023-11-15", 400, Some("NO_STATEMENT_EXIST")),
    ] {
        let reply = get_at(&sandbox, offset, &format!("/v3/bill/tradebill?bill_date={date}")).await;
        let body = reply.0.json();
        assert_eq!((reply.status(), body["code"].as_str()), (status, code), "{offset} {date} {body}");
    }
}

#[tokio::test]
async fn parameters_are_checked() {
    let sandbox = traded().await;
    for (target, field) in [
        ("/v3/bill/tradebill".to_owned(), "bill_date"),
        ("/v3/bill/tradebill?bill_date=20231115".to_owned(), "bill_date"),
        ("/v3/bill/tradebill?bill_date=2023-13-15".to_owned(), "bill_date"),
        (format!("{TRADE}&bill_type=all"), "bill_type"),
        (format!("{TRADE}&tar_type=gzip"), "tar_type"),
        (format!("{TRADE}&account_type=BASIC"), "query"),
        (format!("{FLOW}&account_type=ALL"), "account_type"),
        ("/v3/billdownload/file".to_owned(), "token"),
    ] {
        let reply = get_at(&sandbox, TOMORROW, &target).await;
        assert_eq!(reply.refused_unsigned(400, "PARAM_ERROR", 268_435_461)["field"], field, "{target}");
    }
}

#[tokio::test]
async fn an_address_ends_and_needs_a_signature() {
    let sandbox = traded().await;
    let offer = ask(&sandbox, TRADE).await;
    let target = offer["download_url"].as_str().unwrap().split_at(sandbox.primary_url().len()).1;
    assert_eq!(get_at(&sandbox, TOMORROW.saturating_add(30), target).await.status(), 200);
    let gone = |reply: Reply| reply.refused_unsigned(400, "INVALID_REQUEST", UNDOCUMENTED);
    gone(get_at(&sandbox, TOMORROW.saturating_add(31), target).await);
    gone(get_at(&sandbox, TOMORROW, &format!("{target}&tartype=gzip")).await);
    gone(get_at(&sandbox, TOMORROW, &format!("{target}x")).await);
    let mut draft = Draft::new(&sandbox, "GET", target, b"");
    draft.timestamp = NOW.saturating_add(TOMORROW).to_string();
    draft.signed_target = Some("/v3/billdownload/file".to_owned());
    let reply = draft.send(&sandbox).await;
    reply.refused_unsigned(401, "SIGN_ERROR", 268_443_699);
    assert_eq!(reply.0.header("wechatpay-signature"), None);
}

#[tokio::test]
async fn bills_can_be_spoiled() {
    let sandbox = traded().await;
    let right = fetch(&sandbox, &ask(&sandbox, TRADE).await).await.0.body;
    let packed = format!("{TRADE}&tar_type=GZIP");
    for spoil in [BillSpoil::FlippedByte, BillSpoil::Truncated, BillSpoil::LyingDigest] {
        sandbox.spoil_bills(spoil, 2);
        let offer = ask(&sandbox, TRADE).await;
        let file = fetch(&sandbox, &offer).await.0.body;
        assert_ne!(sha1(&file), offer["hash_value"], "{spoil}");
        match spoil {
            BillSpoil::FlippedByte => {
                assert_eq!(file.iter().zip(&right).filter(|(one, other)| one != other).count(), 1);
                assert_eq!(file.len(), right.len());
            }
            BillSpoil::Truncated => assert!(right.starts_with(&file) && file.len() < right.len()),
            _ => assert_eq!(file, right),
        }
        let offer = ask(&sandbox, &packed).await;
        let unpacked = gunzip(&fetch(&sandbox, &offer).await.0.body);
        assert_eq!(unpacked.is_none(), spoil == BillSpoil::Truncated, "{spoil}");
        assert!(unpacked.is_none_or(|file| sha1(&file) != offer["hash_value"]), "{spoil}");
    }
    let offer = ask(&sandbox, TRADE).await;
    assert_eq!(sha1(&fetch(&sandbox, &offer).await.0.body), offer["hash_value"]);
}

/// Takes chunked transfer apart.
fn joined(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let line = body.windows(2).position(|two| two == b"\r\n").unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&body[..line]).unwrap(), 16).unwrap();
        body = &body[line.saturating_add(2)..];
        if length == 0 {
            return whole;
        }
        whole.extend_from_slice(&body[..length]);
        body = &body[length.saturating_add(2)..];
    }
}

#[tokio::test]
async fn a_big_bill_comes_in_pieces() {
    let sandbox = start().await;
    sandbox.set_big_bill(Some(1000));
    let offer = ask(&sandbox, TRADE).await;
    let reply = fetch(&sandbox, &offer).await;
    assert_eq!(reply.0.header("transfer-encoding"), Some("chunked"));
    let file = joined(&reply.0.body);
    assert_eq!(sha1(&file), offer["hash_value"]);
    let rows = rows(&file);
    assert_eq!((column(&rows, "商户订单号").len(), rows[1002][1].as_str()), (1000, "10.00"));
    let offer = ask(&sandbox, &format!("{TRADE}&tar_type=GZIP")).await;
    assert_eq!(gunzip(&joined(&fetch(&sandbox, &offer).await.0.body)), Some(file));
    sandbox.set_big_bill(None);
    let reply = get_at(&sandbox, TOMORROW, TRADE).await;
    reply.refused_unsigned(400, "NO_STATEMENT_EXIST", UNDOCUMENTED);
}
