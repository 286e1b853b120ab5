/// A remote text for an error message: at most `most` characters, none that could start a new line, move the cursor or
/// turn the reading direction of a log, and nothing that looks like a payer.
pub(crate) fn printable(text: &str, most: usize) -> Box<str> {
    let harmless = wx_types::printable(text, usize::MAX);
    let shown = harmless.split_inclusive(|character| !is_of_openid(character)).fold(
        String::new(),
        |mut shown, piece| {
            let word = piece.trim_end_matches(|character| !is_of_openid(character));
            shown.push_str(if looks_like_openid(word) { "[elided]" } else { word });
            shown.push_str(piece.strip_prefix(word).unwrap_or_default());
            shown
        },
    );
    shown.chars().take(most).collect::<String>().into()
}

fn is_of_openid(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '-'
}

/// An openid is 28 characters that begin with an `o`.
fn looks_like_openid(word: &str) -> bool {
    word.len() == 28 && word.starts_with('o')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[track_caller]
    fn check(text: &str, most: usize, expected: &str) {
        assert_eq!(&*printable(text, most), expected);
    }

    #[test]
    fn texts_are_made_harmless() {
        check("系统错误", 200, "系统错误");
        check("a\nb\u{1b}[31m\u{202e}c", 200, "ab[31mc");
        check("abcdef", 3, "abc");
        check("", 3, "");
    }

    #[test]
    fn payers_are_left_out() {
        check("invalid openid oEXAMPLE00000000000000000001, rid 1", 200, "invalid openid [elided], rid 1");
        check("oEXAMPLE00000000000000000001", 200, "[elided]");
        check("[oEXAMPLE-0000000_00000000001]", 200, "[[elided]]");
        check("oEXAMPLE000000000000000000012", 200, "oEXAMPLE000000000000000000012");
    }
}
