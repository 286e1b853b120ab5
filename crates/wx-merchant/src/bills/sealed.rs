//! What a row is made from. Public because rows are, and without a name outside: the kinds of bills are ours to list.

use super::{LineFault, OtherCell};

/// A column that has a field.
#[derive(Debug)]
pub struct Column {
    /// Its name, and those that it had before.
    pub names: &'static [&'static str],
    /// Whether every bill of the kind has it.
    pub required: bool,
}

/// A line with named cells.
pub trait Record: Sized {
    /// The columns that have a field, in the order of the fields.
    const COLUMNS: &'static [Column];

    /// Reads the cells: one of each column, `None` where the bill does not have it.
    ///
    /// # Errors
    /// The first cell that cannot be read.
    fn read(texts: &[Option<&str>], others: Vec<OtherCell>) -> Result<Self, LineFault>;
}

/// The row of a kind of bill.
pub trait BillRow: Record {
    /// What its last line holds.
    type Totals: Record;
}
