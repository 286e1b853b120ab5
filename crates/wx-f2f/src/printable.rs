/// A remote text for an error message: at most `most` characters, and none that could start a new line, move the cursor
/// or turn the reading direction of a log.
pub(crate) fn printable(text: &str, most: usize) -> Box<str> {
    text.chars().filter(|character| !is_hostile(*character)).take(most).collect::<String>().into()
}

fn is_hostile(character: char) -> bool {
    let moves_text = matches!(character, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    character.is_control() || moves_text
}
