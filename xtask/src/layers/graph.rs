//! The direct dependencies of every member against the table.

use super::table::{LAYERS, Layer, RESERVED};
use crate::metadata::{Metadata, Package};
use crate::outcome::Findings;

/// Members outside `crates/` that may test anything.
const TESTERS: &[&str] = &["tests"];

pub(super) fn check(metadata: &Metadata) -> Findings {
    let ours: Vec<&str> = metadata.members().map(|package| package.name.as_str()).collect();
    let mut findings = Findings::new();
    for package in metadata.members() {
        findings.extend(reserved(package));
        match LAYERS.iter().find(|layer| layer.name == package.name) {
            Some(layer) => findings.extend(misplaced(package, layer, &ours)),
            None if is_in_crates(package) => findings.push(format!(
                "{} has no row in xtask/src/layers/table.rs: say what it may depend on",
                package.name
            )),
            None => findings.extend(outsiders(package, &ours)),
        }
    }
    findings
}

fn misplaced(package: &Package, layer: &Layer, ours: &[&str]) -> Findings {
    let mut findings = Findings::new();
    for dependency in &package.dependencies {
        let name = dependency.name.as_str();
        if ours.contains(&name) && name != package.name && !layer.may_use.contains(&name) {
            if !dependency.dev {
                findings.push(format!("{} must not depend on {name}", package.name));
            } else if layer.leaf {
                findings
                    .push(format!("{} is a leaf and must not depend on {name} in its tests", package.name));
            }
        }
        if !dependency.dev && layer.never.contains(&name) {
            findings.push(format!("{} must not depend on {name}: see its layer", package.name));
        }
    }
    findings
}

fn reserved(package: &Package) -> Findings {
    let direct = package.dependencies.iter().filter(|dependency| !dependency.dev);
    let taken = direct.filter_map(|dependency| {
        let (_, holders) = RESERVED.iter().find(|(name, _)| *name == dependency.name)?;
        (!holders.contains(&package.name.as_str()))
            .then(|| format!("{} must not depend on {}: only {holders:?} may", package.name, dependency.name))
    });
    taken.collect()
}

/// The build program knows none of the crates it checks.
fn outsiders(package: &Package, ours: &[&str]) -> Findings {
    let dir = package.dir.as_deref().unwrap_or_default();
    if TESTERS.contains(&dir) {
        return Findings::new();
    }
    let found = package.dependencies.iter().filter(|dependency| ours.contains(&dependency.name.as_str()));
    found.map(|dependency| format!("{} must not depend on {}", package.name, dependency.name)).collect()
}

fn is_in_crates(package: &Package) -> bool {
    package.dir.as_deref().is_some_and(|dir| dir.starts_with("crates/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Dependency;

    fn member(name: &str, dir: &str, normal: &[&str], dev: &[&str]) -> Package {
        let edge = |dev: bool| move |name: &&str| Dependency { name: (*name).to_owned(), dev };
        Package {
            name: name.to_owned(),
            dir: Some(dir.to_owned()),
            dependencies: normal.iter().map(edge(false)).chain(dev.iter().map(edge(true))).collect(),
            ..Package::default()
        }
    }

    #[track_caller]
    fn check_member(name: &str, normal: &[&str], dev: &[&str], expected: &[&str]) {
        let dir = format!("crates/{name}");
        let mut packages: Vec<Package> = ["wx-types", "wx-sign", "wx-apiv3", "wx-merchant", "wx-payscore"]
            .iter()
            .filter(|other| **other != name)
            .map(|other| member(other, &format!("crates/{other}"), &[], &[]))
            .collect();
        packages.push(member(name, &dir, normal, dev));
        let findings = check(&Metadata { packages, ..Metadata::default() });
        assert_eq!(findings.len(), expected.len(), "{findings:?}");
        for (finding, part) in findings.iter().zip(expected) {
            assert!(finding.contains(part), "{finding}");
        }
    }

    #[test]
    fn allowed_edges_pass() {
        check_member("wx-merchant", &["wx-types", "wx-apiv3", "serde"], &["tokio"], &[]);
        check_member("wx-apiv3", &["wx-types", "wx-sign"], &["wx-sign"], &[]);
    }

    #[test]
    fn an_edge_against_the_layers_is_found() {
        check_member("wx-merchant", &["wx-payscore"], &[], &["wx-merchant must not depend on wx-payscore"]);
        check_member("wx-merchant", &["wx-sign"], &[], &["wx-merchant must not depend on wx-sign"]);
        check_member("wx-sandbox", &["wx-apiv3"], &[], &["wx-sandbox must not depend on wx-apiv3"]);
    }

    #[test]
    fn leaves_are_alone_even_in_their_tests() {
        check_member("wx-transport", &[], &["wx-types"], &["wx-transport is a leaf"]);
        check_member("wx-merchant", &[], &["wx-payscore"], &[]);
    }

    #[test]
    fn outside_crates_that_a_layer_excludes_are_found() {
        check_member("wx-sign", &["serde"], &["serde"], &["wx-sign must not depend on serde"]);
        check_member("wx-sign", &["getrandom"], &[], &["wx-sign must not depend on getrandom"]);
        check_member("wx-apiv3", &["rsa"], &[], &["wx-apiv3 must not depend on rsa"]);
        check_member("wx-sandbox", &["rsa"], &[], &[]);
    }

    #[test]
    fn an_unknown_crate_asks_for_a_row() {
        check_member("wx-new", &[], &[], &["wx-new has no row"]);
    }

    #[test]
    fn only_the_test_package_outside_crates_may_use_ours() {
        let used = |dir: &str| {
            let packages = vec![
                member("wx-sign", "crates/wx-sign", &[], &[]),
                member("outsider", dir, &["wx-sign"], &["wx-sign"]),
            ];
            check(&Metadata { packages, ..Metadata::default() }).len()
        };
        assert_eq!(used("tests"), 0);
        assert_eq!(used("xtask"), 2);
    }
}
