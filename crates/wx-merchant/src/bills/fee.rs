use std::{fmt, str::FromStr};

use wx_types::Fen;

/// A fee as bills write it, with up to five decimals of a yuan: a whole number of thousandths of a fen.
///
/// ```
/// use wx_merchant::bills::Fee;
/// use wx_types::Fen;
///
/// let fee: Fee = "0.01250".parse().unwrap();
/// assert_eq!((fee.thousandths_of_fen(), fee.to_fen()), (1250, None));
/// assert_eq!("0.06000".parse::<Fee>().unwrap().to_fen(), Some(Fen::new(6)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fee(i64);

impl Fee {
    /// The fee in thousandths of a fen, which is what five decimals of a yuan are.
    #[must_use]
    pub const fn thousandths_of_fen(self) -> i64 {
        self.0
    }

    /// The fee in fen, if it is a whole number of them. Nothing is rounded.
    #[must_use]
    pub fn to_fen(self) -> Option<Fen> {
        (self.0.checked_rem(1000) == Some(0)).then(|| self.0.checked_div(1000).map(Fen::new)).flatten()
    }
}

impl FromStr for Fee {
    type Err = InvalidFee;

    fn from_str(text: &str) -> Result<Self, InvalidFee> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let decimals = fraction.trim_end_matches('0');
        let digits_only = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || fraction.is_empty() || decimals.len() > 5 {
            return Err(InvalidFee);
        }
        if !digits_only(whole) || !digits_only(fraction) {
            return Err(InvalidFee);
        }
        format!("{sign}{whole}{decimals:0<5}").parse().map(Self).map_err(|_| InvalidFee)
    }
}

/// The text is not a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidFee;

impl fmt::Display for InvalidFee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fee in yuan is digits with at most five decimals, such as 0.06000")
    }
}

impl std::error::Error for InvalidFee {}
