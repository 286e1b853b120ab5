//! Which pages to read again.

use std::collections::BTreeMap;

use jiff::{Unit, civil::Date};

use crate::{arguments::parse_date, providers::Provider};

/// The pages that were read more than `days` days before `today`, the longest ago first.
///
/// # Errors
/// Where a table holds a day that is none.
pub(crate) fn older_than(providers: &[Provider], days: i32, today: Date) -> Result<String, String> {
    let mut pages: BTreeMap<(Date, &str), Vec<String>> = BTreeMap::new();
    for provider in providers {
        for row in &provider.rows {
            let read = parse_date(row.operation.read)?;
            if age(read, today)? > days {
                let heading = row.heading(provider.name);
                pages.entry((read, row.operation.page)).or_default().push(heading);
            }
        }
    }
    if pages.is_empty() {
        return Ok(format!("no page was read more than {days} days before {today}\n"));
    }
    let mut text = String::new();
    for ((read, page), endpoints) in pages {
        text.push_str(&format!("{read} ({} days): {page}\n", age(read, today)?));
        for endpoint in endpoints {
            text.push_str(&format!("  {endpoint}\n"));
        }
    }
    Ok(text)
}

fn age(read: Date, today: Date) -> Result<i32, String> {
    let span = read.until((Unit::Day, today)).map_err(|error| error.to_string())?;
    Ok(span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers;

    #[track_caller]
    fn check(days: i32, today: &str, listed: bool) {
        let text = older_than(&providers::all(), days, today.parse().unwrap()).unwrap();
        assert_eq!(text.contains("wx-merchant Close POST"), listed, "{text}");
    }

    #[test]
    fn a_page_is_listed_from_the_day_after() {
        let close = wx_merchant::Close::OPERATION;
        assert_eq!(close.read, "2026-11-23");
        check(180, "2027-05-22", false);
        check(180, "2027-05-23", true);
        check(0, "2026-11-23", false);
        check(0, "2026-11-24", true);
        check(0, "2026-11-01", false);
    }

    use wx_types::Endpoint;
}
