//! YAML as a tree of texts. Nothing here asks what type a scalar has: `204` and `'204'` are the same key.

use saphyr_parser::{Event, Parser, ScalarStyle};

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Yaml {
    /// Nothing at all: `key:` with nothing behind it.
    Empty,
    Text(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

impl Yaml {
    /// Reads one document. What the transcription has no use for is refused: aliases, a second document, keys that are
    /// not scalars, keys that stand twice.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut parents: Vec<Open> = Vec::new();
        let mut root = None;
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|error| error.to_string())?;
            let at = |fault: &str| format!("line {}: {fault}", span.start.line());
            let node = match event {
                Event::SequenceStart(..) => {
                    parents.push(Open::List(Vec::new()));
                    continue;
                }
                Event::MappingStart(..) => {
                    parents.push(Open::Map(Vec::new(), None));
                    continue;
                }
                Event::Scalar(text, ScalarStyle::Plain, ..) if matches!(&*text, "" | "~" | "null") => {
                    Self::Empty
                }
                Event::Scalar(text, ..) => Self::Text(text.into_owned()),
                Event::SequenceEnd | Event::MappingEnd => match parents.pop() {
                    Some(open) => open.close(),
                    None => return Err(at("an end without a start")),
                },
                Event::Alias(_) => return Err(at("aliases are not expected here")),
                Event::Nothing
                | Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(_)
                | Event::DocumentEnd => continue,
            };
            match parents.last_mut() {
                Some(parent) => parent.take(node).map_err(|fault| at(&fault))?,
                None if root.is_some() => return Err(at("a second document")),
                None => root = Some(node),
            }
        }
        Ok(root.unwrap_or(Self::Empty))
    }

    /// The member of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.members().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// The members of a map; nothing else has any.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        let members = if let Self::Map(members) = self { members.as_slice() } else { &[] };
        members.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The entries of a list; nothing else has any.
    pub(crate) fn entries(&self) -> &[Self] {
        if let Self::List(entries) = self { entries } else { &[] }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// A list or map whose end is still to come.
enum Open {
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>, Option<String>),
}

impl Open {
    fn take(&mut self, node: Yaml) -> Result<(), String> {
        match self {
            Self::List(entries) => entries.push(node),
            Self::Map(members, key) => match (key.take(), node) {
                (Some(key), node) => members.push((key, node)),
                (None, Yaml::Text(name)) if members.iter().any(|(known, _)| *known == name) => {
                    return Err(format!("`{name}` stands twice"));
                }
                (None, Yaml::Text(name)) => *key = Some(name),
                (None, _) => return Err("a key that is no scalar".to_owned()),
            },
        }
        Ok(())
    }

    fn close(self) -> Yaml {
        match self {
            Self::List(entries) => Yaml::List(entries),
            Self::Map(members, _) => Yaml::Map(members),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_lists_and_scalars_become_a_tree() {
        let yaml = Yaml::read("a: {b: [x, 'y', 3]}\n# c\n204:\n").unwrap();
        let entries = yaml.get("a").and_then(|a| a.get("b")).map(Yaml::entries).unwrap();
        assert_eq!(entries.iter().filter_map(Yaml::text).collect::<Vec<_>>(), ["x", "y", "3"]);
        assert_eq!(yaml.get("204"), Some(&Yaml::Empty));
        assert_eq!(yaml.get("b"), None);
    }

    #[test]
    fn what_has_no_use_here_is_refused_with_its_line() {
        for (text, fault) in [
            ("a: 1\na: 2\n", "line 2: `a` stands twice"),
            ("a: &x 1\nb: *x\n", "line 2: aliases"),
            ("? [a]\n: 1\n", "line 1: a key"),
            ("a: 1\n---\nb: 2\n", "a second document"),
            ("a: [1\n", "expected"),
        ] {
            let found = Yaml::read(text).unwrap_err();
            assert!(found.contains(fault), "{text:?}: {found}");
        }
    }
}
