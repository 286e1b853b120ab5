//! Lines of a file, each of them bounded.

use std::io::BufRead;

use super::{BillError, LineFault};

/// The longest line, in bytes. A row has some thirty cells, and the longest of them 512 characters.
const LONGEST: usize = 64 * 1024;

/// Reads line by line, and counts.
pub(super) struct Lines<R> {
    from: R,
    buffer: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, buffer: Vec::new(), number: 0 }
    }

    /// The next line that is not blank, and its number; without its end and without a byte order mark.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &str)>, BillError> {
        while self.read()? {
            let mark = "\u{FEFF}".as_bytes();
            let start = if self.number == 1 && self.buffer.starts_with(mark) { mark.len() } else { 0 };
            let blank = self.buffer.get(start..).is_none_or(|line| line.trim_ascii().is_empty());
            if !blank {
                let number = self.number;
                let line = self.buffer.get(start..).unwrap_or_default();
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                return match str::from_utf8(line) {
                    Ok(line) => Ok(Some((number, line))),
                    Err(_) => Err(BillError::Line { line: number, fault: LineFault::NotUtf8 }),
                };
            }
        }
        Ok(None)
    }

    /// The number of the line that was read last.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Reads up to the next line feed; `false` at the end.
    fn read(&mut self) -> Result<bool, BillError> {
        self.buffer.clear();
        self.number = self.number.saturating_add(1);
        loop {
            let ready = self.from.fill_buf().map_err(BillError::Spool)?;
            if ready.is_empty() {
                return Ok(!self.buffer.is_empty());
            }
            let end = ready.iter().position(|byte| *byte == b'\n');
            let taken = ready.get(..end.unwrap_or(ready.len())).unwrap_or(ready);
            if taken.len() > LONGEST.saturating_sub(self.buffer.len()) {
                let fault = LineFault::TooLong { limit: LONGEST };
                return Err(BillError::Line { line: self.number, fault });
            }
            self.buffer.extend_from_slice(taken);
            let consumed = taken.len().saturating_add(usize::from(end.is_some()));
            self.from.consume(consumed);
            if end.is_some() {
                return Ok(true);
            }
        }
    }
}
