//! Sizes: a file that can be read in one go, a signing crate that can be read in one sitting.

use super::read_manifest;
use crate::manifest;
use crate::outcome::Findings;
use crate::repo::TextFile;
use crate::rust_source;

const FILE_LINES: usize = 500;

/// A crate that promises to stay small.
struct Budget {
    dir: &'static str,
    code_lines: usize,
    dependencies: usize,
}

const BUDGETS: &[Budget] = &[Budget { dir: "crates/wx-sign", code_lines: 1_500, dependencies: 12 }];

pub(super) fn check(files: &[TextFile]) -> Findings {
    let mut findings: Findings = files.iter().filter_map(long_file).collect();
    findings.extend(BUDGETS.iter().flat_map(|budget| over_budget(files, budget)));
    findings
}

fn long_file(file: &TextFile) -> Option<String> {
    if !file.is_rust() || file.is_test() {
        return None;
    }
    let lines = rust_source::lines(&file.text).iter().filter(|line| !line.test).count();
    (lines > FILE_LINES).then(|| {
        format!("{}: {lines} lines outside tests, {FILE_LINES} are allowed; split it by concept", file.path)
    })
}

fn over_budget(files: &[TextFile], budget: &Budget) -> Findings {
    let Budget { dir, code_lines, dependencies } = budget;
    let mut findings = Findings::new();
    let source = format!("{dir}/src/");
    let sources = files.iter().filter(|file| file.path.starts_with(&source) && file.is_rust());
    let lines: usize = sources
        .filter(|file| !file.is_test())
        .map(|file| rust_source::lines(&file.text).iter().filter(|line| line.is_code()).count())
        .sum();
    if lines > *code_lines {
        findings.push(format!("{dir}: {lines} code lines, {code_lines} are allowed"));
    }
    let mut entries = read_manifest(files, &format!("{dir}/Cargo.toml"));
    entries.retain(|entry| !entry.section.contains("dev-dependencies"));
    let direct = manifest::dependencies(&entries).len();
    if direct > *dependencies {
        findings.push(format!("{dir}: {direct} direct dependencies, {dependencies} are allowed"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn long_files_are_found_and_tests_do_not_count() {
        let long = "fn a() {}\n".repeat(FILE_LINES + 1);
        let tested = format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
        let files = fixture(&[
            ("crates/a/src/long.rs", &long),
            ("crates/a/src/tested.rs", &tested),
            ("crates/a/tests/main.rs", &long),
            ("a.md", &long),
        ]);
        let findings = check(&files);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings.iter().all(|finding| finding.starts_with("crates/a/src/long.rs: 501 lines")));
    }

    #[test]
    fn a_budget_counts_code_and_direct_dependencies() {
        let budget = Budget { dir: "crates/a", code_lines: 2, dependencies: 1 };
        let manifest = "[dependencies]\none.workspace = true\n[dev-dependencies]\ntwo.workspace = true\n";
        let fits = "//! Docs.\n\nfn a() {}\nfn b() {}\n";
        let files = fixture(&[("crates/a/Cargo.toml", manifest), ("crates/a/src/lib.rs", fits)]);
        assert!(over_budget(&files, &budget).is_empty());

        let manifest = "[dependencies]\none.workspace = true\ntwo.workspace = true\n";
        let files = fixture(&[
            ("crates/a/Cargo.toml", manifest),
            ("crates/a/src/lib.rs", fits),
            ("crates/a/src/b.rs", "fn c() {}\n"),
        ]);
        let findings = over_budget(&files, &budget);
        assert_eq!(
            findings,
            ["crates/a: 3 code lines, 2 are allowed", "crates/a: 2 direct dependencies, 1 are allowed"]
        );
    }
}
