//! The forms a string can be asked to have.

use std::fmt;
use std::net::IpAddr;

use http::Uri;

use crate::clock::{parse_compact, parse_rfc3339};

/// A form, checked by [`Form::accepts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Any,
    Digits,
    /// Characters of `out_trade_no`.
    OrderNumber,
    /// Characters of `out_refund_no`.
    RefundNumber,
    /// Characters of `merchant_goods_id`.
    GoodsId,
    NotifyUrl,
    Time,
    IpAddress,
    /// No blank at either end.
    Trimmed,
    /// An address to post to, with or without a query.
    CallbackUrl,
    /// `yyyyMMddHHmmss`.
    CompactTime,
    /// `yyyyMMdd`.
    CompactDate,
    /// When a PayScore service ends: a time or a day.
    ServiceEnd,
    /// When a PayScore service begins: the same, or at the user's consent.
    ServiceStart,
    /// A path from the root.
    Path,
}

impl Form {
    pub(crate) fn accepts(self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Digits => only(text, b"", |b| b.is_ascii_digit()),
            Self::OrderNumber => only(text, b"_-|*", |b| b.is_ascii_alphanumeric()),
            Self::RefundNumber => only(text, b"_-|*@", |b| b.is_ascii_alphanumeric()),
            Self::GoodsId => only(text, b"_-", |b| b.is_ascii_alphanumeric()),
            Self::NotifyUrl => is_notify_url(text),
            Self::Time => parse_rfc3339(text).is_some(),
            Self::IpAddress => text.parse::<IpAddr>().is_ok(),
            Self::Trimmed => text.trim() == text,
            Self::CallbackUrl => is_callback_url(text),
            Self::CompactTime => parse_compact(text).is_some(),
            Self::CompactDate => parse_compact(&format!("{text}000000")).is_some(),
            Self::ServiceEnd => Self::CompactTime.accepts(text) || Self::CompactDate.accepts(text),
            Self::ServiceStart => text == "OnAccept" || Self::ServiceEnd.accepts(text),
            Self::Path => text.starts_with('/') && text.parse::<Uri>().is_ok(),
        }
    }
}

fn only(text: &str, extra: &[u8], class: fn(&u8) -> bool) -> bool {
    text.bytes().all(|b| class(&b) || extra.contains(&b))
}

/// Absolute, http or https, with a path, without a query.
fn is_notify_url(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    uri.host().is_some_and(|host| !host.is_empty())
        && rest.is_some_and(|rest| rest.contains('/') && !rest.contains(['?', '#']))
}

/// Absolute, http or https, without a fragment.
fn is_callback_url(text: &str) -> bool {
    let web = text.starts_with("https://") || text.starts_with("http://");
    web && !text.contains('#')
        && text.parse::<Uri>().is_ok_and(|uri| uri.host().is_some_and(|h| !h.is_empty()))
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "any text",
            Self::Digits => "decimal digits",
            Self::OrderNumber => "letters, digits and _-|*",
            Self::RefundNumber => "letters, digits and _-|*@",
            Self::GoodsId => "half-width letters, digits, - and _",
            Self::NotifyUrl => "an absolute http or https address with a path, without query and blanks",
            Self::Time => "an RFC 3339 time with a zone",
            Self::IpAddress => "an IPv4 or IPv6 address",
            Self::Trimmed => "text without a blank at either end",
            Self::CallbackUrl => "an absolute http or https address without fragment and blanks",
            Self::CompactTime => "a time written as yyyyMMddHHmmss",
            Self::CompactDate => "a date written as yyyyMMdd",
            Self::ServiceEnd => "yyyyMMddHHmmss or yyyyMMdd",
            Self::ServiceStart => "yyyyMMddHHmmss, yyyyMMdd or OnAccept",
            Self::Path => "a path that begins with /",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[track_caller]
    fn check(form: Form, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(form.accepts(text), "{form:?} refuses {text}");
        }
        for text in bad {
            assert!(!form.accepts(text), "{form:?} accepts {text}");
        }
    }

    #[test]
    fn forms() {
        check(Form::Digits, &["0190"], &["19x", "-1", "１"]);
        check(Form::OrderNumber, &["aZ0_-|*"], &["a@b", "a b", "单号"]);
        check(Form::RefundNumber, &["aZ0_-|*@"], &["a/b"]);
        check(Form::GoodsId, &["aZ0_-"], &["a|b"]);
        check(Form::IpAddress, &["127.0.0.1", "::1"], &["127.0.0", "localhost"]);
        check(Form::Trimmed, &["a b"], &[" a", "a "]);
        check(Form::CompactTime, &["20240229235959"], &["20230229235959", "2024022923595", "2024-02-29"]);
        check(Form::CompactDate, &["20240229"], &["20230229", "2024-02-29", "202402"]);
        check(Form::ServiceEnd, &["20240229235959", "20240229"], &["OnAccept", "202402292359", "20230229"]);
        check(Form::ServiceStart, &["20240229235959", "20240229", "OnAccept"], &["onaccept"]);
        check(Form::Path, &["/", "/a/b"], &["a", ""]);
        check(
            Form::CallbackUrl,
            &["https://example.com", "http://127.0.0.1:1/n?a=1"],
            &["ftp://example.com/", "/n", "http:///n", "http://example.com/#a", "http://example.com/ a"],
        );
    }

    #[test]
    fn notify_urls() {
        check(
            Form::NotifyUrl,
            &["https://www.weixin.qq.com/wxpay/pay.php", "http://127.0.0.1:1/", "http://[::1]:8080/n"],
            &[
                " https://example.com/n",
                "https://example.com/n ",
                "https://example.com",
                "https://example.com/n?a=1",
                "https://example.com/n#a",
                "ftp://example.com/n",
                "HTTP:/n",
                "//example.com/n",
                "/n",
                "https:///n",
            ],
        );
    }
}
