//! Checks over texts: what a reviewer should not have to look for.

mod guarded;
mod manifests;
mod named;
mod presence;
mod size;
mod text;
mod upstream;

use crate::manifest;
use crate::outcome::{Findings, Outcome, settle};
use crate::repo::{Repo, TextFile};

pub(crate) fn run(repo: &Repo) -> Outcome {
    let files = repo.texts()?;
    println!("  {} files", files.len());
    settle("tidy", &check(&files))
}

fn check(files: &[TextFile]) -> Findings {
    let mut findings = presence::check(files);
    findings.extend(files.iter().flat_map(text::check));
    findings.extend(manifests::check(files));
    findings.extend(size::check(files));
    findings.extend(upstream::check(files));
    findings.extend(named::check(files));
    findings.extend(guarded::check(files));
    findings
}

/// The text of a file, if it is there.
fn read<'a>(files: &'a [TextFile], path: &str) -> Option<&'a str> {
    files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
}

/// A manifest, read; an absent one has no entries.
fn read_manifest(files: &[TextFile], path: &str) -> Vec<manifest::Entry> {
    manifest::entries(read(files, path).unwrap_or_default())
}

/// The directories of our crates, such as `crates/wx-types`.
fn crate_dirs(files: &[TextFile]) -> impl Iterator<Item = &str> {
    files
        .iter()
        .filter_map(|file| file.path.strip_suffix("/Cargo.toml"))
        .filter(|dir| dir.strip_prefix("crates/").is_some_and(|name| !name.contains('/')))
}

#[cfg(test)]
fn fixture(files: &[(&str, &str)]) -> Vec<TextFile> {
    let file = |(path, text): &(&str, &str)| TextFile { path: (*path).to_owned(), text: (*text).to_owned() };
    files.iter().map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_direct_children_of_crates_are_crates() {
        let files = fixture(&[
            ("Cargo.toml", ""),
            ("crates/wx-a/Cargo.toml", ""),
            ("crates/wx-a/tests/ui/Cargo.toml", ""),
        ]);
        assert_eq!(crate_dirs(&files).collect::<Vec<_>>(), ["crates/wx-a"]);
    }
}
