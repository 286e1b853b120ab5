//! When a service begins and ends: a moment, a day, or the moment the user accepts.

use wx_types::{CompactTime, Rule, identifier, rule::TextForm};

/// What a start may be instead of a time.
const ON_ACCEPT: &str = "OnAccept";
/// The greatest second of a day, counted from its first.
const END_OF_DAY: i64 = 24 * 60 * 60 - 1;

identifier!(
    /// `start_time`: `20091225091010`, `20091225` (a day means its first second), or `OnAccept`: the service begins when
    /// the user accepts. Times are Beijing's.
    ///
    /// The platform refuses a start before the moment of the call; [`on_accept`](Self::on_accept) is the way to say *now*.
    ///
    /// ```
    /// use wx_payscore::StartTime;
    /// use wx_types::CompactTime;
    ///
    /// assert_eq!(StartTime::on_accept().as_str(), "OnAccept");
    /// assert_eq!(StartTime::at(&CompactTime::from_unix(1_432_099_775).unwrap()).as_str(), "20150520132935");
    /// assert!(StartTime::new("20091225").is_ok());
    /// assert!(StartTime::new("2015-05-20T13:29:35+08:00").is_err());
    /// ```
    StartTime,
    "start_time",
    &[Rule::Form(TextForm::ServiceStart)]
);

identifier!(
    /// `end_time`: `20091225121010` or `20091225`. Times are Beijing's.
    ///
    /// ```
    /// use wx_payscore::EndTime;
    ///
    /// assert!(EndTime::new("20091225").is_ok());
    /// assert!(EndTime::new("OnAccept").is_err());
    /// ```
    EndTime,
    "end_time",
    &[Rule::Form(TextForm::ServiceEnd)]
);

impl StartTime {
    /// This moment, to the second.
    #[must_use]
    pub fn at(time: &CompactTime) -> Self {
        Self(time.as_str().into())
    }

    /// The moment the user accepts.
    #[must_use]
    pub fn on_accept() -> Self {
        Self(ON_ACCEPT.into())
    }

    /// Whether the service begins when the user accepts.
    #[must_use]
    pub fn is_on_accept(&self) -> bool {
        &*self.0 == ON_ACCEPT
    }
}

impl EndTime {
    /// This moment, to the second.
    #[must_use]
    pub fn at(time: &CompactTime) -> Self {
        Self(time.as_str().into())
    }

    /// Whether it is certainly not later than `start`. `OnAccept` cannot be compared, and an end that is only a day may
    /// be its last second.
    pub(crate) fn is_too_early_for(&self, start: &StartTime) -> bool {
        let (Some(start), Some(end)) = (begin(&start.0), begin(&self.0)) else {
            return false;
        };
        let latest = if self.0.len() == 8 { end.saturating_add(END_OF_DAY) } else { end };
        latest <= start
    }
}

/// The first second of a moment or of a day, in Unix seconds.
fn begin(text: &str) -> Option<i64> {
    let time =
        if text.len() == 8 { CompactTime::new(format!("{text}000000")) } else { CompactTime::new(text) };
    time.ok().map(|time| time.unix_seconds())
}

#[cfg(test)]
mod tests {
    use super::{EndTime, StartTime};

    #[track_caller]
    fn check(start: &str, end: &str, too_early: bool) {
        let (start, end) = (StartTime::new(start).unwrap(), EndTime::new(end).unwrap());
        assert_eq!(end.is_too_early_for(&start), too_early, "{start} to {end}");
    }

    #[test]
    fn an_end_is_too_early_only_where_that_is_certain() {
        check("20091225091010", "20091225091011", false);
        check("20091225091010", "20091225091010", true);
        check("20091225091010", "20091225091009", true);
        check("20091225091010", "20091225", false);
        check("20091225", "20091225", false);
        check("20091225", "20091225000000", true);
        check("20091226", "20091225", true);
        check("OnAccept", "20091225", false);
    }

    #[test]
    fn forms() {
        for text in ["OnAccept", "20091225", "20091225091010", "20240229"] {
            assert!(StartTime::new(text).is_ok(), "{text}");
        }
        for text in
            ["", "onaccept", "ONACCEPT", "2009122", "20091325", "20230229", "2009122509", "20091225 91010"]
        {
            assert!(StartTime::new(text).is_err(), "{text}");
        }
        assert!(EndTime::new("OnAccept").is_err());
    }
}
