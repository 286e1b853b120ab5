//! What came, held against what was expected.

use std::{borrow::Cow, error::Error, fmt};

/// Holds what came against what was expected, field by field, and forgets the values.
///
/// ```
/// use wx_types::{Comparison, Fen};
///
/// let mut comparison = Comparison::new();
/// comparison.hold("mchid", "1900000001", Some("1900000001"));
/// comparison.hold("amount.total", &Fen::new(100), Some(&Fen::new(1)));
/// comparison.hold("amount.currency", "CNY", None);
/// let mismatch = comparison.finish().unwrap_err();
/// assert_eq!(mismatch.to_string(), "not what was expected: amount.total, amount.currency");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    differing: Vec<Cow<'static, str>>,
}

impl Comparison {
    /// Nothing compared yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Holds one field. What is missing is not what was expected.
    pub fn hold<T: PartialEq + ?Sized>(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        expected: &T,
        found: Option<&T>,
    ) {
        self.require(field, found == Some(expected));
    }

    /// Notes the field unless `same`.
    pub fn require(&mut self, field: impl Into<Cow<'static, str>>, same: bool) {
        if !same {
            self.differing.push(field.into());
        }
    }

    /// The end: whether everything was as expected.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that was not.
    pub fn finish(self) -> Result<(), Mismatch> {
        if self.differing.is_empty() { Ok(()) } else { Err(Mismatch { fields: self.differing }) }
    }
}

/// A genuine message is not about the order at hand, or not about us: the fields, and no values.
///
/// **Credit nothing.** Answer "send again" and raise an alarm: either a message for somebody else reaches this address, or
/// the order in the books is another one than the platform has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    fields: Vec<Cow<'static, str>>,
}

impl Mismatch {
    /// Every field that is missing or another one, by its path on the wire. Never empty.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &str> {
        self.fields.iter().map(AsRef::as_ref)
    }

    /// Whether this field is one of them.
    #[must_use]
    pub fn names(&self, field: &str) -> bool {
        self.fields().any(|found| found == field)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not what was expected: {}", self.fields.join(", "))
    }
}

impl Error for Mismatch {}
