//! `GET /v3/bill/tradebill`, `GET /v3/bill/fundflowbill`, and the files that they offer.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use bytes::Bytes;
use http::header::HOST;
use serde_json::json;
use sha1::{Digest, Sha1};

use super::answer::Answer;
use super::bill_rows::{flows, trades};
use super::bill_spoil::BillSpoil;
use super::bill_text::{Text, TradeKind, fund_flow_bill, trade_bill};
use super::call::{Call, Params};
use super::gzip::gzip;
use super::ledger::Ledger;
use super::refusal::{Code, Refusal, reason};
use crate::body::Pieces;
use crate::clock::parse_rfc3339;

/// The path of all files. What it answers is never signed.
pub(crate) const DOWNLOAD: &str = "/v3/billdownload/file";

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// Bills are kept for three months.
const KEPT: i64 = 92 * DAY;
/// For how many seconds a file is on offer. Another page says five minutes.
const OFFERED: i64 = 30;

/// The files on offer, and what is to be wrong with the next ones.
#[derive(Default)]
pub(crate) struct Counter {
    tickets: HashMap<String, Ticket>,
    spoils: VecDeque<(BillSpoil, u32)>,
    /// How many made-up payments a trade bill has, in place of the real ones.
    pub(crate) made_up: Option<u32>,
}

#[derive(Clone)]
struct Ticket {
    text: Text,
    gzip: bool,
    spoil: Option<BillSpoil>,
    /// Unix seconds.
    until: i64,
}

impl Counter {
    pub(crate) fn spoil(&mut self, spoil: BillSpoil, times: u32) {
        if times > 0 {
            self.spoils.push_back((spoil, times));
        }
    }

    fn next_spoil(&mut self) -> Option<BillSpoil> {
        let (spoil, left) = self.spoils.front_mut()?;
        let spoil = *spoil;
        *left = left.saturating_sub(1);
        if *left == 0 {
            self.spoils.pop_front();
        }
        Some(spoil)
    }
}

impl Ticket {
    /// The file as it is sent.
    fn pieces(&self) -> Pieces {
        let whole = self.spoil != Some(BillSpoil::Truncated);
        let text: Pieces = match self.spoil {
            Some(BillSpoil::FlippedByte) => Box::new(self.text.pieces().enumerate().map(flip)),
            Some(BillSpoil::Truncated) => Box::new(cut(self.text.pieces())),
            Some(BillSpoil::LyingDigest) | None => self.text.pieces(),
        };
        if self.gzip { Box::new(gzip(text, whole)) } else { text }
    }
}

/// Changes the last digit of the first piece.
fn flip((index, piece): (usize, Bytes)) -> Bytes {
    let mut changed = piece.to_vec();
    let digit = changed.iter_mut().rev().find(|byte| index == 0 && byte.is_ascii_digit());
    if let Some(digit) = digit {
        *digit ^= 1;
    }
    changed.into()
}

/// Leaves out the second half of the last piece.
fn cut(pieces: Pieces) -> impl Iterator<Item = Bytes> + Send {
    let mut pieces = pieces.peekable();
    std::iter::from_fn(move || {
        let piece = pieces.next()?;
        let end = if pieces.peek().is_some() { piece.len() } else { piece.len() / 2 };
        Some(piece.slice(..end))
    })
}

pub(crate) fn trade(call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params(&["bill_date"], &["sub_mchid", "bill_type", "tar_type"])?;
    let kind = match params.get("bill_type") {
        None | Some("ALL") => TradeKind::All,
        Some("SUCCESS") => TradeKind::Success,
        Some("REFUND") => TradeKind::Refund,
        Some(_) => return Err(Refusal::field("query", "bill_type", "must be ALL, SUCCESS or REFUND")),
    };
    offer(call, &params, |ledger, day| {
        let credentials = &call.gateway.credentials;
        match ledger.bills.made_up {
            Some(rows) if kind != TradeKind::Refund => Some(Text::Big {
                rows,
                kind,
                mchid: credentials.mchid().to_owned(),
                day: params.text("bill_date").to_owned(),
            }),
            _ => trade_bill(kind, &trades(ledger, credentials, day, params.get("sub_mchid"))),
        }
    })
}

/// Only the basic account of this merchant ever moves.
pub(crate) fn fund_flow(call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params(&["bill_date"], &["account_type", "tar_type"])?;
    let basic = match params.get("account_type") {
        None | Some("BASIC") => true,
        Some("OPERATION" | "FEES") => false,
        Some(_) => return Err(Refusal::field("query", "account_type", "must be BASIC, OPERATION or FEES")),
    };
    offer(call, &params, |ledger, day| {
        let flows = if basic { flows(ledger, day) } else { Vec::new() };
        fund_flow_bill(&flows, call.gateway.credentials.mchid())
    })
}

/// Makes a file and says where it can be fetched.
fn offer(
    call: &Call<'_>,
    params: &Params,
    make: impl FnOnce(&Ledger, &Range<i64>) -> Option<Text>,
) -> Result<Answer, Refusal> {
    let gzip = match params.get("tar_type") {
        None => false,
        Some("GZIP") => true,
        Some(_) => return Err(Refusal::field("query", "tar_type", "must be GZIP")),
    };
    let now = call.gateway.clock.now();
    let day = day(params.text("bill_date"), now)?;
    let mut ledger = call.gateway.ledger();
    let text = make(&ledger, &day).ok_or_else(|| no_statement("nothing happened on this day"))?;
    let spoil = ledger.bills.next_spoil();
    let token = call.gateway.random.text(43);
    let ticket = Ticket { text: text.clone(), gzip, spoil, until: now.saturating_add(OFFERED) };
    ledger.bills.tickets.retain(|_, ticket| ticket.until >= now);
    ledger.bills.tickets.insert(token.clone(), ticket);
    // A big bill takes its time to hash; nobody else need wait for it.
    drop(ledger);
    let hash = match spoil {
        Some(BillSpoil::LyingDigest) => call.gateway.random.hex(40).to_ascii_lowercase(),
        _ => digest(text.pieces()),
    };
    let host = call.request.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let suffix = if gzip { "&tartype=gzip" } else { "" };
    let url = format!("http://{host}{DOWNLOAD}?token={token}{suffix}");
    Ok(Answer::ok(&json!({ "hash_type": "SHA1", "hash_value": hash, "download_url": url })))
}

/// From the first second of a day to the first of the next one, if its bill is there to be had.
fn day(date: &str, now: i64) -> Result<Range<i64>, Refusal> {
    let start = (date.len() == 10)
        .then(|| parse_rfc3339(&format!("{date}T00:00:00+08:00")))
        .flatten()
        .ok_or_else(|| Refusal::field("query", "bill_date", "must be a day as yyyy-MM-dd"))?;
    let end = start.saturating_add(DAY);
    if start > now {
        return Err(no_statement("the day has not come"));
    }
    if now.saturating_sub(end) > KEPT {
        return Err(no_statement("the day is more than three months ago"));
    }
    if now < end.saturating_add(10 * HOUR) {
        let issue = "the bill of a day is ready at ten o'clock of the next";
        return Err(Refusal::new(Code::StatementCreating, reason::UNDOCUMENTED, issue));
    }
    Ok(start..end)
}

fn no_statement(issue: &str) -> Refusal {
    Refusal::new(Code::NoStatementExist, reason::UNDOCUMENTED, issue)
}

/// SHA-1 of the text as it is before any compression.
fn digest(pieces: Pieces) -> String {
    let hash = pieces.fold(Sha1::new(), |hash, piece| hash.chain_update(piece)).finalize();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The file of a token. Bills are sent whole, made-up ones in pieces that are not kept.
pub(crate) fn download(call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params(&["token"], &["tartype"])?;
    let ledger = call.gateway.ledger();
    let ticket = ledger.bills.tickets.get(params.text("token")).cloned();
    drop(ledger);
    let ticket = ticket
        .filter(|ticket| ticket.until >= call.gateway.clock.now())
        .filter(|ticket| params.get("tartype") == ticket.gzip.then_some("gzip"))
        .ok_or_else(|| {
            let issue =
                "the address is not, or no longer, one of a bill; use it as it was given, and at once";
            Refusal::new(Code::InvalidRequest, reason::UNDOCUMENTED, issue)
        })?;
    let content_type = if ticket.gzip { "application/gzip" } else { "text/plain; charset=utf-8" };
    let pieces = ticket.pieces();
    Ok(match ticket.text {
        Text::Whole(_) => Answer::file(pieces.flatten().collect(), content_type),
        Text::Big { .. } => Answer::stream(pieces, content_type),
    })
}
