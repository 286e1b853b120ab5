//! What requests say of a service: its price, its risk, its time and its place.

use serde::Deserialize;
use wx_types::{Fen, Model};

use crate::{EndTime, StartTime};

/// Something that will be charged for, as the user sees it.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct PostPayment {
    /// What it is. 1 to 20 characters, no two the same in one list; only `商品信息` may stand there more than once.
    ///
    /// A newer page of the partner family calls it optional; it is asked for here.
    #[wx(chars = 1..=20, basic_plane)]
    pub name: String,
    /// What it costs in all, in fen: not the price of one of [`count`](Self::count).
    #[wx(range = 0..)]
    pub amount: Option<Fen>,
    /// How it is computed. 1 to 30 characters.
    #[wx(chars = 1..=30, basic_plane)]
    pub description: Option<String>,
    /// How many, for display. 1 to 100; 1 where it is left out.
    #[wx(range = 1..=100)]
    pub count: Option<i64>,
}

/// A discount of the merchant that is announced before the service.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct PostDiscount {
    /// What it is. 1 to 20 characters, no two the same in one list.
    #[wx(chars = 1..=20, basic_plane)]
    pub name: String,
    /// How it works. 1 to 30 characters.
    #[wx(chars = 1..=30, basic_plane)]
    pub description: String,
    /// What it takes off in all, in fen.
    #[wx(range = 0..)]
    pub amount: Option<Fen>,
    /// How many, for display. 1 to 100; 1 where it is left out.
    #[wx(range = 1..=100)]
    pub count: Option<i64>,
}

/// A discount of the merchant that is granted: its amount has to be said.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct FinalDiscount {
    /// What it is. 1 to 20 characters, no two the same in one list.
    #[wx(chars = 1..=20, basic_plane)]
    pub name: String,
    /// How it works. 1 to 30 characters.
    #[wx(chars = 1..=30, basic_plane)]
    pub description: String,
    /// What it takes off in all, in fen.
    #[wx(range = 0..)]
    pub amount: Fen,
    /// How many, for display. 1 to 100; 1 where it is left out.
    #[wx(range = 1..=100)]
    pub count: Option<i64>,
}

wx_types::open_enum! {
    /// What a risk fund is called.
    ///
    /// One transcription writes `UDEPOSIT` for the first; that is a slip of the pen.
    pub enum RiskFundName {
        /// A deposit that is waived.
        Deposit = "DEPOSIT",
        /// An advance that is waived.
        Advance = "ADVANCE",
        /// A bond that is waived.
        CashDeposit = "CASH_DEPOSIT",
        /// What the service will probably cost (use first, pay later). The total may exceed it, up to the cap of the
        /// service.
        EstimateOrderCost = "ESTIMATE_ORDER_COST",
    }
}

/// What the platform assesses the user's risk by.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct RiskFund {
    /// What it is.
    #[wx(typed)]
    pub name: RiskFundName,
    /// How much, in fen: at least 1, as a risk of nothing assesses nobody, though no page states a least amount. At most
    /// the cap that the platform configured for the service.
    #[wx(range = 1..)]
    pub amount: Fen,
    /// What it is for. 1 to 30 characters.
    #[wx(chars = 1..=30, basic_plane)]
    pub description: Option<String>,
}

/// When the service takes place, as the user sees it.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct TimeRange {
    /// When it begins. `yyyyMMddHHmmss`, `yyyyMMdd` or `OnAccept`; not before the call.
    #[wx(typed)]
    pub start_time: StartTime,
    /// A remark on that. 1 to 20 characters; one transcription says 50, the pages say 20.
    #[wx(chars = 1..=20, basic_plane)]
    pub start_time_remark: Option<String>,
    /// When it ends. `yyyyMMddHHmmss` or `yyyyMMdd`, later than the start.
    #[wx(typed)]
    pub end_time: Option<EndTime>,
    /// A remark on that. 1 to 20 characters; one transcription says 50, the pages say 20.
    #[wx(chars = 1..=20, basic_plane)]
    pub end_time_remark: Option<String>,
}

/// Where the service takes place, as the user sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct Location {
    /// Where it begins. 1 to 50 characters.
    #[wx(chars = 1..=50, basic_plane)]
    pub start_location: Option<String>,
    /// Where it ends, if elsewhere. 1 to 50 characters.
    #[wx(chars = 1..=50, basic_plane)]
    pub end_location: Option<String>,
}
