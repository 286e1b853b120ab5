use std::{fmt, io::BufRead};

use super::{BillError, LineFault, columns::Layout, line::Lines, sealed::BillRow};

/// The rows of a bill, one after the other. After an error there is no further row.
///
/// A row that cannot be read is an error and not left out: whoever reconciles must not miss a payment.
pub struct Rows<R, T: BillRow> {
    lines: Lines<R>,
    layout: Layout,
    count: u64,
    totals: Option<T::Totals>,
    is_over: bool,
}

impl<R: BufRead, T: BillRow> Rows<R, T> {
    pub(super) fn new(from: R) -> Result<Self, BillError> {
        let mut lines = Lines::new(from);
        let (line, names) = lines.next()?.ok_or(BillError::Line { line: 1, fault: LineFault::NoTotals })?;
        let layout = Layout::of::<T>(names).map_err(|fault| BillError::Line { line, fault })?;
        Ok(Self { lines, layout, count: 0, totals: None, is_over: false })
    }

    /// How many rows were handed out.
    #[must_use]
    pub fn count_so_far(&self) -> u64 {
        self.count
    }

    /// What the last line of the bill says of all rows; `None` until the last row was read.
    #[must_use]
    pub fn totals(&self) -> Option<&T::Totals> {
        self.totals.as_ref()
    }

    /// The next row, or `None` where the totals were read and nothing follows.
    fn row(&mut self) -> Result<Option<T>, BillError> {
        let (line, text) = match self.lines.next()? {
            Some(next) => next,
            None => return Err(BillError::Line { line: self.lines.number(), fault: LineFault::NoTotals }),
        };
        let at = |line| move |fault| BillError::Line { line, fault };
        if text.starts_with('`') {
            let row = self.layout.read(text).map_err(at(line))?;
            self.count = self.count.saturating_add(1);
            return Ok(Some(row));
        }
        let names = Layout::of::<T::Totals>(text).map_err(|_| at(line)(LineFault::Unexpected))?;
        let (line, text) = match self.lines.next()? {
            Some(next) => next,
            None => return Err(BillError::Line { line: self.lines.number(), fault: LineFault::NoTotals }),
        };
        self.totals = Some(names.read(text).map_err(at(line))?);
        match self.lines.next()? {
            Some((line, _)) => Err(at(line)(LineFault::Unexpected)),
            None => Ok(None),
        }
    }
}

impl<R: BufRead, T: BillRow> Iterator for Rows<R, T> {
    type Item = Result<T, BillError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let row = self.row().transpose();
        self.is_over = !matches!(row, Some(Ok(_)));
        row
    }
}

impl<R, T: BillRow> fmt::Debug for Rows<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("count", &self.count)
            .field("is_over", &self.is_over)
            .finish_non_exhaustive()
    }
}
