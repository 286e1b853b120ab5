//! A request as the platform reads it, from the bytes on the wire.

use std::fmt;

use bytes::Bytes;
use http::{Method, Request};
use serde::Deserialize;
use wx_sign::{Signature, Verify as _, message};
use wx_transport::journal::Entry;

use crate::{
    keyed_hash::KeyedHash,
    number::{OrderNo, RefundNo},
};

/// What is asked for, with the number that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Asked {
    /// An APP order.
    Place(OrderNo, i64),
    /// The order's state.
    Query(OrderNo),
    /// The order's end.
    Close(OrderNo),
    /// A refund: how much of how much.
    Refund(RefundNo, OrderNo, i64, i64),
    /// The refund's state.
    QueryRefund(RefundNo),
}

#[derive(Deserialize)]
struct PlaceBody<'a> {
    out_trade_no: &'a str,
    amount: Total,
}

#[derive(Deserialize)]
struct Total {
    total: i64,
}

#[derive(Deserialize)]
struct RefundBody<'a> {
    out_trade_no: &'a str,
    out_refund_no: &'a str,
    amount: Part,
}

#[derive(Deserialize)]
struct Part {
    refund: i64,
    total: i64,
}

impl Asked {
    /// Reads a request; `None` if the platform has no such call.
    #[must_use]
    pub(crate) fn read(request: &Request<Bytes>) -> Option<Self> {
        let path = request.uri().path();
        let body = request.body();
        if path == "/v3/pay/transactions/app" && request.method() == Method::POST {
            let PlaceBody { out_trade_no, amount } = serde_json::from_slice(body).ok()?;
            return Some(Self::Place(OrderNo::parse(out_trade_no)?, amount.total));
        }
        if let Some(rest) = path.strip_prefix("/v3/pay/transactions/out-trade-no/") {
            return match rest.strip_suffix("/close") {
                Some(number) => OrderNo::parse(number).map(Self::Close),
                None => OrderNo::parse(rest).map(Self::Query),
            };
        }
        match path.strip_prefix("/v3/refund/domestic/refunds")? {
            "" => {
                let RefundBody { out_trade_no, out_refund_no, amount } = serde_json::from_slice(body).ok()?;
                let order = OrderNo::parse(out_trade_no)?;
                Some(Self::Refund(RefundNo::parse(out_refund_no)?, order, amount.refund, amount.total))
            }
            rest => RefundNo::parse(rest.strip_prefix('/')?).map(Self::QueryRefund),
        }
    }

    /// What it does, if it does anything.
    pub(crate) fn act(&self) -> Option<Act> {
        match self {
            Self::Place(number, _) => Some(Act::Place(*number)),
            Self::Close(number) => Some(Act::Close(*number)),
            Self::Refund(number, ..) => Some(Act::Refund(*number)),
            Self::Query(_) | Self::QueryRefund(_) => None,
        }
    }

    /// The purchase that it is about.
    #[must_use]
    pub(crate) fn intent(&self) -> u32 {
        match self {
            Self::Place(number, _) | Self::Query(number) | Self::Close(number) => number.intent,
            Self::Refund(number, ..) | Self::QueryRefund(number) => number.intent,
        }
    }
}

/// A request that acts, as it is known by its number: it has one body for ever, and stands in the journal before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Act {
    Place(OrderNo),
    Close(OrderNo),
    Refund(RefundNo),
}

impl Act {
    /// What a journal's entry speaks of.
    pub(crate) fn of_entry(entry: &Entry) -> Option<Self> {
        let (operation, number) = (&*entry.key.operation, &*entry.key.value);
        if operation.ends_with("/transactions/app") {
            OrderNo::parse(number).map(Self::Place)
        } else if operation.ends_with("/close") {
            OrderNo::parse(number).map(Self::Close)
        } else {
            RefundNo::parse(number).map(Self::Refund)
        }
    }

    pub(crate) fn intent(self) -> u32 {
        match self {
            Self::Place(number) | Self::Close(number) => number.intent,
            Self::Refund(number) => number.intent,
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place(number, total) => write!(f, "place {number} over {total} fen"),
            Self::Query(number) => write!(f, "query {number}"),
            Self::Close(number) => write!(f, "close {number}"),
            Self::Refund(number, order, refund, _) => write!(f, "refund {refund} fen of {order} as {number}"),
            Self::QueryRefund(number) => write!(f, "query refund {number}"),
        }
    }
}

/// The stamp of a request whose signature is the merchant's: timestamp and nonce.
#[must_use]
pub(crate) fn authenticate<'a>(request: &'a Request<Bytes>, merchant: &KeyedHash) -> Option<(i64, &'a str)> {
    let header = request.headers().get(http::header::AUTHORIZATION)?.to_str().ok()?;
    let member = |name: &str| {
        let (_, rest) = header.split_once(name)?;
        rest.strip_prefix("=\"")?.split('"').next()
    };
    let (nonce, timestamp) = (member("nonce_str")?, member("timestamp")?.parse().ok()?);
    let signature = Signature::from_base64(member("signature")?).ok()?;
    let target = request.uri().path_and_query()?.as_str();
    let text = message::request(request.method().as_str(), target, timestamp, nonce, request.body());
    merchant.verify(&text, &signature).ok().map(|()| (timestamp, nonce))
}
