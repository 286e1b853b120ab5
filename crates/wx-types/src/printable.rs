//! Remote texts on their way into an error message or a log.

/// A remote text for an error message: at most `most` characters, and none that could start a new line, move the cursor
/// or turn the reading direction of a log.
///
/// ```
/// use wx_types::printable;
///
/// assert_eq!(&*printable("系统错误\n\u{1b}[31m", 200), "系统错误[31m");
/// assert_eq!(&*printable("abcdef", 3), "abc");
/// ```
#[must_use]
pub fn printable(text: &str, most: usize) -> Box<str> {
    text.chars().filter(|character| !is_hostile(*character)).take(most).collect::<String>().into()
}

fn is_hostile(character: char) -> bool {
    let moves_text = matches!(character, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    character.is_control() || moves_text
}
