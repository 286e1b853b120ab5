//! The `Authorization` header, read strictly.

/// The scheme of RSA merchants.
pub(crate) const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";

/// The five values of an `Authorization` header.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Authorization<'a> {
    pub(crate) mchid: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) signature: &'a str,
    pub(crate) timestamp: &'a str,
    pub(crate) serial: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads a header: the scheme, one blank, then `mchid`, `nonce_str`, `signature`, `timestamp` and `serial_no` as
    /// `key="value"` in any order, joined by commas, each exactly once.
    pub(crate) fn parse(header: &'a str) -> Result<Self, &'static str> {
        let rest = header.strip_prefix(SCHEME).ok_or("the scheme is not WECHATPAY2-SHA256-RSA2048")?;
        let mut rest = rest.strip_prefix(' ').ok_or("the scheme is not followed by one blank")?;
        let mut values = [None; 5];
        loop {
            let after = take_pair(rest, &mut values)?;
            match after.strip_prefix(',') {
                Some(next) => rest = next,
                None if after.is_empty() => break,
                None => return Err("pairs are not joined by commas"),
            }
        }
        let [Some(mchid), Some(nonce), Some(signature), Some(timestamp), Some(serial)] = values else {
            return Err("one of mchid, nonce_str, signature, timestamp and serial_no is missing");
        };
        Ok(Self { mchid, nonce, signature, timestamp, serial })
    }
}

/// The parser alone, for the fuzz target: mchid, nonce, signature, timestamp and serial.
///
/// # Errors
/// What is wrong with the header.
#[doc(hidden)]
pub fn fields(header: &str) -> Result<[&str; 5], &'static str> {
    let Authorization { mchid, nonce, signature, timestamp, serial } = Authorization::parse(header)?;
    Ok([mchid, nonce, signature, timestamp, serial])
}

/// Takes one `key="value"` off the front and returns what follows it.
fn take_pair<'a>(text: &'a str, values: &mut [Option<&'a str>; 5]) -> Result<&'a str, &'static str> {
    const KEYS: [&str; 5] = ["mchid", "nonce_str", "signature", "timestamp", "serial_no"];
    let (key, rest) = text.split_once("=\"").ok_or("a pair is not key=\"value\"")?;
    let (value, rest) = rest.split_once('"').ok_or("a value has no closing quote")?;
    let place = KEYS.iter().zip(values).find(|(name, _)| **name == key).ok_or("a key is unknown")?.1;
    match place.replace(value) {
        None => Ok(rest),
        Some(_) => Err("a key appears twice"),
    }
}

#[cfg(test)]
mod tests {
    use super::Authorization;

    #[track_caller]
    fn check(pairs: &str, expected: Result<(), &str>) {
        let header = format!("WECHATPAY2-SHA256-RSA2048 {pairs}");
        assert_eq!(Authorization::parse(&header).map(|_| ()), expected, "{pairs}");
    }

    #[test]
    fn the_order_is_free() {
        let header = "WECHATPAY2-SHA256-RSA2048 serial_no=\"5A\",timestamp=\"1\",signature=\"a+/=\",nonce_str=\"n\",mchid=\"19\"";
        let read = Authorization::parse(header).unwrap();
        let expected =
            Authorization { mchid: "19", nonce: "n", signature: "a+/=", timestamp: "1", serial: "5A" };
        assert_eq!(read, expected);
    }

    #[test]
    fn exactly_five_pairs() {
        let five = r#"mchid="1",nonce_str="n",signature="s",timestamp="1",serial_no="5A""#;
        check(five, Ok(()));
        check(&format!("{five},mchid=\"1\""), Err("a key appears twice"));
        check(&format!("{five},host=\"1\""), Err("a key is unknown"));
        check(&format!("{five},"), Err("a pair is not key=\"value\""));
        check(&five.replace("\",", "\", "), Err("a key is unknown"));
        check(&five.replace("\",", "\" "), Err("pairs are not joined by commas"));
        check(
            r#"mchid="1",nonce_str="n",signature="s",timestamp="1""#,
            Err("one of mchid, nonce_str, signature, timestamp and serial_no is missing"),
        );
        check(r#"mchid="1"#, Err("a value has no closing quote"));
        check("mchid=1", Err("a pair is not key=\"value\""));
        check("", Err("a pair is not key=\"value\""));
    }

    #[test]
    fn the_scheme_is_exact() {
        for header in
            ["", "Bearer x", "WECHATPAY2-SM2-WITH-SM3 mchid=\"1\"", "WECHATPAY2-SHA256-RSA2048mchid=\"1\""]
        {
            assert!(Authorization::parse(header).is_err(), "{header}");
        }
    }
}
