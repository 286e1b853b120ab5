//! `application/x-www-form-urlencoded`, read strictly.
//!
//! A library would read a broken escape as itself and bytes that are no UTF-8 as question marks. Here that is an error:
//! what is verified must be what was sent.

/// The pairs in their order, or `None` where the text is not a form in UTF-8. Nothing between two `&` is nothing.
pub(crate) fn decode(body: &[u8]) -> Option<Vec<(String, String)>> {
    body.split(|byte| *byte == b'&').filter(|piece| !piece.is_empty()).map(pair).collect()
}

fn pair(piece: &[u8]) -> Option<(String, String)> {
    let equals = piece.iter().position(|byte| *byte == b'=')?;
    let (name, value) = piece.split_at_checked(equals)?;
    let name = text(name)?;
    let value = text(value.strip_prefix(b"=")?)?;
    (!name.is_empty()).then_some((name, value))
}

fn text(encoded: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => {
                let ([high, low], tail) = rest.split_first_chunk::<2>().map(|(two, tail)| (*two, tail))?;
                rest = tail;
                nibble(high)? << 4 | nibble(low)?
            }
            byte if byte.is_ascii_graphic() => *byte,
            _ => return None,
        });
    }
    String::from_utf8(bytes).ok()
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|nibble| u8::try_from(nibble).ok())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[track_caller]
    fn check(body: &str, expected: Option<&[(&str, &str)]>) {
        let found = decode(body.as_bytes());
        let found: Option<Vec<_>> =
            found.as_ref().map(|pairs| pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect());
        assert_eq!(found.as_deref(), expected, "{body:?}");
    }

    #[test]
    fn forms_are_read() {
        check("a=b", Some(&[("a", "b")]));
        check("a=&b=c+d%2Be", Some(&[("a", ""), ("b", "c d+e")]));
        check("a=b=c", Some(&[("a", "b=c")]));
        check("%61=%e6%88%90%E5%8A%9F", Some(&[("a", "成功")]));
        check("data={\"a\":1}", Some(&[("data", "{\"a\":1}")]));
        check("a=%00", Some(&[("a", "\0")]));
        check("a=b&a=c", Some(&[("a", "b"), ("a", "c")]));
        check("&a=b&&c=d&", Some(&[("a", "b"), ("c", "d")]));
        check("", Some(&[]));
    }

    #[test]
    fn anything_else_is_refused() {
        for body in
            ["a", "=b", "a=b&c", "a=b&=", "a=%", "a=%4", "a=%4x", "a=%+1", "a=%FF", "a=b c", "a=\n", "a=中"]
        {
            check(body, None);
        }
        assert_eq!(decode(b"a=\xE6\x88\x90"), None);
    }
}
