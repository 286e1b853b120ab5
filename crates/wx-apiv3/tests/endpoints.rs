//! Endpoints of a made-up product: one for each kind of repetition and of answer.

use serde::Deserialize;
use wx_types::{Endpoint, Fen, Mchid, Model, NoContent, OutTradeNo, Reply};

/// Places an order.
#[derive(Clone, Debug, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/shop/orders",
    reply = Placed,
    repeat = SameKey("out_trade_no"),
    page = "none",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub(crate) struct Place {
    /// The number.
    #[wx(typed)]
    pub(crate) out_trade_no: OutTradeNo,
    /// How much.
    #[wx(range = 1..=100)]
    pub(crate) total: Fen,
    /// Who pays: a canary for whatever prints too much.
    #[wx(chars = 1..=128)]
    pub(crate) openid: String,
}

/// The answer to a placed order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Placed {
    /// What it is called.
    pub(crate) prepay_id: String,
}

impl Reply for Placed {}

/// Closes an order.
#[derive(Clone, Debug, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/shop/orders/{out_trade_no}/close",
    reply = NoContent,
    repeat = SameKey("out_trade_no"),
    page = "none",
    read = "2026-11-23",
    busy = Ask,
)]
#[non_exhaustive]
pub(crate) struct Shut {
    /// The number.
    #[wx(path, typed)]
    pub(crate) out_trade_no: OutTradeNo,
    /// The merchant.
    #[wx(typed)]
    pub(crate) mchid: Mchid,
}

/// Looks an order up.
#[derive(Clone, Debug, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/shop/orders/{out_trade_no}",
    reply = Order,
    repeat = Safe,
    page = "none",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub(crate) struct Look {
    /// The number.
    #[wx(path, typed)]
    pub(crate) out_trade_no: OutTradeNo,
    /// The merchant.
    #[wx(query, typed)]
    pub(crate) mchid: Mchid,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Order {
    /// Where it stands.
    pub(crate) state: String,
}

impl Reply for Order {}

/// Does something that nobody documents twice.
#[derive(Clone, Debug, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/shop/transfers",
    reply = Transfer,
    repeat = Once("out_bill_no"),
    page = "none",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub(crate) struct Move {
    /// The number.
    #[wx(chars = 1..=32)]
    pub(crate) out_bill_no: String,
}

/// The answer to a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Transfer {
    /// The number.
    pub(crate) out_bill_no: String,
}

impl Reply for Transfer {}

pub(crate) const NUMBER: &str = "A|10001";
pub(crate) const OPENID: &str = "canary-openid-oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";

pub(crate) fn place() -> Place {
    Place::new(number(), Fen::new(100), OPENID)
}

pub(crate) fn shut() -> Shut {
    Shut::new(number(), mchid())
}

pub(crate) fn look() -> Look {
    Look::new(number(), mchid())
}

fn number() -> OutTradeNo {
    OutTradeNo::new(NUMBER).unwrap()
}

fn mchid() -> Mchid {
    Mchid::new(crate::fixtures::MCHID).unwrap()
}
