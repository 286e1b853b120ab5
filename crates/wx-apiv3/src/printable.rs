pub(crate) use wx_types::printable;

/// How much of a name (a serial, a code, a request id) is shown.
pub(crate) const NAME: usize = 64;
