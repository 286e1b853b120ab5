//! Paths and queries, encoded once: the text that is signed is the text that is sent.

/// The text as it can stand in a path or as a value of a query: the bytes of everything outside `A-Za-z0-9-._~` become `%`
/// and two upper-case hexadecimal digits.
///
/// ```
/// assert_eq!(wx_types::percent_encode("A|1 中+~"), "A%7C1%20%E4%B8%AD%2B~");
/// ```
#[must_use]
pub fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    encode(text, &mut encoded);
    encoded
}

/// Builds a request target piece by piece, encoded as by [`percent_encode`], which leaves nothing for an HTTP library to
/// encode again.
#[derive(Debug, Default)]
pub struct Target {
    text: String,
    has_query: bool,
}

impl Target {
    /// Appends a piece of the path as it stands.
    #[must_use]
    pub fn literal(mut self, piece: &str) -> Self {
        self.text.push_str(piece);
        self
    }

    /// Appends a path parameter.
    #[must_use]
    pub fn segment(mut self, value: Option<String>) -> Self {
        encode(&value.unwrap_or_default(), &mut self.text);
        self
    }

    /// Appends a query parameter, if it has a value.
    #[must_use]
    pub fn query(mut self, name: &str, value: Option<String>) -> Self {
        if let Some(value) = value {
            self.text.push(if self.has_query { '&' } else { '?' });
            self.has_query = true;
            encode(name, &mut self.text);
            self.text.push('=');
            encode(&value, &mut self.text);
        }
        self
    }

    /// The path and query.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }
}

fn encode(text: &str, into: &mut String) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or('0');
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Target, percent_encode};

    #[test]
    fn what_needs_no_encoding_stays() {
        let plain = "ABCXYZabcxyz0189-._~";
        assert_eq!(percent_encode(plain), plain);
        assert_eq!(percent_encode(""), "");
    }

    #[test]
    fn every_other_byte_is_encoded() {
        assert_eq!(percent_encode("=&+ %/?#|*"), "%3D%26%2B%20%25%2F%3F%23%7C%2A");
        assert_eq!(percent_encode("\0\n\u{7f}"), "%00%0A%7F");
        assert_eq!(percent_encode("é中😀"), "%C3%A9%E4%B8%AD%F0%9F%98%80");
    }

    #[test]
    fn what_an_order_number_may_hold_is_encoded() {
        let target = Target::default()
            .literal("/v3/pay/transactions/out-trade-no/")
            .segment(Some("A_-|*@/?中".to_owned()))
            .literal("/close")
            .query("mchid", Some("1900000001".to_owned()))
            .query("absent", None)
            .query("note", Some("a b&c".to_owned()));
        assert_eq!(
            target.finish(),
            "/v3/pay/transactions/out-trade-no/A_-%7C%2A%40%2F%3F%E4%B8%AD/close?mchid=1900000001&note=a%20b%26c"
        );
    }
}
