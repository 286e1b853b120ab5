//! The checkout: where it is, which files belong to it, what they say.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command;
use crate::outcome::{Fault, Outcome};

#[derive(Debug)]
pub(crate) struct Repo {
    root: PathBuf,
}

/// A file of the repository; the path is relative to the root and written with `/`.
#[derive(Debug)]
pub(crate) struct TextFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Repo {
    /// Finds the checkout that this program was started for.
    pub(crate) fn find() -> Outcome<Self> {
        let start = match std::env::var_os("CARGO_MANIFEST_DIR") {
            Some(dir) => PathBuf::from(dir),
            None => std::env::current_dir()
                .map_err(|error| Fault::failed(format!("no current directory: {error}")))?,
        };
        start
            .ancestors()
            .find(|dir| dir.join("xtask").is_dir() && dir.join("Cargo.toml").is_file())
            .map(|root| Self { root: root.to_owned() })
            .ok_or_else(|| Fault::failed("this is not a checkout: no directory above holds `xtask`"))
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    pub(crate) fn read(&self, path: &str) -> Outcome<String> {
        fs::read_to_string(self.root.join(path))
            .map_err(|error| Fault::failed(format!("{path} cannot be read: {error}")))
    }

    /// Every text file that git tracks or would track; outside a git checkout every text file.
    ///
    /// New files count before they are added, so that a finding comes before the commit. Files that are not UTF-8 are
    /// left out: they are data.
    pub(crate) fn texts(&self) -> Outcome<Vec<TextFile>> {
        let mut paths = match self.git_paths() {
            Some(paths) => paths,
            None => self.walked_paths()?,
        };
        paths.sort();
        paths.dedup();
        let read = |path: String| {
            let text = fs::read_to_string(self.root.join(&path)).ok()?;
            Some(TextFile { path, text })
        };
        Ok(paths.into_iter().filter_map(read).collect())
    }

    fn git_paths(&self) -> Option<Vec<String>> {
        let line = "ls-files -z --cached --others --exclude-standard";
        let listed = command::program_output(&self.root, "git", line).ok()?;
        let paths: Vec<String> = listed.split_terminator('\0').map(str::to_owned).collect();
        (!paths.is_empty()).then_some(paths)
    }

    fn walked_paths(&self) -> Outcome<Vec<String>> {
        let mut found = Vec::new();
        let mut open = vec![self.root.clone()];
        while let Some(dir) = open.pop() {
            let entries = fs::read_dir(&dir)
                .map_err(|error| Fault::failed(format!("{} cannot be listed: {error}", dir.display())))?;
            for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
                let name = path.file_name().unwrap_or_default();
                if path.is_dir() {
                    // A link could lead back up.
                    if !path.is_symlink() && name != "target" && name != ".git" {
                        open.push(path);
                    }
                } else if let Ok(relative) = path.strip_prefix(&self.root) {
                    found.push(relative.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        Ok(found)
    }
}

impl TextFile {
    pub(crate) fn is_rust(&self) -> bool {
        self.extension() == "rs"
    }

    pub(crate) fn extension(&self) -> &str {
        Path::new(&self.path).extension().and_then(|extension| extension.to_str()).unwrap_or_default()
    }

    /// Whether the whole file serves tests, benchmarks or examples.
    pub(crate) fn is_test(&self) -> bool {
        self.path.split('/').any(|name| matches!(name, "tests" | "tests.rs" | "benches" | "examples"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_listing_see_this_file() {
        let repo = Repo::find().unwrap();
        let here = "xtask/src/repo.rs".to_owned();
        assert!(repo.walked_paths().unwrap().contains(&here));
        assert!(repo.texts().unwrap().iter().any(|file| file.path == here));
    }

    #[test]
    fn test_files_are_known_by_their_place() {
        let file = |path: &str| TextFile { path: path.to_owned(), text: String::new() };
        for path in ["crates/a/tests/main.rs", "crates/a/src/plan/tests.rs", "tests/src/lib.rs"] {
            assert!(file(path).is_test(), "{path}");
        }
        assert!(!file("crates/a/src/contests.rs").is_test());
    }
}
