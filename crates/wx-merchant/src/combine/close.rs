use serde::Deserialize;
use wx_types::{AppId, Endpoint, Mchid, Model, NoContent, OutTradeNo};

use super::CombineSubOrder;
use crate::{CombineOutTradeNo, SubMchid};

/// Closes an unpaid combined order as a whole, so that it can no longer be paid. No part of it can be closed alone.
///
/// Official page: *close combined order*, dated 2025-09-02, read 2026-11-23.
///
/// It must list exactly the sub-orders that were placed, so it is best made from the order itself, by its `close`.
///
/// # If it is sent twice
/// As a [`Close`](crate::Close), whose page calls it re-entrant; this page says nothing of its own. A closed order stays
/// closed.
///
/// # Errors
/// The codes of a [`Close`](crate::Close).
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close",
    reply = NoContent,
    repeat = SameKey("combine_out_trade_no"),
    page = "close combined order (2025-09-02)",
    read = "2026-11-23",
    busy = Ask,
)]
#[non_exhaustive]
pub struct CombineClose {
    /// The number of the whole. 6 to 32 digits, letters or `_-|*`.
    #[wx(path, typed)]
    pub combine_out_trade_no: CombineOutTradeNo,
    /// The appid it was placed with. At most 32 characters.
    #[wx(typed)]
    pub combine_appid: AppId,
    /// All of its sub-orders and no other. At most 50.
    #[wx(items = 1..=50, nested)]
    pub sub_orders: Vec<CombineCloseSubOrder>,
}

impl CombineClose {
    pub(crate) fn of(number: &CombineOutTradeNo, appid: &AppId, sub_orders: &[CombineSubOrder]) -> Self {
        Self::new(number.clone(), appid.clone(), sub_orders.iter().map(CombineCloseSubOrder::of).collect())
    }
}

/// A sub-order of what is closed.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct CombineCloseSubOrder {
    /// The merchant who placed it. At most 32 digits.
    #[wx(typed)]
    pub mchid: Mchid,
    /// Its number. 6 to 32 digits, letters or `_-|*`.
    #[wx(typed)]
    pub out_trade_no: OutTradeNo,
    /// The merchant for whom it was placed, where there was one. At most 32 digits.
    #[wx(typed)]
    pub sub_mchid: Option<SubMchid>,
    /// That merchant's appid, where there was one. At most 32 characters.
    #[wx(typed)]
    pub sub_appid: Option<AppId>,
}

impl CombineCloseSubOrder {
    fn of(part: &CombineSubOrder) -> Self {
        let CombineSubOrder { mchid, out_trade_no, sub_mchid, sub_appid, .. } = part.clone();
        Self { mchid, out_trade_no, sub_mchid, sub_appid }
    }
}
