//! What is wrong with a value: the field, the rule, the limit and what was found, never the value itself.

use std::fmt;

use crate::charset::Charset;

/// One broken rule.
///
/// ```
/// use wx_types::OutTradeNo;
///
/// let violation = OutTradeNo::new("A1").unwrap_err();
/// assert_eq!(violation.path(), "out_trade_no");
/// assert_eq!(violation.to_string(), "out_trade_no: must be 6 to 32 characters (found 2)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    path: String,
    fault: Fault,
}

impl Violation {
    /// A violation of `fault` at `path`, such as `detail.goods_detail[0].quantity`.
    #[must_use]
    pub fn new(path: impl Into<String>, fault: Fault) -> Self {
        Self { path: path.into(), fault }
    }

    /// Where: the field's path on the wire, such as `detail.goods_detail[0].quantity`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What: the rule, its limit and what was found.
    #[must_use]
    pub fn fault(&self) -> &Fault {
        &self.fault
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { self.fault.fmt(f) } else { write!(f, "{}: {}", self.path, self.fault) }
    }
}

impl std::error::Error for Violation {}

/// Everything that is wrong with a value. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// `Err` with all of `found`, or `Ok` where it is empty.
    ///
    /// # Errors
    /// All of `found`, where there is any.
    pub fn none(found: Vec<Violation>) -> Result<(), Self> {
        if found.is_empty() { Ok(()) } else { Err(Self(found)) }
    }

    /// The violations, in the order of the fields.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }

    /// How many there are: at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether a violation was reported at exactly this path.
    #[must_use]
    pub fn names(&self, path: &str) -> bool {
        self.0.iter().any(|violation| violation.path() == path)
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self(vec![violation])
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// Which rule is broken, with its limit and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// A required member is absent.
    Missing,
    /// A member is `null`; the platform wants absent members left out.
    Null,
    /// An object names the member more than once, which leaves open what it says.
    Duplicate,
    /// No page describes a member of this name; the platform refuses it.
    UnknownMember,
    /// The JSON type is another one.
    Type {
        /// The documented type.
        expected: &'static str,
        /// The type that was found.
        found: &'static str,
    },
    /// A text or a list is too short or too long.
    Length {
        /// What is counted.
        unit: Unit,
        /// The least count.
        min: usize,
        /// The greatest count.
        max: usize,
        /// The count that was found.
        found: usize,
    },
    /// A number is too small or too large.
    Range {
        /// The least value.
        min: i64,
        /// The greatest value; [`i64::MAX`] where no page gives one.
        max: i64,
        /// The value that was found.
        found: i64,
    },
    /// A character is not among those allowed.
    Charset {
        /// The characters that are allowed.
        allowed: Charset,
        /// Which character offends, counted from 0.
        position: usize,
    },
    /// The text is none of the documented values.
    OneOf {
        /// The documented values.
        allowed: &'static [&'static str],
    },
    /// The text has not the documented form.
    Form {
        /// The form, with its rule in words.
        expected: &'static str,
    },
    /// A character needs four bytes in UTF-8 (an emoji, for one); the platform takes one to three.
    FourByteCharacter {
        /// Which character offends, counted from 0.
        position: usize,
    },
    /// Two fields do not fit together.
    Across {
        /// The rule in words.
        rule: &'static str,
    },
    /// The text is not JSON, or not of the model's shape.
    Unreadable {
        /// What was expected.
        expected: &'static str,
    },
}

/// What a length counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode characters (scalar values).
    Characters,
    /// Bytes of UTF-8.
    Bytes,
    /// Bytes of the value as compact JSON.
    JsonBytes,
    /// Entries of a list.
    Entries,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Characters => "characters",
            Self::Bytes => "bytes",
            Self::JsonBytes => "bytes of JSON",
            Self::Entries => "entries",
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is required"),
            Self::Null => f.write_str("must be left out instead of null"),
            Self::Duplicate => f.write_str("must be given once"),
            Self::UnknownMember => f.write_str("is not a documented member"),
            Self::Type { expected, found } => write!(f, "must be {expected} (found {found})"),
            Self::Length { unit, min, max, found } => {
                write!(f, "must be {} {unit} (found {found})", Limits::of_count(*min, *max))
            }
            Self::Range { min, max, found } => {
                write!(f, "must be {} (found {found})", Limits::of_number(*min, *max))
            }
            Self::Charset { allowed, position } => {
                write!(f, "may hold {allowed}; character {position} is another one")
            }
            Self::OneOf { allowed } => write!(f, "must be one of {}", allowed.join(", ")),
            Self::Form { expected } | Self::Unreadable { expected } => write!(f, "must be {expected}"),
            Self::FourByteCharacter { position } => {
                write!(f, "may hold characters of one to three UTF-8 bytes; character {position} needs four")
            }
            Self::Across { rule } => f.write_str(rule),
        }
    }
}

/// Two limits in words: `6 to 32`, or `32`, `at least 6`, `at most 32` where that says all.
pub(crate) enum Limits<T> {
    Exactly(T),
    AtLeast(T),
    AtMost(T),
    Between(T, T),
}

impl Limits<usize> {
    pub(crate) fn of_count(min: usize, max: usize) -> Self {
        Self::new(min, max, 0, usize::MAX)
    }
}

impl Limits<i64> {
    pub(crate) fn of_number(min: i64, max: i64) -> Self {
        Self::new(min, max, i64::MIN, i64::MAX)
    }
}

impl<T: PartialEq> Limits<T> {
    fn new(min: T, max: T, least: T, greatest: T) -> Self {
        if min == max {
            Self::Exactly(max)
        } else if max == greatest {
            Self::AtLeast(min)
        } else if min == least {
            Self::AtMost(max)
        } else {
            Self::Between(min, max)
        }
    }
}

impl<T: fmt::Display> fmt::Display for Limits<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(limit) => limit.fmt(f),
            Self::AtLeast(min) => write!(f, "at least {min}"),
            Self::AtMost(max) => write!(f, "at most {max}"),
            Self::Between(min, max) => write!(f, "{min} to {max}"),
        }
    }
}
