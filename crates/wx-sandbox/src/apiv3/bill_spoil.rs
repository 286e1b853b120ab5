//! Deliberate damage to bills.

use std::fmt;

/// What is wrong with a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BillSpoil {
    /// One digit of the file is another one.
    FlippedByte,
    /// The file ends early; as gzip, it also lacks its end.
    Truncated,
    /// The file is right and the `hash_value` of the answer that offers it is not.
    LyingDigest,
}

impl BillSpoil {
    const ALL: [Self; 3] = [Self::FlippedByte, Self::Truncated, Self::LyingDigest];

    /// The name used by the control endpoints.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FlippedByte => "FLIPPED_BYTE",
            Self::Truncated => "TRUNCATED",
            Self::LyingDigest => "LYING_DIGEST",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|spoil| spoil.as_str() == name)
    }
}

impl fmt::Display for BillSpoil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
