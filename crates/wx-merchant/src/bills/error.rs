use std::{fmt, io};

use wx_apiv3::{Error, Outcome, Reason};

/// Why there is no bill, or no further row of it.
///
/// Ask [`is_worth_repeating`](Self::is_worth_repeating): then a fresh address and another download may help. It never
/// repeats what stood in the file.
#[derive(Debug)]
#[non_exhaustive]
pub enum BillError {
    /// The file did not arrive, or not whole.
    Fetch(Error),
    /// The signed answer names a digest that is not known here.
    Digest,
    /// More arrived than [`BillLimits`](super::BillLimits) allows.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The file grows too much while it is uncompressed: a gzip bomb, or a limit that is too narrow.
    Expands {
        /// The limit that was reached, in bytes.
        limit: u64,
    },
    /// The compressed file is damaged or cut off.
    Gzip,
    /// The file has another digest than the signed answer says. No row of it may be read.
    Mismatch,
    /// Writing the file, or reading it again, failed on this machine.
    Spool(io::Error),
    /// The bill has not the shape of its kind.
    Line {
        /// Which line, counted from 1.
        line: u64,
        /// What is wrong with it.
        fault: LineFault,
    },
}

/// What is wrong with a line of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineFault {
    /// It is longer than any line of a bill.
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// It is not UTF-8.
    NotUtf8,
    /// A column is missing that every bill of this kind has.
    MissingColumn {
        /// The column.
        column: &'static str,
    },
    /// It has another number of cells than the line of names above it.
    Cells {
        /// How many names there are.
        expected: usize,
        /// How many cells were found.
        found: usize,
    },
    /// A cell cannot be read.
    Cell {
        /// Its column.
        column: &'static str,
        /// What should stand there.
        expected: &'static str,
    },
    /// It is neither a row nor the names above the totals; or it stands behind them.
    Unexpected,
    /// The bill ends before its totals.
    NoTotals,
}

impl BillError {
    /// Whether a fresh address and another download may help.
    #[must_use]
    pub fn is_worth_repeating(&self) -> bool {
        match self {
            Self::Fetch(error) => match error.reason() {
                // Also an address that is too old, which no page gives a code for.
                Reason::Send(_) | Reason::Deadline | Reason::Api(_) => true,
                _ => error.outcome() == Outcome::Unknown,
            },
            Self::Gzip | Self::Mismatch => true,
            Self::Digest
            | Self::TooLarge { .. }
            | Self::Expands { .. }
            | Self::Spool(_)
            | Self::Line { .. } => false,
        }
    }
}

impl fmt::Display for BillError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fetch(_) => f.write_str("the bill was not downloaded"),
            Self::Digest => f.write_str("the answer names no SHA-1 digest, so that no file could be trusted"),
            Self::TooLarge { limit } => write!(f, "the bill is larger than {limit} bytes; raise the limit if it may be"),
            Self::Expands { limit } => {
                write!(f, "the bill uncompresses to more than {limit} bytes; raise the limits if it may")
            }
            Self::Gzip => f.write_str("the compressed bill is damaged or cut off; ask for a fresh address"),
            Self::Mismatch => {
                f.write_str("the bill has another digest than the signed answer says; throw it away, ask for a fresh address")
            }
            Self::Spool(_) => f.write_str("the file of the bill could not be written or read on this machine"),
            Self::Line { line, fault } => write!(f, "line {line} of the bill {fault}"),
        }
    }
}

impl std::error::Error for BillError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Fetch(error) => Some(error),
            Self::Spool(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Error> for BillError {
    fn from(error: Error) -> Self {
        Self::Fetch(error)
    }
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { limit } => write!(f, "is longer than {limit} bytes"),
            Self::NotUtf8 => f.write_str("is not UTF-8"),
            Self::MissingColumn { column } => {
                write!(f, "does not name the column {column}; is it a bill of this kind?")
            }
            Self::Cells { expected, found } => {
                write!(f, "has {found} cells, where {expected} columns are named")
            }
            Self::Cell { column, expected } => write!(f, "has something other than {expected} as {column}"),
            Self::Unexpected => f.write_str("is neither a row nor the names of the totals"),
            Self::NoTotals => f.write_str("does not exist: the bill ends before its totals"),
        }
    }
}
