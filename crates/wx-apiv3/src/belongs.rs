//! Whether an answer belongs to its request.
//!
//! The platform's signature covers the answer alone. A genuine answer to another request verifies just as well, so the
//! numbers that it repeats are held against those that were asked for.

use serde_json::Value;
use wx_types::{Endpoint, Place};

/// The first field whose value in the answer is another one than in the request.
///
/// What is compared: the fields that travel in path and query, and the business number, as far as the answer has a
/// member of the same name.
pub(crate) fn foreign_field<E: Endpoint>(request: &E, answer: &[u8]) -> Option<&'static str> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    let differs = |name: &str, asked: &str| {
        answer.get(name).and_then(Value::as_str).is_some_and(|answered| answered != asked)
    };
    if let Some(number) = request.business_number()
        && differs(number.name(), number.value())
    {
        return Some(number.name());
    }
    let target = request.target();
    let addressed = E::OPERATION.model.fields.iter().filter(|field| field.place != Place::Body);
    addressed
        .filter_map(|field| Some((field.name, sent(E::OPERATION.path, &target, field.name)?)))
        .find(|(name, asked)| differs(name, asked))
        .map(|(name, _)| name)
}

/// The value of a path or query parameter, read back from the target.
fn sent(template: &str, target: &str, name: &str) -> Option<String> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let in_path = || {
        let is_place = |piece: &str| piece.strip_prefix('{').and_then(|p| p.strip_suffix('}')) == Some(name);
        template.split('/').zip(path.split('/')).find(|(piece, _)| is_place(piece)).map(|(_, value)| value)
    };
    let in_query = || query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
    decoded(in_path().or_else(|| in_query().map(|(_, value)| value))?)
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, tail) = rest.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
        rest = tail;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::sent;

    const TEMPLATE: &str = "/v3/orders/{out_trade_no}/parts/{part}";

    #[track_caller]
    fn check(target: &str, name: &str, expected: Option<&str>) {
        assert_eq!(sent(TEMPLATE, target, name).as_deref(), expected);
    }

    #[test]
    fn parameters_are_read_back() {
        check("/v3/orders/A%7C1/parts/7?mchid=19", "out_trade_no", Some("A|1"));
        check("/v3/orders/A%7C1/parts/7?mchid=19", "part", Some("7"));
        check("/v3/orders/A/parts/7?a=b&mchid=%E4%B8%AD", "mchid", Some("中"));
    }

    #[test]
    fn what_is_not_there_is_not_invented() {
        check("/v3/orders/A/parts/7", "mchid", None);
        check("/v3/orders/%7/parts/7", "out_trade_no", None);
        check("/v3/orders/%FF/parts/7", "out_trade_no", None);
    }
}
