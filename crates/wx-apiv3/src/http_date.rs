//! The `Date` header, in the one form that servers send.

/// `Tue, 02 Apr 2019 12:34:20 GMT` in Unix seconds. Of the day of the week no notice is taken.
pub(crate) fn http_date(text: &str) -> Option<i64> {
    let (_, rest) = text.split_once(", ")?;
    let rest = rest.strip_suffix(" GMT")?;
    let [day, month, year, time] = parts(rest, ' ')?;
    let [hour, minute, second] = parts(time, ':')?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let (day, hour) = (number(day, 1, 31)?, number(hour, 0, 23)?);
    let (minute, second) = (number(minute, 0, 59)?, number(second, 0, 60)?);
    let days = days_before(number(year, 1970, 9999)?, i64::try_from(month).ok()?, day)?;
    let seconds = hour.checked_mul(3600)?.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
    days.checked_mul(86_400)?.checked_add(seconds)
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn parts<const N: usize>(text: &str, mark: char) -> Option<[&str; N]> {
    text.split(mark).collect::<Vec<_>>().try_into().ok()
}

fn number(text: &str, least: i64, most: i64) -> Option<i64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && (least..=most).contains(number))
}

/// Days since 1970, by years that begin in March, so that the leap day is the last of its year.
fn days_before(year: i64, month: i64, day: i64) -> Option<i64> {
    let (year, month) = if month < 2 {
        (year.checked_sub(1)?, month.checked_add(10)?)
    } else {
        (year, month.checked_sub(2)?)
    };
    let leap_days = (year / 4).checked_sub(year / 100)?.checked_add(year / 400)?;
    let in_year = month.checked_mul(153)?.checked_add(2)? / 5;
    let since_zero = year.checked_mul(365)?.checked_add(leap_days)?.checked_add(in_year)?.checked_add(day)?;
    // The days up to the first of January 1970, counted in this way.
    since_zero.checked_sub(719_469)
}

#[cfg(test)]
mod tests {
    use super::http_date;

    #[test]
    fn dates_are_read() {
        for (text, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Tue, 02 Apr 2019 12:34:20 GMT", 1_554_208_460),
            ("Sat, 29 Feb 2020 23:59:59 GMT", 1_583_020_799),
            ("Sun, 01 Mar 2020 00:00:00 GMT", 1_583_020_800),
            ("Fri, 31 Dec 2100 00:00:00 GMT", 4_133_894_400),
        ] {
            assert_eq!(http_date(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn everything_else_is_none() {
        for text in [
            "",
            "1554208460",
            "Tue, 02 Apr 2019 12:34:20",
            "Tue, 02 Apr 2019 12:34:20 CST",
            "Tue, 32 Apr 2019 12:34:20 GMT",
            "Tue, 02 Foo 2019 12:34:20 GMT",
            "Tue, 02 Apr 2019 24:34:20 GMT",
            "Tue, 02 Apr 2019 12:34 GMT",
            "Tue, +2 Apr 2019 12:34:20 GMT",
            "Tue, 02 Apr 99999999999999999999 12:34:20 GMT",
        ] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }
}
