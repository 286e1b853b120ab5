use std::fmt;

use serde::Deserialize;
use wx_types::{Endpoint, Mchid, Model, Reply};

use super::BillDate;

/// Asks for the bill of a day's payments and refunds.
///
/// Official page: *apply for trade bill*, read 2026-11-23.
///
/// # Errors
/// `NO_STATEMENT_EXIST` (400): nothing happened that day. `STATEMENT_CREATING` (400): the bill is not ready, ask after ten
/// o'clock. `NO_AUTH` (403) and the common codes. It only reads; every answer has a fresh address.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/bill/tradebill",
    reply = BillAddress,
    repeat = Safe,
    page = "apply for trade bill",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct TradeBill {
    /// The day, in Beijing time; at most three months back.
    #[wx(query, typed)]
    pub bill_date: BillDate,
    /// The bill of this sub-merchant alone; for service providers.
    #[wx(query, typed)]
    pub sub_mchid: Option<Mchid>,
    /// Which rows; `ALL` where it is left out.
    #[wx(query, typed)]
    pub bill_type: Option<BillType>,
    /// Whether the file is compressed; plain text where it is left out.
    #[wx(query, typed)]
    pub tar_type: Option<TarType>,
}

/// Asks for the bill of a day's movements on one account.
///
/// Official page: *apply for fund flow bill*, read 2026-11-23.
///
/// # Errors
/// As for [`TradeBill`].
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/bill/fundflowbill",
    reply = BillAddress,
    repeat = Safe,
    page = "apply for fund flow bill",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct FundFlowBill {
    /// The day, in Beijing time; at most three months back.
    #[wx(query, typed)]
    pub bill_date: BillDate,
    /// Which account; `BASIC` where it is left out.
    #[wx(query, typed)]
    pub account_type: Option<BillAccount>,
    /// Whether the file is compressed; plain text where it is left out.
    #[wx(query, typed)]
    pub tar_type: Option<TarType>,
}

wx_types::open_enum! {
    /// Which rows a trade bill holds.
    pub enum BillType {
        /// Payments and refunds.
        All = "ALL",
        /// The same, as a bill to one's own order. Only the community transcription lists it.
        AllSpecial = "ALL_SPECIAL",
        /// Refunds of top-ups. Only the community transcription lists it.
        RechargeRefund = "RECHARGE_REFUND",
        /// Refunds.
        Refund = "REFUND",
        /// The same, as a bill to one's own order. Only the community transcription lists it.
        RefundSpecial = "REF_SPECIAL",
        /// Payments.
        Success = "SUCCESS",
        /// The same, as a bill to one's own order. Only the community transcription lists it.
        SuccessSpecial = "SUC_SPECIAL",
    }
}

wx_types::open_enum! {
    /// An account of the merchant.
    pub enum BillAccount {
        /// The account that payments go to.
        Basic = "BASIC",
        /// The account for fees.
        Fees = "FEES",
        /// The account for operations.
        Operation = "OPERATION",
    }
}

wx_types::open_enum! {
    /// How a bill is compressed.
    pub enum TarType {
        /// With gzip.
        Gzip = "GZIP",
    }
}

wx_types::open_enum! {
    /// How the digest of a bill is computed.
    pub enum HashType {
        /// SHA-1 over the uncompressed file.
        Sha1 = "SHA1",
    }
}

/// Where a bill lies, and the digest that it must have.
///
/// It is good for half a minute to five minutes, as the pages disagree, and perhaps only once: download at once, and ask
/// again where that fails. `Debug` does not show the address, whose query is a token.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct BillAddress {
    /// How the digest is computed.
    pub hash_type: HashType,
    /// The digest of the uncompressed file: forty hexadecimal digits.
    pub hash_value: String,
    /// Where the file lies.
    pub download_url: String,
}

impl Reply for BillAddress {}

impl fmt::Debug for BillAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BillAddress")
            .field("hash_type", &self.hash_type)
            .field("hash_value", &self.hash_value)
            .field("download_url", &"[elided]")
            .finish()
    }
}
