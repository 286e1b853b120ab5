//! The gateway's clock, which a test can move, and the two ways WeChat writes a moment.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::{Timestamp, tz::Offset};

/// Unix seconds from a source, moved by an offset.
pub(crate) struct Clock {
    source: Box<dyn Fn() -> i64 + Send + Sync>,
    offset: AtomicI64,
}

impl Clock {
    pub(crate) fn new(source: Box<dyn Fn() -> i64 + Send + Sync>) -> Self {
        Self { source, offset: AtomicI64::new(0) }
    }

    /// Seconds since 1970, as this gateway sees them.
    pub(crate) fn now(&self) -> i64 {
        (self.source)().saturating_add(self.offset.load(Ordering::Relaxed))
    }

    pub(crate) fn set_offset(&self, seconds: i64) {
        self.offset.store(seconds, Ordering::Relaxed);
    }
}

/// The machine's clock.
pub(crate) fn system_seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// `2026-01-02T03:04:05+08:00`, in Beijing time. A moment that no calendar holds becomes the epoch.
pub(crate) fn rfc3339(seconds: i64) -> String {
    let moment = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.display_with_offset(Offset::constant(8)).to_string()
}

/// `20260102030405`, in Beijing time, as it appears inside numbers that WeChat gives out.
pub(crate) fn compact(seconds: i64) -> String {
    rfc3339(seconds).chars().take(19).filter(char::is_ascii_digit).collect()
}

/// The second an RFC 3339 text means; `None` unless it has a date, a `T`, a time and a zone.
pub(crate) fn parse_rfc3339(text: &str) -> Option<i64> {
    let (date_time, rest) = text.split_at_checked(19)?;
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let shaped = has_shape(date_time, "dddd-dd-ddTdd:dd:dd")
        && !rest.starts_with(".+")
        && !rest.starts_with(".-")
        && !rest.starts_with(".Z")
        && (zone == "Z" || has_shape(zone, "+dd:dd") || has_shape(zone, "-dd:dd"));
    if !shaped {
        return None;
    }
    text.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

/// The second that `20260102030405` means in Beijing.
pub(crate) fn parse_compact(text: &str) -> Option<i64> {
    if !has_shape(text, "dddddddddddddd") {
        return None;
    }
    let (date, time) = text.split_at_checked(8)?;
    let (year, day) = date.split_at_checked(4)?;
    let (month, day) = day.split_at_checked(2)?;
    let (hour, second) = time.split_at_checked(2)?;
    let (minute, second) = second.split_at_checked(2)?;
    parse_rfc3339(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}+08:00"))
}

/// Whether `text` is `shape` with a digit for each `d`.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(b, s)| if s == b'd' { b.is_ascii_digit() } else { b == s })
}

#[cfg(test)]
mod tests {
    use super::{Clock, compact, parse_compact, parse_rfc3339, rfc3339};

    #[test]
    fn writes_beijing_time() {
        assert_eq!(rfc3339(1_554_208_460), "2019-04-02T20:34:20+08:00");
        assert_eq!(compact(1_554_208_460), "20190402203420");
        assert_eq!(parse_compact("20190402203420"), Some(1_554_208_460));
        assert_eq!(parse_compact("2019040220342"), None);
    }

    #[track_caller]
    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(parse_rfc3339(text), expected, "{text}");
    }

    #[test]
    fn reads_rfc_3339_and_nothing_else() {
        check("2019-04-02T20:34:20+08:00", Some(1_554_208_460));
        check("2019-04-02T12:34:20Z", Some(1_554_208_460));
        check("2019-04-02T12:34:20.120Z", Some(1_554_208_460));
        check("2019-04-02 20:34:20+08:00", None);
        check("2019-04-02T20:34:20", None);
        check("2019-04-02T20:34:20+0800", None);
        check("2019-04-02T20:34:20.+08:00", None);
        check("2019-13-02T20:34:20+08:00", None);
        check("20190402203420", None);
        check("", None);
        check("二〇一九年四月二日二〇时", None);
    }

    #[test]
    fn the_offset_moves_the_clock() {
        let clock = Clock::new(Box::new(|| 1000));
        clock.set_offset(-301);
        assert_eq!(clock.now(), 699);
    }
}
