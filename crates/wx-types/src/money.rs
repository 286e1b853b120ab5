//! Money as a whole number of fen, and its exact form in yuan.
#![deny(clippy::float_arithmetic)]

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::value::RawValue;

use crate::{
    check::Checker,
    model::Value,
    rule::{Kind, Rule},
};

/// An amount in fen, a hundredth of a yuan. One yuan is 100 fen.
///
/// There is no conversion from or to a floating-point number, and arithmetic is checked.
///
/// ```
/// use wx_types::Fen;
///
/// let total = Fen::new(128_00).checked_add(Fen::new(99)).unwrap();
/// assert_eq!(total.get(), 128_99);
/// assert_eq!(total.to_string(), "12899 fen");
/// assert_eq!(total.to_yuan().to_string(), "128.99");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(i64);

impl Fen {
    /// `fen` hundredths of a yuan.
    #[must_use]
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// The number of fen.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, unless it does not fit.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The difference, unless it does not fit.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The product, unless it does not fit.
    #[must_use]
    pub const fn checked_mul(self, times: i64) -> Option<Self> {
        match self.0.checked_mul(times) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The sum of all, unless it does not fit.
    pub fn checked_sum(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        all.into_iter().try_fold(Self(0), Self::checked_add)
    }

    /// The same amount, written in yuan.
    #[must_use]
    pub const fn to_yuan(self) -> Yuan {
        Yuan(self)
    }
}

/// Shows the unit, so that no log line leaves it open.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} fen", self.0)
    }
}

impl Value for Fen {
    const KIND: Kind = Kind::Integer;

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.number(rules, self.0);
    }

    fn wire_text(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}

/// An amount in yuan with exactly two decimals, for the interfaces that write money that way.
///
/// It is kept as [`Fen`], printed as `0.01`, and written to JSON as the number `0.01` without ever being a
/// floating-point number. It is read from a JSON number or a string, digit by digit.
///
/// That needs the text, so it is exact only where the text is at hand: `serde_json::from_str`, `from_slice`, `to_string`
/// and their kin, at any depth of a struct. Through a `serde_json::Value` a number has become a `f64` on the way: amounts
/// of up to fifteen digits come out right, but `1e2` and `1.00` can no longer be told apart. Under `#[serde(flatten)]`, in
/// an untagged enum and in formats other than JSON it does not work, and says so with an error.
///
/// ```
/// use wx_types::{Fen, Yuan};
///
/// assert_eq!(serde_json::to_string(&Fen::new(1).to_yuan())?, "0.01");
/// assert_eq!("100.5".parse::<Yuan>().unwrap().to_fen(), Fen::new(100_50));
/// assert!("0.001".parse::<Yuan>().is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Yuan(Fen);

impl Yuan {
    /// The same amount in fen.
    #[must_use]
    pub const fn to_fen(self) -> Fen {
        self.0
    }
}

impl From<Fen> for Yuan {
    fn from(fen: Fen) -> Self {
        Self(fen)
    }
}

impl fmt::Display for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fen = self.0.0.unsigned_abs();
        let sign = if self.0.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl FromStr for Yuan {
    type Err = InvalidYuan;

    /// Reads `12`, `12.3`, `12.34` and `12.3400`; a minus sign may stand in front.
    fn from_str(text: &str) -> Result<Self, InvalidYuan> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "00"));
        if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) || fraction.is_empty() {
            return Err(InvalidYuan);
        }
        if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return Err(InvalidYuan);
        }
        let cents = fraction.trim_end_matches('0');
        if cents.len() > 2 {
            return Err(InvalidYuan);
        }
        let fen = format!("{}{whole}{cents:0<2}", if negative { "-" } else { "" });
        fen.parse().map(|fen| Self(Fen(fen))).map_err(|_| InvalidYuan)
    }
}

/// The text is not an amount in yuan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidYuan;

impl fmt::Display for InvalidYuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount in yuan is digits with at most two decimals, such as 0.01")
    }
}

impl std::error::Error for InvalidYuan {}

impl Serialize for Yuan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_string()).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Yuan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get();
        let text = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
        text.parse().map_err(de::Error::custom)
    }
}

impl Value for Yuan {
    const KIND: Kind = Kind::Decimal;

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.number(rules, self.0.0);
    }

    fn wire_text(&self) -> Option<String> {
        Some(self.to_string())
    }
}
