//! Amounts in yuan, from and to their digits; inside, they are whole fen.

use serde_json::Value;

/// The longest amount of a request, in characters.
const LONGEST: usize = 10;

/// The greatest amount of a request, in fen: ten characters with both decimals.
const GREATEST: i64 = 999_999_999;

/// The fen of a JSON number as it was written, or which rule it breaks.
pub(crate) fn parse(raw: &str) -> Result<i64, &'static str> {
    if raw.contains(['e', 'E']) {
        return Err("must be written without an exponent");
    }
    if raw.len() > LONGEST {
        return Err("must have at most 10 characters");
    }
    let (whole, decimals) = raw.split_once('.').unwrap_or((raw, ""));
    if decimals.len() > 2 {
        return Err("must have at most two decimals");
    }
    let fen = format!("{whole}{decimals:0<2}").parse::<i64>().map_err(|_| "must be an amount in yuan")?;
    match fen {
        ..=0 => Err("must be at least 0.01"),
        1..=GREATEST => Ok(fen),
        _ => Err("must be at most 9999999.99"),
    }
}

/// `0.01` for one fen.
pub(crate) fn text(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let digits = format!("{:03}", fen.unsigned_abs());
    let (whole, decimals) = digits.split_at(digits.len().saturating_sub(2));
    format!("{sign}{whole}.{decimals}")
}

/// The JSON number of an amount.
pub(crate) fn number(fen: i64) -> Value {
    // The text is a JSON number.
    serde_json::from_str(&text(fen)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{number, parse, text};

    #[track_caller]
    fn check(raw: &str, expected: Result<i64, &str>) {
        assert_eq!(parse(raw), expected, "{raw}");
    }

    #[test]
    fn amounts_are_read_from_their_digits() {
        check("0.01", Ok(1));
        check("0.1", Ok(10));
        check("1", Ok(100));
        check("1.00", Ok(100));
        check("9999999.99", Ok(999_999_999));
        check("10000000.00", Err("must have at most 10 characters"));
        check("10000000.0", Err("must be at most 9999999.99"));
        check("9999999999", Err("must be at most 9999999.99"));
        check("0.001", Err("must have at most two decimals"));
        check("0.100", Err("must have at most two decimals"));
        check("1e2", Err("must be written without an exponent"));
        check("1E-2", Err("must be written without an exponent"));
        check("0", Err("must be at least 0.01"));
        check("0.00", Err("must be at least 0.01"));
        check("-0.01", Err("must be at least 0.01"));
    }

    #[test]
    fn amounts_are_written_exactly() {
        assert_eq!(text(1), "0.01");
        assert_eq!(text(10), "0.10");
        assert_eq!(text(12_345), "123.45");
        assert_eq!(text(0), "0.00");
        assert_eq!(text(-105), "-1.05");
        for fen in [1, 29, 57, 58, 113, 999_999_999] {
            check(&number(fen).to_string(), Ok(fen));
        }
    }
}
