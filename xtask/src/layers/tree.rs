//! Whole dependency trees, as a user's build would resolve them: one package, one set of features.

use super::table::{ABSENCES, Absence, Features, LAYERS};
use crate::command;
use crate::metadata::Metadata;
use crate::outcome::{Findings, Outcome};
use crate::repo::Repo;

pub(super) fn check(repo: &Repo, metadata: &Metadata) -> Outcome<Findings> {
    let mut findings = Findings::new();
    for absence in ABSENCES {
        let tree = tree(repo, absence.package, absence.features)?;
        findings.extend(present(absence, &tree));
    }
    let ours: Vec<&str> = metadata.members().map(|package| package.name.as_str()).collect();
    for leaf in LAYERS.iter().filter(|layer| layer.leaf) {
        let tree = tree(repo, leaf.name, Features::All)?;
        findings.extend(company(leaf.name, leaf.may_use, &ours, &tree));
    }
    Ok(findings)
}

fn tree(repo: &Repo, package: &str, features: Features) -> Outcome<String> {
    let features = flag(features);
    command::cargo_output(repo.root(), &format!("tree -p {package} -e normal --prefix none {features}"))
}

fn flag(features: Features) -> &'static str {
    match features {
        Features::Default => "",
        Features::All => "--all-features",
        Features::None => "--no-default-features",
    }
}

fn present(absence: &Absence, tree: &str) -> Findings {
    let Absence { package, features, absent } = absence;
    let found = absent.iter().filter(|name| names(tree).any(|found| found == **name));
    found
        .map(|name| {
            let flag = format!("{} -i {name}", flag(*features));
            format!(
                "{package} with {features:?} features contains {name}; \
                 see `cargo tree -p {package} -e normal {}`",
                flag.trim_start()
            )
        })
        .collect()
}

/// Crates of ours in the tree of a leaf.
fn company(leaf: &str, may_use: &[&str], ours: &[&str], tree: &str) -> Findings {
    let mut found: Vec<&str> =
        names(tree).filter(|name| *name != leaf && ours.contains(name) && !may_use.contains(name)).collect();
    found.sort_unstable();
    found.dedup();
    found.iter().map(|name| format!("{leaf} is a leaf, and its tree contains {name}")).collect()
}

/// The package names of a tree printed without lines.
fn names(tree: &str) -> impl Iterator<Item = &str> {
    tree.lines().filter_map(|line| line.split_whitespace().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "wx-a v0.1.0 (dir)\nrsa v0.9.10\nsha2 v0.10.9 (*)\nwx-b v0.1.0 (dir)\n";

    #[test]
    fn what_must_be_absent_is_found_by_its_whole_name() {
        let absence = |absent: &'static [&'static str]| Absence {
            package: "wx-a",
            features: Features::Default,
            absent,
        };
        assert!(present(&absence(&["sha", "tokio"]), TREE).is_empty());
        let findings = present(&absence(&["rsa"]), TREE);
        assert!(findings.iter().any(|finding| finding.contains("contains rsa")), "{findings:?}");
    }

    #[test]
    fn a_leaf_with_company_is_found() {
        assert!(company("wx-a", &["wx-b"], &["wx-a", "wx-b"], TREE).is_empty());
        assert_eq!(company("wx-a", &[], &["wx-a", "wx-b"], TREE).len(), 1);
    }
}
