//! A Rust file as lines of code: comments gone, string contents blanked, tests marked.
//!
//! This is not a parser. It knows comments, strings and braces, which is what counting and searching need.

/// One line as the checks see it.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) number: usize,
    /// The line without comments; each character inside a string is a quote.
    pub(crate) code: String,
    /// Whether the line belongs to an item under `#[cfg(test)]`.
    pub(crate) test: bool,
}

impl Line {
    /// Whether the line is code that ships.
    pub(crate) fn is_code(&self) -> bool {
        !self.test && !self.code.trim().is_empty()
    }

    /// The identifiers and keywords of the line.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.code.split(|c: char| !is_word(c)).filter(|word| !word.is_empty())
    }
}

/// Reads a file.
pub(crate) fn lines(source: &str) -> Vec<Line> {
    let code = strip(source);
    let mut lines: Vec<Line> = code
        .split('\n')
        .enumerate()
        .map(|(index, code)| Line { number: index + 1, code: code.to_owned(), test: false })
        .collect();
    // `split` sees an empty line behind the final line end; `str::lines` does not.
    lines.truncate(source.lines().count());
    for (from, to) in test_ranges(&code) {
        for line in &mut lines {
            line.test |= (from..=to).contains(&line.number);
        }
    }
    lines
}

pub(crate) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

enum State {
    Code,
    LineComment,
    BlockComment(usize),
    /// A string that ends with a quote and this many hashes; `None` for one with escapes.
    Text(Option<usize>),
}

/// Removes comments and blanks strings; line ends stay where they are.
fn strip(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut out = String::with_capacity(source.len());
    let mut state = State::Code;
    let mut i = 0;
    while i < chars.len() {
        let c = at(i);
        if c == '\n' {
            if matches!(state, State::LineComment) {
                state = State::Code;
            }
            out.push('\n');
            i += 1;
            continue;
        }
        match state {
            State::Code if c == '/' && at(i + 1) == '/' => state = State::LineComment,
            State::Code if c == '/' && at(i + 1) == '*' => {
                state = State::BlockComment(1);
                i += 1;
            }
            State::Code if c == '"' => {
                state = State::Text(raw_hashes(&out));
                out.push('"');
            }
            State::Code if c == '\'' => {
                let end = char_literal_end(&chars, i);
                out.push_str(if end > i { "''" } else { "'" });
                i = end;
            }
            State::Code => out.push(c),
            State::LineComment => {}
            State::BlockComment(depth) if c == '*' && at(i + 1) == '/' => {
                state = if depth == 1 { State::Code } else { State::BlockComment(depth - 1) };
                i += 1;
            }
            State::BlockComment(depth) if c == '/' && at(i + 1) == '*' => {
                state = State::BlockComment(depth + 1);
                i += 1;
            }
            State::BlockComment(_) => {}
            State::Text(None) if c == '\\' => {
                out.push('"');
                // An escaped line end still has to end the line.
                i += usize::from(at(i + 1) != '\n');
            }
            State::Text(None) if c == '"' => {
                out.push('"');
                state = State::Code;
            }
            State::Text(Some(hashes)) if c == '"' && (1..=hashes).all(|n| at(i + n) == '#') => {
                out.push('"');
                i += hashes;
                state = State::Code;
            }
            State::Text(_) => out.push(if c.is_whitespace() { c } else { '"' }),
        }
        i += 1;
    }
    out
}

/// How many hashes end the string that opens behind `before`; `None` when it is not a raw string.
fn raw_hashes(before: &str) -> Option<usize> {
    let prefix = before.trim_end_matches('#');
    let word: String =
        prefix.chars().rev().take_while(|c| is_word(*c)).collect::<Vec<_>>().into_iter().rev().collect();
    matches!(word.as_str(), "r" | "br" | "cr").then(|| before.len() - prefix.len())
}

/// Where the character literal that starts at `start` ends; `start` itself when it is a lifetime.
fn char_literal_end(chars: &[char], start: usize) -> usize {
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    if at(start + 1) == '\\' {
        let mut end = start + 3;
        while end < chars.len() && at(end) != '\'' {
            end += 1;
        }
        end
    } else if at(start + 2) == '\'' {
        start + 2
    } else {
        start
    }
}

/// The lines, first to last, of every item under `#[cfg(test)]`.
fn test_ranges(code: &str) -> Vec<(usize, usize)> {
    const MARK: &str = "#[cfg(test)]";
    if code.contains("#![cfg(test)]") {
        return vec![(1, usize::MAX)];
    }
    let line_of = |offset: usize| 1 + code.bytes().take(offset).filter(|b| *b == b'\n').count();
    let starts = code.match_indices(MARK).map(|(start, _)| start);
    let range = |start: usize| {
        let item = start + MARK.len();
        (line_of(start), line_of(item + item_length(code.get(item..).unwrap_or_default())))
    };
    starts.map(range).collect()
}

/// The length of the first item: up to its `;` or its closing brace.
fn item_length(code: &str) -> usize {
    let ends_at_brace = !code.trim_start().trim_start_matches("pub(crate) ").starts_with("use ");
    let mut depth = 0_usize;
    for (offset, c) in code.char_indices() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' if depth == 0 => return offset,
            '}' | ')' | ']' => {
                depth -= 1;
                if c == '}' && depth == 0 && ends_at_brace {
                    return offset;
                }
            }
            ';' if depth == 0 => return offset,
            _ => {}
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(source: &str) -> Vec<usize> {
        lines(source).iter().filter(|line| line.is_code()).map(|line| line.number).collect()
    }

    #[test]
    fn comments_and_blank_lines_are_not_code() {
        assert_eq!(shipped("//! doc\n\nfn a() {} // b\n/* x\n /* y */\n*/\nfn c() {}\n"), [3, 7]);
    }

    #[test]
    fn strings_hide_what_they_hold() {
        let source = concat!(
            "let a = \"// { match\";\n",
            "let b = r#\"\" match {\"#;\n",
            "let c = '\"'; let d: &'static str = b\"\\\"match\";\n",
            "match x {}\n"
        );
        let found: Vec<usize> =
            lines(source).iter().filter(|l| l.words().any(|w| w == "match")).map(|l| l.number).collect();
        assert_eq!(found, [4]);
    }

    #[test]
    fn the_inside_of_a_long_string_is_code() {
        assert_eq!(shipped("const A: &str = \"\nhello\n\";\n"), [1, 2, 3]);
        assert_eq!(lines("let a = \"x \\\n y\";\nlet b = 1;\n").len(), 3);
    }

    #[test]
    fn items_under_cfg_test_are_marked() {
        let source = concat!(
            "fn a() {}\n",
            "#[cfg(test)]\n",
            "use x::{y, z};\n",
            "fn b() {}\n",
            "#[cfg(test)]\n",
            "mod tests {\n",
            "    fn c() { \"}\" }\n",
            "}\n",
            "fn d() {}\n"
        );
        assert_eq!(shipped(source), [1, 4, 9]);
        assert_eq!(shipped("#![cfg(test)]\nfn a() {}\n"), [0_usize; 0]);
    }
}
