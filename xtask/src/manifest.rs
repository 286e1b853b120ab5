//! Just enough of TOML to read how our own manifests are written.
//!
//! `cargo metadata` answers what a manifest means; the checks here ask how it says it (is the version inherited, are the
//! lints?), and that is gone after resolution.

/// One `key = value` of a manifest, under its section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) section: String,
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) line: usize,
}

/// One dependency as a manifest states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Everything said about it, as an inline table would say it.
    pub(crate) spec: String,
    pub(crate) line: usize,
}

impl Dependency {
    pub(crate) fn is_inherited(&self) -> bool {
        field(&self.spec, "workspace") == Some("true")
    }

    pub(crate) fn is_ours(&self) -> bool {
        field(&self.spec, "path").is_some()
    }

    pub(crate) fn version(&self) -> Option<&str> {
        match self.spec.strip_prefix('"') {
            Some(rest) => rest.split('"').next(),
            None => field(&self.spec, "version"),
        }
    }
}

/// The entries of a manifest, in order.
pub(crate) fn entries(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut section = String::new();
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        let line = without_comment(line).trim();
        if open {
            if let Some(last) = entries.last_mut() {
                last.value.push(' ');
                last.value.push_str(line);
                open = !is_balanced(&last.value);
            }
        } else if let Some(header) = line.strip_prefix('[') {
            section = header.trim_matches(['[', ']']).trim().to_owned();
        } else if let Some((key, value)) = line.split_once('=') {
            let value = value.trim().to_owned();
            open = !is_balanced(&value);
            entries.push(Entry {
                section: section.clone(),
                key: key.trim().to_owned(),
                value,
                line: index + 1,
            });
        }
    }
    entries
}

/// The value of `key` in `section`, without quotes.
pub(crate) fn value<'a>(entries: &'a [Entry], section: &str, key: &str) -> Option<&'a str> {
    let found = entries.iter().find(|entry| entry.section == section && entry.key == key)?;
    Some(found.value.trim_matches('"'))
}

/// All dependencies of all kinds, including `[workspace.dependencies]` and tables of their own.
pub(crate) fn dependencies(entries: &[Entry]) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    for entry in entries {
        let (name, spec) = if is_dependency_section(&entry.section) {
            match entry.key.split_once('.') {
                Some((name, key)) => (name, format!("{key} = {}", entry.value)),
                None => (entry.key.as_str(), entry.value.clone()),
            }
        } else {
            match entry.section.rsplit_once('.') {
                Some((section, name)) if is_dependency_section(section) => {
                    (name, format!("{} = {}", entry.key, entry.value))
                }
                _ => continue,
            }
        };
        let own_table = !is_dependency_section(&entry.section);
        match found.last_mut() {
            Some(last) if own_table && last.name == name => {
                last.spec.push_str(", ");
                last.spec.push_str(&spec);
            }
            _ => found.push(Dependency { name: name.to_owned(), spec, line: entry.line }),
        }
    }
    found
}

fn is_dependency_section(section: &str) -> bool {
    let last = section.rsplit('.').next().unwrap_or_default();
    matches!(last, "dependencies" | "dev-dependencies" | "build-dependencies")
}

/// The value of one key of an inline table.
fn field<'a>(spec: &'a str, key: &str) -> Option<&'a str> {
    let inner = spec.trim().trim_start_matches('{').trim_end_matches('}');
    inner.split(',').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name.trim() == key).then(|| value.trim().trim_matches('"'))
    })
}

fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    for (index, character) in line.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '#' if !quoted => return line.get(..index).unwrap_or_default(),
            _ => {}
        }
    }
    line
}

fn is_balanced(value: &str) -> bool {
    let count = |wanted: [char; 2]| value.chars().filter(|found| wanted.contains(found)).count();
    count(['[', '{']) == count([']', '}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
[package]
name = "a" # the name
version.workspace = true

[dependencies]
one.workspace = true
two = { workspace = true, features = [
    "x", # why
    "y",
] }
three = "3.1"
four = { path = "../four", version = "0.1" }

[dev-dependencies.five]
version = "5"
features = ["z"]

[target.'cfg(unix)'.dependencies]
six = { version = "6" }

[lints]
workspace = true
"#;

    #[test]
    fn sections_keys_and_values_are_read() {
        let entries = entries(MANIFEST);
        assert_eq!(value(&entries, "package", "name"), Some("a"));
        assert_eq!(value(&entries, "lints", "workspace"), Some("true"));
        assert_eq!(value(&entries, "package", "edition"), None);
    }

    #[test]
    fn dependencies_are_read_in_every_notation() {
        let found = dependencies(&entries(MANIFEST));
        let seen: Vec<_> =
            found.iter().map(|d| (d.name.as_str(), d.is_inherited(), d.is_ours(), d.version())).collect();
        assert_eq!(
            seen,
            [
                ("one", true, false, None),
                ("two", true, false, None),
                ("three", false, false, Some("3.1")),
                ("four", false, true, Some("0.1")),
                ("five", false, false, Some("5")),
                ("six", false, false, Some("6")),
            ]
        );
    }
}
