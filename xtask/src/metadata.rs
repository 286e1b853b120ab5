//! What `cargo metadata` says, reduced to what the checks ask.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::command;
use crate::outcome::{Fault, Outcome};
use crate::repo::Repo;

/// The packages of the workspace and of everything it depends on.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    /// Which package needs which, without the edges that only tests need.
    pub(crate) needs: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Default)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) rust_version: Option<String>,
    /// The directory under the workspace root, for members; `None` for everybody else.
    pub(crate) dir: Option<String>,
    pub(crate) published: bool,
    pub(crate) features: Vec<String>,
    pub(crate) dependencies: Vec<Dependency>,
}

#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) dev: bool,
}

impl Metadata {
    pub(crate) fn load(repo: &Repo) -> Outcome<Self> {
        let text = command::cargo_output(repo.root(), "metadata --format-version 1 --all-features")?;
        Self::parse(&text)
    }

    pub(crate) fn parse(text: &str) -> Outcome<Self> {
        let json: Value = serde_json::from_str(text)
            .map_err(|error| Fault::failed(format!("cargo metadata printed no JSON: {error}")))?;
        let root = format!("{}/", text_of(&json, "workspace_root"));
        let members: BTreeSet<&str> = list(&json, "workspace_members").filter_map(Value::as_str).collect();
        let packages = list(&json, "packages").map(|value| package(value, &members, &root)).collect();
        let nodes = json.get("resolve").map(|resolve| list(resolve, "nodes")).into_iter().flatten();
        let needs = nodes.map(|node| (text_of(node, "id"), needed(node))).collect();
        Ok(Self { packages, needs })
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.dir.is_some())
    }

    /// The packages that `roots` need to be built, the roots included.
    pub(crate) fn closure<'a>(&'a self, roots: impl Iterator<Item = &'a Package>) -> Vec<&'a Package> {
        let mut open: Vec<&str> = roots.map(|package| package.id.as_str()).collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(self.needs.get(id).into_iter().flatten().map(String::as_str));
            }
        }
        self.packages.iter().filter(|package| seen.contains(package.id.as_str())).collect()
    }
}

fn package(value: &Value, members: &BTreeSet<&str>, root: &str) -> Package {
    let id = text_of(value, "id");
    let manifest = text_of(value, "manifest_path").replace('\\', "/");
    let dir = members.contains(id.as_str()).then(|| {
        let manifest = manifest.strip_prefix(&root.replace('\\', "/")).unwrap_or(&manifest);
        manifest.trim_end_matches("Cargo.toml").trim_end_matches('/').to_owned()
    });
    let features = value.get("features").and_then(Value::as_object);
    Package {
        name: text_of(value, "name"),
        version: text_of(value, "version"),
        rust_version: value.get("rust_version").and_then(Value::as_str).map(str::to_owned),
        // `publish` is null for "anywhere" and an empty list for "nowhere".
        published: !value.get("publish").and_then(Value::as_array).is_some_and(Vec::is_empty),
        features: features.map(|map| map.keys().cloned().collect()).unwrap_or_default(),
        dependencies: list(value, "dependencies")
            .map(|dependency| Dependency {
                name: text_of(dependency, "name"),
                dev: dependency.get("kind").and_then(Value::as_str) == Some("dev"),
            })
            .collect(),
        dir,
        id,
    }
}

/// What a node of the resolved graph needs for a build, on any platform.
fn needed(node: &Value) -> Vec<String> {
    let for_build = |edge: &&Value| {
        list(edge, "dep_kinds").any(|kind| kind.get("kind").and_then(Value::as_str) != Some("dev"))
    };
    list(node, "deps").filter(for_build).map(|edge| text_of(edge, "pkg")).collect()
}

fn text_of(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
        "workspace_root": "/w",
        "workspace_members": ["a", "t"],
        "packages": [
            {"id": "a", "name": "wx-a", "version": "0.1.0", "manifest_path": "/w/crates/wx-a/Cargo.toml",
             "publish": null, "rust_version": "1.88", "features": {"x": []},
             "dependencies": [{"name": "b", "kind": null}, {"name": "c", "kind": "dev"}]},
            {"id": "t", "name": "tests", "version": "0.1.0", "manifest_path": "/w/tests/Cargo.toml",
             "publish": [], "rust_version": null, "features": {}, "dependencies": []},
            {"id": "b", "name": "b", "version": "1.0.0", "manifest_path": "/r/b/Cargo.toml",
             "publish": null, "rust_version": null, "features": {}, "dependencies": []},
            {"id": "c", "name": "c", "version": "1.0.0", "manifest_path": "/r/c/Cargo.toml",
             "publish": null, "rust_version": null, "features": {}, "dependencies": []}
        ],
        "resolve": {"nodes": [
            {"id": "a", "deps": [
                {"pkg": "b", "dep_kinds": [{"kind": null}]}, {"pkg": "c", "dep_kinds": [{"kind": "dev"}]}
            ]}
        ]}
    }"#;

    #[test]
    fn members_and_edges_are_read() {
        let metadata = Metadata::parse(TEXT).unwrap();
        let members: Vec<_> =
            metadata.members().map(|p| (p.name.as_str(), p.dir.as_deref(), p.published)).collect();
        assert_eq!(members, [("wx-a", Some("crates/wx-a"), true), ("tests", Some("tests"), false)]);
        let built: Vec<_> = metadata.closure(metadata.members()).iter().map(|p| p.name.as_str()).collect();
        assert_eq!(built, ["wx-a", "tests", "b"]);
    }

    #[test]
    fn something_else_is_refused() {
        assert!(Metadata::parse("error: no").is_err());
    }
}
