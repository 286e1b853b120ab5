//! Order and refund numbers that tell which purchase they belong to, so that the model can see a double one.

use std::fmt;

/// The merchant's number of an order: the `turn`th try to sell one thing to one payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNo {
    /// The purchase: what one payer means to pay once.
    pub intent: u32,
    /// 0 for the first number.
    pub turn: u32,
}

/// The merchant's number of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RefundNo {
    /// The purchase whose payment goes back.
    pub intent: u32,
    /// Which of its refunds: what is meant to be paid back once.
    pub part: u32,
    /// 0 for the first number.
    pub turn: u32,
}

impl OrderNo {
    /// Reads what `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (intent, turn) = text.strip_prefix('S')?.split_once('-')?;
        Some(Self { intent: intent.parse().ok()?, turn: turn.parse().ok()? })
    }
}

impl RefundNo {
    /// Reads what `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('R')?.splitn(3, '-').map(|part| part.parse().ok());
        Some(Self { intent: parts.next()??, part: parts.next()??, turn: parts.next()?? })
    }
}

impl fmt::Display for OrderNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "S{:07}-{}", self.intent, self.turn)
    }
}

impl fmt::Display for RefundNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R{:07}-{}-{}", self.intent, self.part, self.turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let order = OrderNo { intent: 12, turn: 1 };
        assert_eq!(order.to_string(), "S0000012-1");
        assert_eq!(OrderNo::parse("S0000012-1"), Some(order));
        let refund = RefundNo { intent: 12, part: 2, turn: 0 };
        assert_eq!(RefundNo::parse(&refund.to_string()), Some(refund));
        for text in ["", "S", "S1", "R1-2", "X1-2", "S1-x"] {
            assert!(OrderNo::parse(text).is_none() && RefundNo::parse(text).is_none(), "{text}");
        }
    }
}
