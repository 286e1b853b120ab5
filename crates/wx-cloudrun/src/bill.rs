use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use wx_types::{Endpoint, Mchid, Model, Reply, rule::TextForm};

use crate::{cloud_call::CloudCall, lenient};

wx_types::open_enum! {
    /// Which orders a bill lists.
    pub enum BillType {
        /// All of the day.
        All = "ALL",
        /// Those paid.
        Success = "SUCCESS",
        /// Those refunded.
        Refund = "REFUND",
    }
}

wx_types::open_enum! {
    /// How a bill is compressed.
    pub enum TarType {
        /// gzip.
        Gzip = "GZIP",
    }
}

/// Downloads the bill of one day.
///
/// Official page: *download bill* of cloud hosting, read 2026-11-23. A bill is ready after nine or ten in the morning of the
/// next day and can be had for three months. Its amounts are in **yuan**.
///
/// # Errors
/// The codes of [`InnerCode`](crate::InnerCode). It only reads, so it may be sent as often as wanted.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/_/pay/downloadbill",
    reply = Bill,
    repeat = Safe,
    page = "cloud hosting, download bill",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct DownloadBill {
    /// The merchant's own number. 1 to 32 digits.
    #[wx(typed)]
    pub sub_mch_id: Option<Mchid>,
    /// A random text of 1 to 32 characters, filled in where it is left out.
    #[wx(chars = 1..=32)]
    pub nonce_str: Option<String>,
    /// The day: `yyyyMMdd`, one that is in the calendar.
    #[wx(form = TextForm::CompactDate)]
    pub bill_date: String,
    /// Which orders.
    #[wx(typed)]
    pub bill_type: BillType,
    /// How it is compressed. How compressed bytes would lie in the JSON of the answer is not documented, so leave it out
    /// unless you have seen it; the text is handed out as it was received.
    #[wx(typed)]
    pub tar_type: Option<TarType>,
}

impl CloudCall for DownloadBill {
    const TEXT: bool = true;

    fn completed(&self, nonce: &str) -> Self {
        let mut download = self.clone();
        download.nonce_str.get_or_insert_with(|| nonce.to_owned());
        download
    }
}

/// The text of a bill, as it lay in the envelope: a heading, one line an order, a sum.
///
/// Which member of the envelope holds it is not documented. It is read where `respdata` is a text, and where `respdata` is an
/// object with exactly one text beside the members that all answers have.
#[derive(Clone, PartialEq, Eq)]
pub struct Bill {
    text: String,
}

impl Bill {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, for keeping.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }
}

/// Shows how long it is: a bill names payers.
impl fmt::Debug for Bill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bill").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}

impl Reply for Bill {}

/// Members that are not the bill.
const COMMON: &[&str] = &[
    "return_code",
    "return_msg",
    "result_code",
    "err_code",
    "err_code_des",
    "error_code",
    "appid",
    "mch_id",
    "sub_appid",
    "sub_mch_id",
    "nonce_str",
    "sign",
    "sign_type",
];

impl<'de> Deserialize<'de> for Bill {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = if raw.get().starts_with('"') { lenient::present(&raw) } else { only_text(&raw) };
        text.map(|text| Self { text }).ok_or_else(|| de::Error::custom("no text that could be the bill"))
    }
}

fn only_text(raw: &RawValue) -> Option<String> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(raw.get()).ok()?;
    let texts = members.iter().filter(|(name, value)| {
        !COMMON.contains(&name.as_str()) && value.get().starts_with('"') && value.get() != "\"\""
    });
    let mut texts = texts.map(|(_, value)| value);
    match (texts.next(), texts.next()) {
        (Some(text), None) => lenient::present(text),
        _ => None,
    }
}
