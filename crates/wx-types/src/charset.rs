//! Which characters a field may hold.

/// A set of characters, as the official pages describe them.
///
/// It is data, not code, so that it can be printed, compared and drawn from by property tests.
///
/// ```
/// use wx_types::charset::Charset;
///
/// assert!(Charset::ORDER_NUMBER.contains('|'));
/// assert!(!Charset::ORDER_NUMBER.contains('@'));
/// assert_eq!(Charset::ORDER_NUMBER.to_string(), "digits, letters and _-|*");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset {
    /// `0-9`.
    pub digits: bool,
    /// `a-z` and `A-Z`.
    pub letters: bool,
    /// Single characters beside them.
    pub also: &'static str,
}

impl Charset {
    /// `0-9`.
    pub const DIGITS: Self = Self { digits: true, letters: false, also: "" };
    /// What a merchant order number may hold: digits, letters and `_-|*`.
    pub const ORDER_NUMBER: Self = Self { digits: true, letters: true, also: "_-|*" };
    /// What a merchant refund number may hold: digits, letters and `_-|*@`.
    pub const REFUND_NUMBER: Self = Self { digits: true, letters: true, also: "_-|*@" };
    /// What a merchant goods id may hold: digits, letters, `-` and `_`.
    pub const GOODS_ID: Self = Self { digits: true, letters: true, also: "-_" };
    /// Every visible ASCII character. No page writes this down; it stands where a line feed would change what is
    /// signed.
    pub const VISIBLE: Self =
        Self { digits: true, letters: true, also: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" };

    /// Whether `character` belongs to the set.
    #[must_use]
    pub fn contains(&self, character: char) -> bool {
        (self.digits && character.is_ascii_digit())
            || (self.letters && character.is_ascii_alphabetic())
            || self.also.contains(character)
    }

    /// Every character of the set, in ASCII order within its group.
    pub fn members(&self) -> impl Iterator<Item = char> + use<> {
        let digits = if self.digits { '0'..='9' } else { '1'..='0' };
        let (upper, lower) = if self.letters { ('A'..='Z', 'a'..='z') } else { ('B'..='A', 'b'..='a') };
        digits.chain(upper).chain(lower).chain(self.also.chars())
    }
}

impl std::fmt::Display for Charset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::VISIBLE {
            return f.write_str("visible ASCII characters");
        }
        let also = self.also;
        match (self.digits, self.letters, also.is_empty()) {
            (true, true, false) => write!(f, "digits, letters and {also}"),
            (true, true, true) => f.write_str("digits and letters"),
            (true, false, false) => write!(f, "digits and {also}"),
            (true, false, true) => f.write_str("digits"),
            (false, true, false) => write!(f, "letters and {also}"),
            (false, true, true) => f.write_str("letters"),
            (false, false, false) => write!(f, "only {also}"),
            (false, false, true) => f.write_str("no character"),
        }
    }
}
