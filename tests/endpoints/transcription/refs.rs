//! References: `file#Name`, `file#/Name` and `#Name`, relative to the file they stand in.

use std::{
    collections::HashMap,
    fs,
    path::{Component, Path, PathBuf},
    rc::Rc,
};

use crate::yaml::Yaml;

/// Follows references; each file is read once.
#[derive(Debug, Default)]
pub(super) struct Refs {
    documents: HashMap<PathBuf, Rc<Yaml>>,
}

/// A reference to a reference to a reference: none is this long.
const STEPS: usize = 16;

impl Refs {
    /// A whole file.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn document(&mut self, file: &Path) -> Result<Rc<Yaml>, String> {
        if let Some(known) = self.documents.get(file) {
            return Ok(Rc::clone(known));
        }
        let text = fs::read_to_string(file)
            .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        let document = Yaml::read(&text).map_err(|fault| format!("{}: {fault}", file.display()))?;
        let document = Rc::new(document);
        self.documents.insert(file.to_owned(), Rc::clone(&document));
        Ok(document)
    }

    /// The node itself, or what it refers to, with the file that stands in. As in Swagger, what stands beside a
    /// reference does not count.
    ///
    /// # Errors
    /// Where a reference leads nowhere.
    pub(super) fn follow(&mut self, file: &Path, node: &Yaml) -> Result<(PathBuf, Yaml), String> {
        let (mut file, mut node) = (file.to_owned(), node.clone());
        for _ in 0..STEPS {
            let Some(reference) = node.get("$ref").and_then(Yaml::text) else { return Ok((file, node)) };
            let (target, fragment) = reference.split_once('#').unwrap_or((reference, ""));
            let target = if target.is_empty() { file.clone() } else { beside(&file, target) };
            let document = self.document(&target)?;
            let mut steps = fragment.split('/').filter(|step| !step.is_empty());
            let found = steps.try_fold(&*document, |node, step| node.get(step)).cloned();
            node = found.ok_or_else(|| format!("{}: `{reference}` refers to nothing", file.display()))?;
            file = target;
        }
        Err(format!("{}: references lead in a circle", file.display()))
    }
}

/// `target` as seen from `file`, without `..`: folders are named like placeholders, and one file has one name.
fn beside(file: &Path, target: &str) -> PathBuf {
    let mut path = file.parent().unwrap_or(Path::new("")).to_owned();
    for component in Path::new(target).components() {
        match component {
            Component::ParentDir => {
                path.pop();
            }
            Component::Normal(name) => path.push(name),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    path
}
