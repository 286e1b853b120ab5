//! From a path to the file that describes it.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The file of `path`, if there is one. A placeholder may have another name there than here.
///
/// # Errors
/// Where several files fit, none of them exactly.
pub(super) fn find(root: &Path, path: &str) -> Result<Option<PathBuf>, String> {
    let exact = root.join(format!("{}.yaml", path.trim_start_matches('/')));
    if exact.is_file() {
        return Ok(Some(exact));
    }
    let mut found = vec![root.to_owned()];
    let mut segments = path.trim_start_matches('/').split('/').peekable();
    while let Some(segment) = segments.next() {
        let name = if segments.peek().is_some() { segment.to_owned() } else { format!("{segment}.yaml") };
        found = found.iter().flat_map(|dir| fitting(dir, &name)).collect();
    }
    found.retain(|file| file.is_file());
    match found.as_slice() {
        [] => Ok(None),
        [file] => Ok(Some(file.clone())),
        [first, second, ..] => {
            Err(format!("{path} fits {} as well as {}", first.display(), second.display()))
        }
    }
}

/// The entries of `dir` that `name` may mean.
fn fitting(dir: &Path, name: &str) -> Vec<PathBuf> {
    let Some(end) = after_placeholder(name) else { return vec![dir.join(name)] };
    let fits = |path: &PathBuf| {
        let found = path.file_name().and_then(|name| name.to_str());
        found.and_then(after_placeholder) == Some(end)
    };
    let entries = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(fits).collect();
    paths.sort();
    paths
}

/// What follows a placeholder; `None` where there is none.
fn after_placeholder(name: &str) -> Option<&str> {
    name.strip_prefix('{')?.split_once('}').map(|(_, end)| end)
}
