//! Columns by name: which cell of a line is which field.
//!
//! The order of the columns differs between the kinds of one bill, and so do some names between its years. So nothing
//! goes by position, and a column that nobody has described is kept.

use std::sync::Arc;

use wx_types::{Fen, Yuan};

use super::{
    BillRefundStatus, Fee, FundFlowWay, LineFault,
    sealed::{Column, Record},
};
use crate::transactions::{TradeState, TradeType};

/// A cell of a column that has no field here.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OtherCell {
    /// The column's name in the bill.
    pub column: Arc<str>,
    /// The cell.
    pub text: Box<str>,
}

/// The columns of one file.
pub(super) struct Layout {
    columns: Vec<(Arc<str>, Option<usize>)>,
}

impl Layout {
    /// Reads the line of names of a `T`.
    pub(super) fn of<T: Record>(names: &str) -> Result<Self, LineFault> {
        let mut columns: Vec<(Arc<str>, Option<usize>)> = Vec::new();
        for name in names.split(',').map(|name| name.trim().trim_start_matches('`')) {
            let bare = name.strip_suffix("(元)").or_else(|| name.strip_suffix("（元）")).unwrap_or(name);
            let field = T::COLUMNS.iter().position(|column| column.names.contains(&bare));
            let field = field.filter(|field| !columns.iter().any(|(_, taken)| *taken == Some(*field)));
            columns.push((name.into(), field));
        }
        for (field, column) in T::COLUMNS.iter().enumerate() {
            if column.required && !columns.iter().any(|(_, found)| *found == Some(field)) {
                let column = column.names.first().copied().unwrap_or_default();
                return Err(LineFault::MissingColumn { column });
            }
        }
        Ok(Self { columns })
    }

    /// Reads a line of cells. Each begins with a backtick, so that a comma within one is told from a comma between two.
    pub(super) fn read<T: Record>(&self, line: &str) -> Result<T, LineFault> {
        let cells = line.strip_prefix('`').ok_or(LineFault::Unexpected)?;
        let found = cells.split(",`").count();
        if found != self.columns.len() {
            return Err(LineFault::Cells { expected: self.columns.len(), found });
        }
        let mut texts = vec![None; T::COLUMNS.len()];
        let mut others = Vec::new();
        for ((column, field), cell) in self.columns.iter().zip(cells.split(",`")) {
            match field.and_then(|field| texts.get_mut(field)) {
                Some(text) => *text = Some(cell),
                None => others.push(OtherCell { column: Arc::clone(column), text: cell.into() }),
            }
        }
        T::read(&texts, others)
    }
}

/// A type that a cell can be read into. `None` is a column that the file does not have.
pub(super) trait Cell: Sized {
    /// Whether the column must be there.
    const REQUIRED: bool = true;
    /// What stands in the cell, for errors.
    const EXPECTED: &'static str = "a text";

    fn read(text: Option<&str>) -> Option<Self>;
}

/// An empty cell is as good as none.
impl<T: Cell> Cell for Option<T> {
    const REQUIRED: bool = false;
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(text: Option<&str>) -> Option<Self> {
        match text {
            None | Some("") => Some(None),
            Some(text) => T::read(Some(text)).map(Some),
        }
    }
}

impl Cell for String {
    fn read(text: Option<&str>) -> Option<Self> {
        text.map(str::to_owned)
    }
}

/// Bills write yuan, unlike every answer in JSON.
impl Cell for Fen {
    const EXPECTED: &'static str = "an amount in yuan with at most two decimals";

    fn read(text: Option<&str>) -> Option<Self> {
        text?.parse::<Yuan>().ok().map(Yuan::to_fen)
    }
}

impl Cell for Fee {
    const EXPECTED: &'static str = "a fee in yuan with at most five decimals";

    fn read(text: Option<&str>) -> Option<Self> {
        text?.parse().ok()
    }
}

/// Some bills count in `20.0`.
impl Cell for u64 {
    const EXPECTED: &'static str = "a whole number";

    fn read(text: Option<&str>) -> Option<Self> {
        let (whole, fraction) = text?.split_once('.').unwrap_or((text?, ""));
        let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
        (digits && fraction.bytes().all(|byte| byte == b'0')).then(|| whole.parse().ok()).flatten()
    }
}

macro_rules! words {
    ($($name:ty),+) => {$(
        impl Cell for $name {
            fn read(text: Option<&str>) -> Option<Self> {
                text.map(Self::from)
            }
        }
    )+};
}

words!(BillRefundStatus, FundFlowWay, TradeState, TradeType);

/// Declares what a line holds: the fields in the order of the documents, each with the names that its column has had.
macro_rules! record {
    ($(#[$doc:meta])* pub struct $name:ident {
        $($(#[$field_doc:meta])* pub $field:ident: $type:ty = [$($column:literal),+],)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)+
            /// The cells of columns that have no field here, in their order.
            pub others: Vec<$crate::bills::OtherCell>,
        }

        impl $crate::bills::sealed::Record for $name {
            const COLUMNS: &'static [$crate::bills::sealed::Column] = &[$(
                $crate::bills::sealed::Column {
                    names: &[$($column),+],
                    required: <$type as $crate::bills::columns::Cell>::REQUIRED,
                }
            ),+];

            fn read(
                texts: &[Option<&str>],
                others: Vec<$crate::bills::OtherCell>,
            ) -> Result<Self, $crate::bills::LineFault> {
                let mut texts = texts.iter().copied().zip(Self::COLUMNS);
                Ok(Self {
                    $($field: $crate::bills::columns::cell(texts.next())?,)+
                    others,
                })
            }
        }
    };
}

pub(super) use record;

/// Reads the cell of a column.
pub(super) fn cell<T: Cell>(text: Option<(Option<&str>, &Column)>) -> Result<T, LineFault> {
    let (text, column) = text.unzip();
    let names = column.map(|column| column.names).unwrap_or_default();
    let column = names.first().copied().unwrap_or_default();
    T::read(text.flatten()).ok_or(LineFault::Cell { column, expected: T::EXPECTED })
}
