//! The supply chain: `deny.toml` over the lock file, and advisories where their data is at hand.
//!
//! Advisory data cannot be fetched everywhere this runs, so it is named by an environment variable: a directory as
//! `cargo audit --db` takes it. Which advisories are accepted stands in `deny.toml` and nowhere else.

use std::env;

use crate::command::{cargo, ensure_subcommand};
use crate::manifest;
use crate::outcome::{Fault, Outcome};
use crate::repo::Repo;

const DENY_VERSION: &str = "0.20.2";
const AUDIT_VERSION: &str = "0.22.2";
const ADVISORIES: &str = "WXPAY_ADVISORY_DB";

pub(crate) fn run(repo: &Repo) -> Outcome {
    ensure_subcommand(repo.root(), "deny", DENY_VERSION)?;
    cargo(repo.root(), "fetch --locked")?;
    cargo(repo.root(), "deny --offline check bans licenses sources")?;
    advisories(repo)
}

fn advisories(repo: &Repo) -> Outcome {
    let Ok(dir) = env::var(ADVISORIES) else {
        println!("  advisories skipped: {ADVISORIES} names no directory with advisory data");
        return Ok(());
    };
    if dir.contains(char::is_whitespace) {
        return Err(Fault::failed(format!("{ADVISORIES} must not contain spaces")));
    }
    ensure_subcommand(repo.root(), "audit", AUDIT_VERSION)?;
    let ignored: String =
        accepted(&repo.read("deny.toml")?).iter().map(|id| format!(" --ignore {id}")).collect();
    cargo(repo.root(), &format!("audit --db {dir} --no-fetch --stale{ignored}"))
}

/// The advisories that `deny.toml` accepts.
fn accepted(deny: &str) -> Vec<String> {
    let entries = manifest::entries(deny);
    let ignore = manifest::value(&entries, "advisories", "ignore").unwrap_or_default();
    ignore.split('"').filter(|text| text.starts_with("RUSTSEC-")).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_advisories_come_from_the_ignore_list_only() {
        let deny = concat!(
            "# RUSTSEC-2000-0001\n[advisories]\nyanked = \"deny\"\nignore = [\n",
            "  { id = \"RUSTSEC-2023-0071\", reason = \"always blinded\" }, # RUSTSEC-2000-0002\n]\n",
            "[bans]\ndeny = [{ crate = \"a\", reason = \"RUSTSEC-2000-0003\" }]\n"
        );
        assert_eq!(accepted(deny), ["RUSTSEC-2023-0071"]);
        assert!(accepted("").is_empty());
    }
}
