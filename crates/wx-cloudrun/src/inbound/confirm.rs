use std::fmt;

use super::UnverifiedCallback;
use crate::orders::{Order, TradeState};

impl UnverifiedCallback {
    /// Holds the answer of the [`query`](Self::query) against the callback: the order is paid, and `outTradeNo`, `subMchId`
    /// and `totalFee` are the same on both sides. A value that one side leaves out is no match.
    ///
    /// What it then says is that the platform knows such a payment. Whether it is the amount you asked for, your own books
    /// say.
    ///
    /// # Errors
    /// [`Unconfirmed`] with everything that does not match. Fulfil nothing.
    pub fn confirm(&self, order: &Order) -> Result<(), Unconfirmed> {
        let mut found = Vec::new();
        if !order.is_paid() {
            found.push(Mismatch::NotPaid { state: order.trade_state.clone() });
        }
        let mut hold = |member, same: bool| {
            if !same {
                found.push(Mismatch::Member { member });
            }
        };
        hold("outTradeNo", same(self.out_trade_no(), order.out_trade_no.as_deref()));
        hold("subMchId", same(self.sub_mch_id(), order.sub_mch_id.as_deref()));
        hold("totalFee", self.total_fee().is_some() && self.total_fee() == order.total_fee);
        if found.is_empty() { Ok(()) } else { Err(Unconfirmed(found)) }
    }
}

fn same(called: Option<String>, answered: Option<&str>) -> bool {
    called.is_some() && called.as_deref() == answered
}

/// What of a callback does not match the platform's own answer. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unconfirmed(Vec<Mismatch>);

impl Unconfirmed {
    /// Each mismatch.
    #[must_use]
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.0
    }
}

/// One thing that does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// The order is not paid.
    NotPaid {
        /// Where it stands.
        state: TradeState,
    },
    /// A value is another one, or missing on one side.
    Member {
        /// The callback's member.
        member: &'static str,
    },
}

impl fmt::Display for Unconfirmed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the platform does not confirm the callback: ")?;
        for (index, mismatch) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            mismatch.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPaid { state } => {
                write!(f, "the order is {}", crate::printable::printable(state.as_str(), 32))
            }
            Self::Member { member } => write!(f, "{member} differs"),
        }
    }
}

impl std::error::Error for Unconfirmed {}
