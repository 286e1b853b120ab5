//! Printing that survives a reader who has left: `wxpay demo | head` is no failure.

use std::{
    fmt,
    io::{self, Write as _},
};

/// Prints a line to the standard output, if anybody reads it.
pub(crate) fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stdout(), "{line}");
}
