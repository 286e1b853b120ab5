//! The two ways the platform writes a moment.

use std::fmt;

use jiff::{Timestamp, civil, tz::Offset};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    check::Checker,
    form::Form,
    model::Value,
    rule::{Kind, Rule},
    violation::{Fault, Violation},
};

/// Seconds that Beijing is ahead of UTC.
const BEIJING: i32 = 8 * 60 * 60;

/// A moment as RFC 3339 with seconds and zone offset: `2015-05-20T13:29:35+08:00`.
///
/// The text is kept as it was given, because an order is only repeatable with the very same text. Two of them are equal
/// where their texts are; compare [`unix_seconds`](Self::unix_seconds) to compare moments. A leap second is the second
/// before it.
///
/// ```
/// use wx_types::Rfc3339;
///
/// let time = Rfc3339::from_unix(1_432_099_775).unwrap();
/// assert_eq!(time.as_str(), "2015-05-20T13:29:35+08:00");
/// assert_eq!(Rfc3339::new("2015-05-20T05:29:35Z").unwrap().unix_seconds(), 1_432_099_775);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rfc3339 {
    text: String,
    seconds: i64,
}

impl Rfc3339 {
    /// Reads a moment; fractions of a second are allowed and kept in the text.
    ///
    /// # Errors
    /// A [`Violation`] where the text has another form or no such moment exists.
    pub fn new(text: impl Into<String>) -> Result<Self, Violation> {
        let text = text.into();
        let seconds = parse_rfc3339(&text).ok_or_else(|| wrong_form("time", Form::Rfc3339))?;
        Ok(Self { text, seconds })
    }

    /// The moment `seconds` after 1970-01-01 00:00:00 UTC, written in Beijing time.
    ///
    /// `None` where the moment lies outside the years 0 to 9999.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let moment = beijing(seconds)?;
        Some(Self { text: format!("{}+08:00", moment.strftime("%Y-%m-%dT%H:%M:%S")), seconds })
    }

    /// The text as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whole seconds since 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub const fn unix_seconds(&self) -> i64 {
        self.seconds
    }
}

/// A moment in Beijing time without separators: `20150520132935`.
///
/// ```
/// use wx_types::CompactTime;
///
/// let time = CompactTime::from_unix(1_432_099_775).unwrap();
/// assert_eq!(time.as_str(), "20150520132935");
/// assert_eq!(time.unix_seconds(), 1_432_099_775);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CompactTime {
    text: String,
    seconds: i64,
}

impl CompactTime {
    /// Reads fourteen digits.
    ///
    /// # Errors
    /// A [`Violation`] where the text has another form or no such moment exists.
    pub fn new(text: impl Into<String>) -> Result<Self, Violation> {
        let text = text.into();
        let seconds = parse_compact(&text).ok_or_else(|| wrong_form("time", Form::CompactTime))?;
        Ok(Self { text, seconds })
    }

    /// The moment `seconds` after 1970-01-01 00:00:00 UTC, written in Beijing time.
    ///
    /// `None` where the moment lies outside the years 0 to 9999.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let moment = beijing(seconds)?;
        Some(Self { text: moment.strftime("%Y%m%d%H%M%S").to_string(), seconds })
    }

    /// The text as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whole seconds since 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub const fn unix_seconds(&self) -> i64 {
        self.seconds
    }
}

macro_rules! time_on_the_wire {
    ($name:ident, $form:expr) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(de::Error::custom)
            }
        }

        impl Value for $name {
            const KIND: Kind = Kind::Text;
            const LENT: &'static [Rule] = &[Rule::Form($form)];

            fn check(&self, rules: &[Rule], checker: &mut Checker) {
                checker.text(rules, &self.text);
            }

            fn wire_text(&self) -> Option<String> {
                Some(self.text.clone())
            }
        }
    };
}

time_on_the_wire!(Rfc3339, Form::Rfc3339);
time_on_the_wire!(CompactTime, Form::CompactTime);

fn wrong_form(path: &str, form: Form) -> Violation {
    Violation::new(path, Fault::Form { expected: form.words() })
}

fn beijing(seconds: i64) -> Option<civil::DateTime> {
    let offset = Offset::from_seconds(BEIJING).ok()?;
    let moment = offset.to_datetime(Timestamp::from_second(seconds).ok()?);
    (moment.year() >= 0).then_some(moment)
}

/// Seconds since 1970, if `text` is `YYYY-MM-DDTHH:MM:SS[.fraction](Z|±HH:MM)` and such a moment exists.
pub(crate) fn parse_rfc3339(text: &str) -> Option<i64> {
    let shape = b"dddd-dd-ddTdd:dd:dd";
    let (moment, rest) = text.split_at_checked(shape.len())?;
    let fits = |(found, wanted): (u8, &u8)| match wanted {
        b'd' => found.is_ascii_digit(),
        other => found == *other,
    };
    if !moment.bytes().zip(shape).all(fits) {
        return None;
    }
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() || fraction.len().saturating_sub(zone.len()) > 9 {
                return None;
            }
            zone
        }
        None => rest,
    };
    let zoned =
        zone == "Z" || (zone.len() == 6 && zone.starts_with(['+', '-']) && zone.get(3..4) == Some(":"));
    if !zoned {
        return None;
    }
    // The library knows the calendar; it also takes looser forms, which the shape above has excluded.
    text.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

/// Seconds since 1970, if `text` is fourteen digits that name a moment of Beijing time.
pub(crate) fn parse_compact(text: &str) -> Option<i64> {
    if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let moment = civil::DateTime::strptime("%Y%m%d%H%M%S", text).ok()?;
    // The library reads a leap second as the one before it; then the text would name another moment than the number.
    if moment.strftime("%Y%m%d%H%M%S").to_string() != text {
        return None;
    }
    Offset::from_seconds(BEIJING).ok()?.to_timestamp(moment).ok().map(Timestamp::as_second)
}

/// Whether `text` is `YYYY-MM-DD` and there is such a day.
pub(crate) fn is_date(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 10 && text.bytes().enumerate().all(fits) && text.parse::<civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{CompactTime, Rfc3339};

    #[test]
    fn rfc3339_reads_what_the_platform_writes() {
        for (text, seconds) in [
            ("2015-05-20T13:29:35+08:00", 1_432_099_775),
            ("2015-05-20T13:29:35.120+08:00", 1_432_099_775),
            ("2015-05-20T05:29:35Z", 1_432_099_775),
            ("1970-01-01T00:00:00+00:00", 0),
        ] {
            let time = Rfc3339::new(text).unwrap();
            assert_eq!((time.unix_seconds(), time.as_str()), (seconds, text));
        }
    }

    #[test]
    fn rfc3339_refuses_other_shapes() {
        for text in [
            "",
            "2015-05-20 13:29:35+08:00",
            "2015-05-20t13:29:35+08:00",
            "2015-05-20T13:29:35",
            "2015-05-20T13:29+08:00",
            "2015-05-20T13:29:35+0800",
            "2015-05-20T13:29:35.+08:00",
            "2015-05-20T13:29:35.1234567890+08:00",
            "2015-02-30T13:29:35+08:00",
            "2015-05-20T25:29:35+08:00",
            "2015-05-20T13:29:35+08:00[Asia/Shanghai]",
            "20150520T132935+08:00",
            "中015-05-20T13:29:35+08:00",
        ] {
            assert!(Rfc3339::new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn compact_time_is_beijing_time() {
        assert_eq!(CompactTime::new("20150520132935").unwrap().unix_seconds(), 1_432_099_775);
        for text in
            ["", "2015052013293", "201505201329355", "20150230132935", "2015-05-20 132", "20150520136035"]
        {
            assert!(CompactTime::new(text).is_err(), "{text:?}");
        }
    }
}
