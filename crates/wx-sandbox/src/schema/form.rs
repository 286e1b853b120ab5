//! The forms a string can be asked to have.

use std::fmt;
use std::net::IpAddr;

use http::Uri;

use crate::clock::parse_rfc3339;

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
