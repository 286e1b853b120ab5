//! Forms of text that are more than a length and a set of characters.

use std::net::IpAddr;

use crate::time;

/// A documented form of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// A time of RFC 3339 with seconds and zone offset, such as `2015-05-20T13:29:35+08:00`.
    Rfc3339,
    /// A Beijing time such as `20150520132935`.
    CompactTime,
    /// A day such as `2019-06-11`.
    Date,
    /// A day such as `20190611`.
    CompactDate,
    /// An IPv4 or IPv6 address.
    IpAddress,
    /// What can fill a piece of a path. An empty piece, `.` and `..` would make it another path, since whoever reads an
    /// address drops them even where they are percent-encoded.
    PathSegment,
    /// An absolute address of `http` or `https` with a path and without query, fragment, blanks and user.
    CallbackUrl,
    /// An absolute address of `http` or `https` without fragment, blanks and user; a query may stand in it.
    WebAddress,
    /// A path from the root, such as `/paid`, without query, fragment and blanks.
    RootPath,
    /// No blank at either end and no control character. A blank there gets lost on the way, and a control character could
    /// forge a line of a log. How long it may be, and whether it may be empty, is for another rule to say.
    Trimmed,
    /// When a service begins: a Beijing time such as `20091225091010`, a day such as `20091225`, or `OnAccept`.
    ServiceStart,
    /// When a service ends: a Beijing time such as `20091225121010` or a day such as `20091225`.
    ServiceEnd,
}

impl Form {
    /// Whether `text` has this form.
    #[must_use]
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Rfc3339 => time::parse_rfc3339(text).is_some(),
            Self::CompactTime => time::parse_compact(text).is_some(),
            Self::Date => time::is_date(text),
            Self::CompactDate => is_compact_day(text),
            Self::IpAddress => text.parse::<IpAddr>().is_ok(),
            Self::PathSegment => !matches!(text, "" | "." | ".."),
            Self::CallbackUrl => is_callback_url(text),
            Self::WebAddress => is_web_address(text),
            Self::RootPath => text.starts_with('/') && text.bytes().all(is_path_character),
            Self::Trimmed => text.trim().len() == text.len() && !text.chars().any(char::is_control),
            Self::ServiceStart => text == "OnAccept" || is_time_or_day(text),
            Self::ServiceEnd => is_time_or_day(text),
        }
    }

    /// The form in words, as error messages use it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Rfc3339 => "a time such as 2015-05-20T13:29:35+08:00",
            Self::CompactTime => "a time such as 20150520132935",
            Self::Date => "a day such as 2019-06-11",
            Self::CompactDate => "a day such as 20190611",
            Self::IpAddress => "an IPv4 or IPv6 address",
            Self::PathSegment => "a text that can stand in a path: neither empty nor `.` nor `..`",
            Self::CallbackUrl => {
                "an absolute http or https address with a path, without query, fragment, user or blanks"
            }
            Self::WebAddress => "an absolute http or https address without fragment, user or blanks",
            Self::RootPath => "a path from the root, such as /paid, without query, fragment or blanks",
            Self::Trimmed => "a text without control characters and without blanks before or after it",
            Self::ServiceStart => "a time such as 20091225091010, a day such as 20091225, or OnAccept",
            Self::ServiceEnd => "a time such as 20091225121010 or a day such as 20091225",
        }
    }
}

/// Callback addresses are refused by the platform when they carry a query, and a blank in front of one (as an
/// official example has it) keeps every notification from arriving.
fn is_callback_url(text: &str) -> bool {
    let parts = without_scheme(text).and_then(|rest| rest.split_once('/'));
    parts.is_some_and(|(authority, path)| is_authority(authority) && path.bytes().all(is_path_character))
}

fn is_web_address(text: &str) -> bool {
    let Some(rest) = without_scheme(text) else { return false };
    let (authority, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    is_authority(authority) && target.bytes().all(|b| b == b'?' || is_path_character(b))
}

fn without_scheme(text: &str) -> Option<&str> {
    text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))
}

fn is_authority(text: &str) -> bool {
    let host_character = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
    !text.is_empty() && !text.starts_with([':', '.', '-']) && text.bytes().all(host_character)
}

fn is_path_character(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"?#\\\"<>^`{|}".contains(&byte)
}

fn is_time_or_day(text: &str) -> bool {
    is_compact_day(text) || time::parse_compact(text).is_some()
}

/// A day is one that has a first second.
fn is_compact_day(text: &str) -> bool {
    text.len() == 8 && time::parse_compact(&format!("{text}000000")).is_some()
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[track_caller]
    fn check(form: Form, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(form.accepts(text), "{text:?} should be accepted");
        }
        for text in bad {
            assert!(!form.accepts(text), "{text:?} should be refused");
        }
    }

    #[test]
    fn callback_urls() {
        check(
            Form::CallbackUrl,
            &[
                "https://www.weixin.qq.com/wxpay/pay.php",
                "http://127.0.0.1:8080/n",
                "https://[::1]:1/",
                "https://a.cn/%E4%B8%AD",
            ],
            &[
                " https://www.weixin.qq.com/wxpay/pay.php",
                "https://www.weixin.qq.com/pay.php ",
                "https://www.weixin.qq.com",
                "https://a.cn/n?x=1",
                "https://a.cn/n#x",
                "https://user@a.cn/n",
                "https:///n",
                "https://:80/n",
                "ftp://a.cn/n",
                "/n",
                "https://a.cn/中",
                "https://a.cn/a b",
                "https://a.cn/a\nb",
                "HTTPS://a.cn/n",
                "",
            ],
        );
    }

    #[test]
    fn web_addresses() {
        check(
            Form::WebAddress,
            &["https://a.cn", "http://127.0.0.1:1/n?a=1&b=2", "https://a.cn?x", "https://a.cn/n"],
            &[
                "https://a.cn/n#x",
                "https://user@a.cn/n",
                "https://?x",
                "https:///n",
                "ftp://a.cn/n",
                "/n",
                " https://a.cn",
                "https://a.cn/a b",
                "https://a.cn/?中",
                "",
            ],
        );
    }

    #[test]
    fn paths() {
        check(
            Form::RootPath,
            &["/", "/paid", "/wx/paid"],
            &["", "paid", "/a?b", "/a#b", "/a b", " /a", "/中", "/a\n"],
        );
    }

    #[test]
    fn compact_dates() {
        check(
            Form::CompactDate,
            &["20190611", "20240229"],
            &["", "20301399", "20230229", "2019611", "20190611000000", "2019-06-11", "2019061中", "+0190611"],
        );
    }

    #[test]
    fn dates() {
        check(
            Form::Date,
            &["2019-06-11", "2024-02-29", "1970-01-01", "9999-12-31"],
            &[
                "",
                "2019-6-11",
                "20190611",
                "2019/06/11",
                "2019-06-11 ",
                "2019-06-11T",
                "2019-13-01",
                "2019-02-30",
                "2023-02-29",
                "2019-00-01",
                "2019-01-00",
                "-019-06-11",
                "+019-06-11",
                "２０19-06-11",
                "201906-11-",
            ],
        );
    }

    #[test]
    fn ip_addresses() {
        check(
            Form::IpAddress,
            &["14.23.150.211", "::1", "2001:db8::ff00:42:8329"],
            &["14.23.150", "256.1.1.1", "", "1.1.1.1 ", "localhost"],
        );
    }

    #[test]
    fn trimmed_texts() {
        check(
            Form::Trimmed,
            &["", "a", "a b", "a\u{3000}b", "单 号", "\"a\""],
            &[
                " a",
                "a ",
                "\u{3000}a",
                "a\u{a0}",
                " ",
                "a\n",
                "a\nb",
                "a\tb",
                "\0",
                "a\u{1b}[31mb",
                "\u{7f}",
                "a\u{85}b",
            ],
        );
    }

    const TIMES: &[&str] = &["20091225091010", "20091225", "20240229", "20240229235959"];
    const NO_TIMES: &[&str] = &[
        "",
        "2009122",
        "200912250",
        "2009122509",
        "200912250910100",
        "20091325",
        "20230229",
        "20230229000000",
        "20091225240000",
        "20091225 91010",
        "2009-12-25",
        "2009122中",
        "中中20",
        "2015-05-20T13:29:35+08:00",
        "onaccept",
        "ONACCEPT",
        "OnAccept ",
    ];

    #[test]
    fn ends_of_services() {
        check(Form::ServiceEnd, TIMES, NO_TIMES);
        check(Form::ServiceEnd, &[], &["OnAccept"]);
    }

    #[test]
    fn starts_of_services() {
        check(Form::ServiceStart, TIMES, NO_TIMES);
        check(Form::ServiceStart, &["OnAccept"], &[]);
    }
}
