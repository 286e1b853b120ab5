use proptest::prelude::*;
use wx_types::{CompactTime, Fault, Rfc3339};

/// 1970-01-01 to 2099-12-31, in seconds.
const SECONDS: std::ops::Range<i64> = 0..4_102_444_800;

/// Civil date of a day number by counting years and months, which is slow and has nothing to get wrong.
fn civil(days: i64) -> (i64, i64, i64) {
    let leap = |year: i64| i64::from(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let (mut year, mut rest) = (1970, days);
    while rest >= 365 + leap(year) {
        rest -= 365 + leap(year);
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + leap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if rest < length {
            break;
        }
        rest -= length;
        month += 1;
    }
    (year, month, rest + 1)
}

proptest! {
    #[test]
    fn a_moment_is_written_in_beijing_time_and_read_back(seconds in SECONDS) {
        let local = seconds + 8 * 3600;
        let ((year, month, day), clock) = (civil(local / 86_400), local % 86_400);
        let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);

        let time = Rfc3339::from_unix(seconds).unwrap();
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00");
        prop_assert_eq!(time.as_str(), &text);
        prop_assert_eq!(time.unix_seconds(), seconds);
        prop_assert_eq!(Rfc3339::new(&text).unwrap(), time);

        let time = CompactTime::from_unix(seconds).unwrap();
        let text = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}");
        prop_assert_eq!(time.as_str(), &text);
        prop_assert_eq!(time.unix_seconds(), seconds);
        prop_assert_eq!(CompactTime::new(&text).unwrap(), time);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9TZ:.+ -]{0,30}|\\PC{0,30}") {
        if let Ok(time) = Rfc3339::new(&text) {
            prop_assert_eq!(time.as_str(), &text);
        }
        if let Ok(time) = CompactTime::new(&text) {
            prop_assert_eq!(time.as_str(), &text);
        }
    }

    #[test]
    fn any_number_of_seconds_is_a_moment_or_none(seconds: i64) {
        for text in [
            Rfc3339::from_unix(seconds).map(|time| (time.unix_seconds(), Rfc3339::new(time.as_str()).unwrap().unix_seconds())),
            CompactTime::from_unix(seconds).map(|time| (time.unix_seconds(), CompactTime::new(time.as_str()).unwrap().unix_seconds())),
        ].into_iter().flatten() {
            prop_assert_eq!(text, (seconds, seconds));
        }
    }
}

#[test]
fn the_calendar_has_two_ends() {
    // 0000-01-01 00:00:00 in Beijing, and the last moment whose every zone still shows the year 9999.
    let (first, last) = (-62_167_219_200 - 8 * 3600, 253_402_207_200);
    assert_eq!(Rfc3339::from_unix(first).unwrap().as_str(), "0000-01-01T00:00:00+08:00");
    assert_eq!(CompactTime::from_unix(first).unwrap().as_str(), "00000101000000");
    assert_eq!(Rfc3339::from_unix(last).unwrap().as_str(), "9999-12-31T06:00:00+08:00");
    for seconds in [first - 1, i64::MIN, i64::MAX] {
        assert_eq!(Rfc3339::from_unix(seconds), None);
        assert_eq!(CompactTime::from_unix(seconds), None);
    }
}

#[test]
fn zones_and_fractions_name_the_same_moment() {
    for text in [
        "2026-11-23T10:00:00+08:00",
        "2026-11-23T02:00:00Z",
        "2026-11-23T02:00:00+00:00",
        "2026-11-23T02:00:00-00:00",
        "2026-11-22T21:00:00.5-05:00",
        "2026-11-23T07:30:00.999999999+05:30",
    ] {
        let time = Rfc3339::new(text).unwrap();
        assert_eq!((time.unix_seconds(), time.as_str()), (1_795_399_200, text));
    }
}

#[test]
fn what_is_no_moment_is_refused() {
    for text in [
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T00:60:00Z",
        "2026-11-23T00:00:61Z",
        "2026-11-23T00:00:00+08",
        "2026-11-23T00:00:00+8:00",
        "2026-11-23T00:00:00+08:60",
        "2026-11-23T00:00:00+99:00",
        "2026-11-23T00:00:00z",
        "2026-11-23T00:00:00,5Z",
        "-2026-11-23T00:00:00Z",
        "+002026-11-23T00:00:00Z",
        " 2026-11-23T00:00:00Z",
        "2026-11-23T00:00:00Z ",
        "2026-11-23T00:00:00Z\n",
        "2026-11-23",
        "２026-11-23T00:00:00Z",
    ] {
        assert!(Rfc3339::new(text).is_err(), "{text:?}");
    }
    for text in [
        "20261323000000",
        "20260229000000",
        "20261123240000",
        "20261123000061",
        "2026112300000 ",
        "-0261123000000",
    ] {
        assert!(CompactTime::new(text).is_err(), "{text:?}");
    }
}

#[test]
fn a_leap_second_is_read_as_the_second_before_where_rfc_3339_allows_one() {
    assert_eq!(Rfc3339::new("2016-12-31T23:59:60Z").unwrap().unix_seconds(), 1_483_228_799);
    assert!(CompactTime::new("20170101075960").is_err());
}

#[test]
fn json_carries_the_text_and_errors_do_not() {
    let time: Rfc3339 = serde_json::from_str("\"2026-11-23T02:00:00.50Z\"").unwrap();
    assert_eq!(serde_json::to_string(&time).unwrap(), "\"2026-11-23T02:00:00.50Z\"");
    let violation = Rfc3339::new("CANARY").unwrap_err();
    assert!(matches!(violation.fault(), Fault::Form { .. }));
    assert_eq!(violation.to_string(), "time: must be a time such as 2015-05-20T13:29:35+08:00");
    for error in [
        serde_json::from_str::<Rfc3339>("\"CANARY\"").unwrap_err(),
        serde_json::from_str::<CompactTime>("\"CANARY\"").unwrap_err(),
    ] {
        assert!(!format!("{error} {error:?}").contains("CANARY"));
    }
}
