//! Late news must not overwrite later ones.

/// How far an order or a refund has come, as the application ranks it: for example `NOTPAY` 0, `CLOSED` 1, `SUCCESS` 1,
/// `REFUND` 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage<'a> {
    /// A later stage has a greater rank.
    pub rank: u16,
    /// The state's name on the wire.
    pub state: &'a str,
}

impl Stage<'_> {
    /// What to do with `arrived`, where `self` is stored. Do both in one transaction.
    #[must_use]
    pub fn compare(&self, arrived: &Stage<'_>) -> Order {
        if arrived.rank > self.rank {
            Order::Later
        } else if arrived.rank < self.rank {
            Order::Earlier
        } else if arrived.state == self.state {
            Order::Same
        } else {
            Order::Conflict
        }
    }
}

/// How an arrived state stands to the stored one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Write it.
    Later,
    /// It is stored.
    Same,
    /// It comes late: leave what is stored.
    Earlier,
    /// Neither follows from the other, such as closed and paid: ask the platform and store its answer.
    Conflict,
}
