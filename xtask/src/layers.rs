//! Who may depend on whom. The rules are data in `table`; the modules beside it hold the workspace against them.

mod facade;
mod graph;
mod table;
mod tree;

use crate::metadata::Metadata;
use crate::outcome::{Outcome, settle};
use crate::repo::Repo;

pub(crate) fn run(repo: &Repo) -> Outcome {
    let metadata = Metadata::load(repo)?;
    let files = repo.texts()?;
    println!("  {} members, {} files", metadata.members().count(), files.len());
    let mut findings = graph::check(&metadata);
    findings.extend(facade::check(&files));
    findings.extend(tree::check(repo, &metadata)?);
    settle("layers", &findings)
}
