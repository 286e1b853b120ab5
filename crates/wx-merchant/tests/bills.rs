//! Bills: from the signed answer through the unsigned file to the rows. Nothing of a file is a row before its digest is
//! right.

use std::io::{self, Cursor, Write};

use wx_apiv3::{Outcome, Reason};
use wx_merchant::{
    TradeState,
    bills::{
        Bill, BillAddress, BillError, BillLimits, BillRefundStatus, Downloaded, FundFlowRow, FundFlowWay,
        LineFault, Rows, TradeRow, download,
    },
    transactions::TradeType,
};
use wx_sign::{Sha1Hasher, Sha1Sum};
use wx_types::Fen;

use crate::{
    files::{Ending, Files, gzip},
    platform::{Platform, run},
};

const TRADE: &str = include_str!("fixtures/bills/trade_all.csv");
const TRADE_OLD: &str = include_str!("fixtures/bills/trade_old.csv");
const TRADE_REFUND: &str = include_str!("fixtures/bills/trade_refund.csv");
const FUND_FLOW: &str = include_str!("fixtures/bills/fund_flow.csv");
const URL: &str = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=canary";

fn digest(file: &[u8]) -> Sha1Sum {
    let mut hasher = Sha1Hasher::new();
    hasher.update(file);
    hasher.finish()
}

fn address_of(digest: Sha1Sum, url: &str) -> BillAddress {
    let json =
        serde_json::json!({ "hash_type": "SHA1", "hash_value": digest.to_string(), "download_url": url });
    serde_json::from_value(json).unwrap()
}

fn address(file: &[u8]) -> BillAddress {
    address_of(digest(file), URL)
}

/// Downloads what `files` serves, where the signed answer promised `promised`.
fn get(files: &Files, promised: &[u8], limits: BillLimits) -> (Result<Downloaded, BillError>, Vec<u8>) {
    let mut spool = Vec::new();
    let client = Platform::new(200, "").client();
    let downloaded = run(download(&client, files, &address(promised), limits, &mut spool));
    (downloaded, spool)
}

/// The rows of a file in memory.
type RowsOf<'a, T> = Rows<io::BufReader<Cursor<&'a [u8]>>, T>;

fn trades(file: &[u8]) -> Result<RowsOf<'_, TradeRow>, BillError> {
    Bill::verified(Cursor::new(file), &digest(file)).unwrap().trades()
}

fn fund_flows(file: &[u8]) -> Result<RowsOf<'_, FundFlowRow>, BillError> {
    Bill::verified(Cursor::new(file), &digest(file)).unwrap().fund_flows()
}

// ---- downloads

#[test]
fn a_bill_arrives_in_pieces_of_any_size_plain_or_as_gzip() {
    let compressed = gzip(TRADE.as_bytes());
    for (file, sizes) in [(TRADE.as_bytes(), [1, 2, 3, 7, 5000]), (&compressed[..], [1, 2, 3, 7, 5000])] {
        for size in sizes {
            let files = Files::new(file, size);
            let (downloaded, spool) = get(&files, TRADE.as_bytes(), BillLimits::default());
            let downloaded = downloaded.unwrap();
            assert_eq!(downloaded.digest, digest(TRADE.as_bytes()));
            assert_eq!((downloaded.bytes, spool.as_slice()), (TRADE.len() as u64, TRADE.as_bytes()));
            assert_eq!(*files.asked.lock().unwrap(), [URL]);
            let bill = Bill::verified(Cursor::new(spool), &downloaded.digest).unwrap();
            assert_eq!(bill.trades().unwrap().count(), 3);
        }
    }
}

#[test]
fn an_empty_file_is_a_file() {
    let (downloaded, spool) = get(&Files::new(b"", 1), b"", BillLimits::default());
    assert_eq!((downloaded.unwrap().bytes, spool.len()), (0, 0));
    let error = trades(b"").unwrap_err();
    assert!(matches!(error, BillError::Line { line: 1, fault: LineFault::NoTotals }), "{error:?}");
    let (downloaded, _) = get(&Files::new(b"", 1), b"x", BillLimits::default());
    assert!(matches!(downloaded, Err(BillError::Mismatch)));
}

#[test]
fn a_flipped_bit_anywhere_is_found() {
    for at in (0..TRADE.len()).step_by(13) {
        let mut file = TRADE.as_bytes().to_vec();
        file[at] ^= 1 << (at % 8);
        let (downloaded, spool) = get(&Files::new(&file, 100), TRADE.as_bytes(), BillLimits::default());
        let error = downloaded.unwrap_err();
        // Two flipped bits at the front could look like gzip; that is refused as well.
        assert!(matches!(error, BillError::Mismatch | BillError::Gzip), "{at}: {error:?}");
        assert!(error.is_worth_repeating());
        let bill = Bill::verified(Cursor::new(spool), &digest(TRADE.as_bytes()));
        assert!(matches!(bill, Err(BillError::Mismatch)), "{at}");
    }
}

#[test]
fn a_flipped_bit_in_a_compressed_bill_is_found() {
    let whole = gzip(TRADE.as_bytes());
    for at in 0..whole.len() {
        // The header's flags, time and system say nothing about the content.
        if (3..10).contains(&at) {
            continue;
        }
        let mut file = whole.clone();
        file[at] ^= 1 << (at % 8);
        let (downloaded, spool) = get(&Files::new(&file, 64), TRADE.as_bytes(), BillLimits::default());
        // One text has more than one compressed form; what counts is the text.
        assert!(downloaded.is_err() || spool == TRADE.as_bytes(), "{at}");
    }
}

#[test]
fn a_bill_that_is_cut_off_is_found() {
    let whole = gzip(TRADE.as_bytes());
    for size in (0..whole.len()).step_by(5) {
        let (downloaded, _) = get(&Files::new(&whole[..size], 64), TRADE.as_bytes(), BillLimits::default());
        let error = downloaded.unwrap_err();
        assert!(matches!(error, BillError::Gzip | BillError::Mismatch), "{size}: {error:?}");
    }
    let longer = [&whole[..], b"x"].concat();
    let (downloaded, _) = get(&Files::new(&longer, 64), TRADE.as_bytes(), BillLimits::default());
    assert!(matches!(downloaded, Err(BillError::Gzip)));
    for size in (0..TRADE.len()).step_by(50) {
        let (downloaded, _) =
            get(&Files::new(&TRADE.as_bytes()[..size], 64), TRADE.as_bytes(), BillLimits::default());
        assert!(matches!(downloaded, Err(BillError::Mismatch)), "{size}");
    }
    let files = Files { ending: Ending::Broken, ..Files::new(TRADE.as_bytes(), 64) };
    let error = get(&files, TRADE.as_bytes(), BillLimits::default()).0.unwrap_err();
    assert!(matches!(&error, BillError::Fetch(cause) if cause.outcome() == Outcome::Unknown));
    assert!(error.is_worth_repeating());
    assert_eq!(files.asked.lock().unwrap().len(), 1, "a download is neither repeated nor resumed");
}

#[test]
fn a_digest_that_lies_or_is_none_is_found() {
    let (downloaded, _) = get(&Files::new(TRADE.as_bytes(), 64), b"another bill", BillLimits::default());
    assert!(matches!(downloaded, Err(BillError::Mismatch)));
    for (kind, value) in [
        ("SHA1", ""),
        ("SHA1", "da39a3ee5e6b4b0d3255bfef95601890afd8070"),
        ("SHA1", "ga39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("MD5", "d41d8cd98f00b204e9800998ecf8427e"),
        ("SHA256", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ] {
        let json = serde_json::json!({ "hash_type": kind, "hash_value": value, "download_url": URL });
        let address: BillAddress = serde_json::from_value(json).unwrap();
        let files = Files::new(b"", 1);
        let client = Platform::new(200, "").client();
        let downloaded = run(download(&client, &files, &address, BillLimits::default(), &mut Vec::new()));
        assert!(matches!(downloaded, Err(BillError::Digest)), "{kind} {value}");
        assert!(files.asked.lock().unwrap().is_empty(), "nothing is asked for what could not be trusted");
    }
}

#[test]
fn a_digest_may_be_in_upper_case() {
    let hash = digest(TRADE.as_bytes()).to_string().to_uppercase();
    let json = serde_json::json!({ "hash_type": "SHA1", "hash_value": hash, "download_url": URL });
    let address: BillAddress = serde_json::from_value(json).unwrap();
    assert_eq!(address.digest().unwrap(), digest(TRADE.as_bytes()));
}

#[test]
fn a_gzip_bomb_is_stopped_early() {
    let zeros = vec![b'0'; 64 * 1024 * 1024];
    let bomb = gzip(&zeros);
    assert!(bomb.len() < 80_000, "{}", bomb.len());
    for size in [64, 1000, 1_000_000] {
        let (downloaded, spool) = get(&Files::new(&bomb, size), &zeros, BillLimits::default());
        let error = downloaded.unwrap_err();
        assert!(matches!(error, BillError::Expands { .. }), "{error:?}");
        assert!(!error.is_worth_repeating());
        assert!(spool.len() <= 1024 * 1024 + 100 * bomb.len(), "{}", spool.len());
    }
    // Whoever expects such a bill may have it.
    let limits = BillLimits::default().with_ratio(2000);
    assert_eq!(get(&Files::new(&bomb, 1000), &zeros, limits).0.unwrap().bytes, 64 * 1024 * 1024);
    let limits = limits.with_written(10_000_000);
    let (downloaded, spool) = get(&Files::new(&bomb, 1000), &zeros, limits);
    assert!(matches!(downloaded, Err(BillError::Expands { limit: 10_000_000 })));
    assert!(spool.len() <= 10_000_000);
}

#[test]
fn a_body_without_end_is_stopped() {
    let limits = BillLimits::default().with_received(1_000_000).with_written(5_000_000);
    let files = Files { ending: Ending::Endless, ..Files::new(&[b'`'; 4096], 4096) };
    let (downloaded, spool) = get(&files, TRADE.as_bytes(), limits);
    assert!(matches!(downloaded, Err(BillError::TooLarge { limit: 1_000_000 })));
    assert!(spool.len() <= 1_000_000);
    assert!(files.served.load(std::sync::atomic::Ordering::Relaxed) < 1_010_000);
    // What is plain text may be capped as text, too.
    let (downloaded, _) = get(&files, TRADE.as_bytes(), limits.with_received(u64::MAX).with_written(500_000));
    assert!(matches!(downloaded, Err(BillError::Expands { limit: 500_000 })));
}

#[test]
fn an_address_elsewhere_is_not_asked() {
    let client = Platform::new(200, "").client();
    for url in [
        "https://evil.example/v3/billdownload/file?token=canary",
        "https://api.mch.weixin.qq.com@evil.example/v3/billdownload/file?token=canary",
        "https://api.mch.weixin.qq.com/v3/certificates?token=canary",
    ] {
        let files = Files::new(TRADE.as_bytes(), 64);
        let address = address_of(digest(TRADE.as_bytes()), url);
        let error =
            run(download(&client, &files, &address, BillLimits::default(), &mut Vec::new())).unwrap_err();
        assert!(matches!(&error, BillError::Fetch(cause) if matches!(cause.reason(), Reason::Address(_))));
        assert!(!error.is_worth_repeating() && files.asked.lock().unwrap().is_empty());
        assert!(!format!("{error} {error:?} {address:?}").contains("canary"));
    }
}

#[test]
fn an_address_that_is_too_old_is_worth_asking_anew() {
    let body = br#"{"code":"PARAM_ERROR","message":"token expired"}"#;
    let files = Files { status: 400, ..Files::new(body, 64) };
    let (downloaded, spool) = get(&files, TRADE.as_bytes(), BillLimits::default());
    assert!(downloaded.unwrap_err().is_worth_repeating() && spool.is_empty());
}

/// A disk that is full.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or_else(|| io::Error::other("no space left"))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_said_to_be_one() {
    let client = Platform::new(200, "").client();
    for file in [TRADE.as_bytes().to_vec(), gzip(TRADE.as_bytes())] {
        let files = Files::new(&file, 64);
        let downloaded =
            run(download(&client, &files, &address(TRADE.as_bytes()), BillLimits::default(), &mut Full(100)));
        let error = downloaded.unwrap_err();
        assert!(
            matches!(&error, BillError::Spool(cause) if cause.to_string() == "no space left"),
            "{error:?}"
        );
        assert!(!error.is_worth_repeating());
    }
}

// ---- rows

#[test]
fn a_trade_bill_of_all_orders() {
    let mut rows = trades(TRADE.as_bytes()).unwrap();
    assert!(rows.totals().is_none());
    let paid = rows.next().unwrap().unwrap();
    assert_eq!((paid.time.as_str(), paid.mchid.as_str()), ("2018-02-01 04:21:23", "1900000001"));
    assert_eq!((paid.appid.as_deref(), paid.sub_mchid.as_deref()), (Some("wxd678efh567hg6787"), Some("0")));
    assert_eq!(paid.transaction_id, "50000305742018020103387128253");
    assert_eq!((paid.out_trade_no.as_str(), paid.device_id.as_deref()), ("A|10001*", Some("1000")));
    assert_eq!(paid.openid.as_deref(), Some("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"));
    assert_eq!(
        (paid.trade_type.clone(), paid.trade_state.clone()),
        (Some(TradeType::Jsapi), TradeState::Success)
    );
    assert_eq!((paid.bank_type.as_deref(), paid.currency.as_deref()), (Some("CMC"), Some("CNY")));
    assert_eq!((paid.settlement_total, paid.coupon), (Some(Fen::new(10_001)), Some(Fen::new(0))));
    assert_eq!(
        (paid.refund, paid.coupon_refund, paid.total),
        (Some(Fen::new(0)), Some(Fen::new(0)), Some(Fen::new(10_001)))
    );
    assert_eq!((paid.refund_id.as_deref(), paid.out_refund_no.as_deref()), (Some("0"), None));
    assert_eq!(
        (paid.refund_type.clone(), paid.refund_status.clone(), paid.refund_created.clone()),
        (None, None, None)
    );
    assert_eq!(paid.description.as_deref(), Some("茶, 咖啡 and \"more\""), "a comma in a cell is no border");
    assert_eq!(paid.attach.as_deref(), Some("a=1,b=2"));
    assert_eq!((paid.fee.unwrap().to_fen(), paid.fee_rate.as_deref()), (Some(Fen::new(60)), Some("0.60%")));
    assert_eq!((paid.requested_refund, paid.fee_rate_note.clone()), (Some(Fen::new(0)), None));
    assert!(!paid.is_refund() && paid.others.is_empty());

    let refund = rows.next().unwrap().unwrap();
    assert!(refund.is_refund());
    assert_eq!((refund.settlement_total, refund.refund), (Some(Fen::new(0)), Some(Fen::new(1_500))));
    assert_eq!(refund.refund_id.as_deref(), Some("50000707812018082106030155182"));
    assert_eq!(refund.out_refund_no.as_deref(), Some("R-10001"));
    assert_eq!(
        (refund.refund_type.as_deref(), refund.refund_status),
        (Some("ORIGINAL"), Some(BillRefundStatus::Change))
    );
    assert_eq!(refund.fee.unwrap().thousandths_of_fen(), -12_345);
    assert_eq!(refund.fee.unwrap().to_fen(), None, "nothing is rounded");

    let strange = rows.next().unwrap().unwrap();
    assert_eq!(
        (strange.trade_state.as_str(), strange.trade_type.unwrap().as_str()),
        ("HALF_PAID", "TELEPATHY")
    );
    assert!(rows.next().is_none() && rows.next().is_none());
    assert_eq!(rows.count_so_far(), 3);
    let totals = rows.totals().unwrap();
    assert_eq!((totals.count, totals.settlement_total), (3, Some(Fen::new(20_002))));
    assert_eq!((totals.refund, totals.coupon_refund), (Some(Fen::new(1_500)), Some(Fen::new(0))));
    assert_eq!((totals.fee.unwrap().to_fen(), totals.total), (Some(Fen::new(60)), Some(Fen::new(20_002))));
    assert_eq!(totals.requested_refund, Some(Fen::new(1_500)));
}

#[test]
fn an_old_trade_bill_with_other_names_and_columns_nobody_knows() {
    let mut rows = trades(TRADE_OLD.as_bytes()).unwrap();
    let paid = rows.next().unwrap().unwrap();
    assert_eq!((paid.settlement_total, paid.total), (Some(Fen::new(1)), None));
    assert_eq!((paid.sub_mchid.as_deref(), paid.coupon_refund), (Some("0"), Some(Fen::new(0))));
    let others: Vec<_> = paid.others.iter().map(|cell| (&*cell.column, &*cell.text)).collect();
    assert_eq!(others, [("心情", "好")]);
    assert!(rows.next().is_none());
    assert_eq!(rows.totals().unwrap().settlement_total, Some(Fen::new(1)));
}

#[test]
fn a_trade_bill_of_refunds() {
    let mut rows = trades(TRADE_REFUND.as_bytes()).unwrap();
    let refund = rows.next().unwrap().unwrap();
    assert_eq!(refund.refund_created.as_deref(), Some("2018-08-21 18:13:10"));
    assert_eq!(refund.refund_success.as_deref(), Some("2018-08-21 18:13:12"));
    assert_eq!(refund.refund, Some(Fen::new(1)));
    assert!(rows.next().is_none() && rows.totals().is_some());
}

#[test]
fn a_fund_flow_bill() {
    let mut rows = fund_flows(FUND_FLOW.as_bytes()).unwrap();
    let row = rows.next().unwrap().unwrap();
    assert_eq!(
        (row.time.as_str(), row.flow_id.as_str()),
        ("2021-02-01 13:54:01", "4200000920202101197964319284")
    );
    assert_eq!(row.business_id.as_deref(), Some("50300806962021020105978994968"));
    assert_eq!((row.business_name.as_deref(), row.business_type.as_deref()), (Some("退款"), Some("退款")));
    assert_eq!(
        (row.way.clone(), row.amount, row.balance),
        (FundFlowWay::Out, Fen::new(1), Some(Fen::new(123_456_789)))
    );
    assert_eq!(row.applicant.as_deref(), Some("1900000001API"));
    assert_eq!(row.note.as_deref(), Some("退款总金额0.01元;含手续费0.00元"));
    assert_eq!(row.voucher.as_deref(), Some("S20210201135356381941"));
    assert_eq!(rows.next().unwrap().unwrap().way, FundFlowWay::In);
    assert!(rows.next().is_none());
    let totals = rows.totals().unwrap();
    assert_eq!((totals.count, totals.count_in, totals.count_out), (2, Some(1), Some(1)));
    assert_eq!((totals.amount_in, totals.amount_out), (Some(Fen::new(35)), Some(Fen::new(1))));
}

#[test]
fn byte_order_mark_line_ends_and_blank_lines_do_not_matter() {
    for file in [
        format!("\u{feff}{TRADE}"),
        TRADE.replace('\n', "\r\n"),
        TRADE.replace('\n', "\n\n"),
        format!("\u{feff}{}", TRADE.replace('\n', "\r\n\r\n")),
        TRADE.trim_end().to_owned(),
    ] {
        let mut rows = trades(file.as_bytes()).unwrap();
        assert_eq!(rows.by_ref().map(Result::unwrap).count(), 3);
        assert_eq!(rows.totals().unwrap().count, 3);
    }
}

#[test]
fn one_kind_of_bill_is_not_the_other() {
    let error = fund_flows(TRADE.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 1 of the bill does not name the column 记账时间; is it a bill of this kind?"
    );
    assert!(trades(FUND_FLOW.as_bytes()).is_err());
}

/// The rows end with this fault, in this line, and with nothing after it.
#[track_caller]
fn check(file: &str, line: u64, expected: &LineFault) {
    match trades(file.as_bytes()) {
        Err(BillError::Line { line: found, fault }) => assert_eq!((found, &fault), (line, expected)),
        Err(error) => panic!("{error:?}"),
        Ok(mut rows) => {
            let error = rows.find_map(Result::err).expect("a fault");
            assert!(!format!("{error} {error:?}").contains("canary"));
            let BillError::Line { line: found, fault } = error else { panic!("{error:?}") };
            assert_eq!((found, &fault), (line, expected));
            assert!(rows.next().is_none(), "nothing follows a fault");
        }
    }
}

#[test]
fn a_line_that_is_not_as_it_should_be_is_a_fault_and_not_left_out() {
    let amount = "an amount in yuan with at most two decimals";
    let cell = |column, expected| LineFault::Cell { column, expected };
    for bad in ["canary", "1e2", "100.011", "1,00", "￥1", "0x1", " 1", "1 ", "NaN", "9223372036854775808"] {
        check(&TRADE.replacen("`100.01,", &format!("`{bad},"), 1), 2, &cell("应结订单金额", amount));
    }
    check(
        &TRADE.replacen("`0.60000,", "`0.600001,", 1),
        2,
        &cell("手续费", "a fee in yuan with at most five decimals"),
    );
    check(&TRADE.replacen("\n`3,", "\n`three,", 1), 6, &cell("总交易单数", "a whole number"));
    check(&TRADE.replacen("\n`3,", "\n`3.5,", 1), 6, &cell("总交易单数", "a whole number"));
    check(&TRADE.replacen("`JSAPI,", "", 1), 2, &LineFault::Cells { expected: 27, found: 26 });
    check(&TRADE.replacen("`JSAPI,", "`JSAPI,`canary,", 1), 2, &LineFault::Cells { expected: 27, found: 28 });
    check(&TRADE.replacen("商户订单号", "别的", 1), 1, &LineFault::MissingColumn { column: "商户订单号" });
    check(&TRADE.replacen("\n`2018", "\ncanary\n`2018", 1), 2, &LineFault::Unexpected);
    check(&TRADE.replacen("\n`2018", "\n2018", 1), 2, &LineFault::Unexpected);
    check(&format!("{TRADE}`canary\n"), 7, &LineFault::Unexpected);
    check(&format!("{TRADE}canary\n"), 7, &LineFault::Unexpected);
    let lines: Vec<_> = TRADE.lines().collect();
    check(&lines[..4].join("\n"), 5, &LineFault::NoTotals);
    check(&lines[..5].join("\n"), 6, &LineFault::NoTotals);
}

#[test]
fn a_line_has_a_greatest_length() {
    let long = |length: usize| TRADE.replacen("a=1,b=2", &"x".repeat(length), 1);
    assert_eq!(trades(long(60_000).as_bytes()).unwrap().filter(Result::is_ok).count(), 3);
    check(&long(70_000), 2, &LineFault::TooLong { limit: 65_536 });
    check(&"`".repeat(1_000_000), 1, &LineFault::TooLong { limit: 65_536 });
}

#[test]
fn a_line_is_utf_8() {
    let mut file = TRADE.as_bytes().to_vec();
    let at = file.windows(3).position(|bytes| bytes == "茶".as_bytes()).unwrap();
    file[at] = 0xFF;
    let mut rows = trades(&file).unwrap();
    let error = rows.next().unwrap().unwrap_err();
    assert!(matches!(error, BillError::Line { line: 2, fault: LineFault::NotUtf8 }));
    assert!(rows.next().is_none());
}

#[test]
fn what_is_the_payers_or_the_merchants_is_not_printed() {
    let rows: Vec<_> = trades(TRADE.as_bytes()).unwrap().map(Result::unwrap).collect();
    let shown = format!("{rows:?} {rows:#?}");
    for canary in ["oUpF8uMuAJO", "咖啡", "a=1"] {
        assert!(!shown.contains(canary), "{canary}");
    }
    assert!(shown.contains("A|10001*"));
    let rows: Vec<_> = fund_flows(FUND_FLOW.as_bytes()).unwrap().map(Result::unwrap).collect();
    assert!(!format!("{rows:?}").contains("1900000001API"));
}

proptest::proptest! {
    /// Any bytes: rows or a fault, never a panic; and always an end.
    #[test]
    fn any_file_is_read_to_an_end(junk in proptest::collection::vec(proptest::num::u8::ANY, 0..400), at in 0..3000_usize) {
        let mut file = TRADE.as_bytes().to_vec();
        let at = at.min(file.len());
        file.splice(at..at, junk);
        if let Ok(rows) = trades(&file) {
            proptest::prop_assert!(rows.count() < 1000);
        }
        let _ = get(&Files::new(&file, 97), &file, BillLimits::default());
    }
}
