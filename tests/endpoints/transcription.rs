//! Their side: a Swagger 2 description, one file for each path.

mod files;
mod refs;

use std::path::{Path, PathBuf};

use refs::Refs;

use crate::{
    shape::{Kind, Request, Shape},
    yaml::Yaml,
};

/// References may lead in a circle; no request is this deep.
const DEPTH: usize = 64;

/// The folder of a transcription.
#[derive(Debug)]
pub(crate) struct Transcription {
    dir: PathBuf,
    refs: Refs,
}

impl Transcription {
    /// The transcription in `dir`, if there is one.
    pub(crate) fn open(dir: &Path) -> Option<Self> {
        dir.join("v3").is_dir().then(|| Self { dir: dir.to_owned(), refs: Refs::default() })
    }

    /// The request of an endpoint; `None` where the transcription has no such path or not with this method.
    ///
    /// # Errors
    /// Where a file cannot be read or does not say what it should.
    pub(crate) fn request(&mut self, method: &str, path: &str) -> Result<Option<Request>, String> {
        let Some(file) = files::find(&self.dir, path)? else { return Ok(None) };
        let document = self.refs.document(&file)?;
        let Some(operation) = document.get(&method.to_lowercase()) else { return Ok(None) };
        request(&mut self.refs, &file, operation).map(Some)
    }
}

/// The request of an operation that refers to no file.
#[cfg(test)]
pub(crate) fn of_document(operation: &Yaml) -> Result<Request, String> {
    request(&mut Refs::default(), Path::new("."), operation)
}

fn request(refs: &mut Refs, file: &Path, operation: &Yaml) -> Result<Request, String> {
    let mut request = Request::default();
    for parameter in operation.get("parameters").map(Yaml::entries).unwrap_or_default() {
        let (file, parameter) = refs.follow(file, parameter)?;
        let word = |key| parameter.get(key).and_then(Yaml::text).unwrap_or_default();
        let place = match word("in") {
            "body" => {
                let schema = parameter.get("schema").unwrap_or(&Yaml::Empty);
                request.body.merge(shape(refs, &file, schema, DEPTH)?);
                continue;
            }
            "formData" => &mut request.body,
            "path" => &mut request.path,
            "query" => &mut request.query,
            // The transport writes the headers; they are not part of a table.
            "header" => continue,
            other => return Err(format!("{}: a parameter is in `{other}`", file.display())),
        };
        place.insert(
            word("name"),
            is_true(parameter.get("required")),
            shape(refs, &file, &parameter, DEPTH)?,
        );
    }
    Ok(request)
}

fn shape(refs: &mut Refs, file: &Path, node: &Yaml, depth: usize) -> Result<Shape, String> {
    let depth = depth
        .checked_sub(1)
        .ok_or_else(|| format!("{}: references lead too deep, or in a circle", file.display()))?;
    let (file, node) = refs.follow(file, node)?;
    let list = |key| node.get(key).map(Yaml::entries).unwrap_or_default();
    let texts = |key| list(key).iter().filter_map(Yaml::text).map(str::to_owned);
    let mut found = Shape {
        kind: kind(&node),
        values: texts("enum").collect(),
        required: texts("required").collect(),
        ..Shape::default()
    };
    for (name, member) in node.get("properties").unwrap_or(&Yaml::Empty).members() {
        // Not Swagger, but written here and there.
        let required = is_true(member.get("required"));
        found.insert(name, required, shape(refs, &file, member, depth)?);
    }
    if let Some(entry) = node.get("items") {
        found.entry = Some(Box::new(shape(refs, &file, entry, depth)?));
    }
    for part in list("allOf") {
        found.merge(shape(refs, &file, part, depth)?);
    }
    Ok(found)
}

fn kind(node: &Yaml) -> Option<Kind> {
    match node.get("type").and_then(Yaml::text)?.trim() {
        "string" => Some(Kind::Text),
        "integer" => Some(Kind::Integer),
        "number" => Some(Kind::Number),
        "boolean" => Some(Kind::Boolean),
        "object" => Some(Kind::Object),
        "array" => Some(Kind::List),
        _ => None,
    }
}

fn is_true(node: Option<&Yaml>) -> bool {
    node.and_then(Yaml::text) == Some("true")
}

#[cfg(test)]
mod tests;
