//! The fuzz targets: each is built once with coverage and run for a while over its committed seeds.
//!
//! No subcommand has to be installed and no other toolchain: coverage is a pass of the stable compiler, and libFuzzer comes as
//! a dependency of the targets. There is no address sanitizer, since our crates forbid `unsafe`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::command;
use crate::outcome::{Fault, Outcome};
use crate::repo::Repo;

/// What makes libFuzzer see where an input leads. The flags of cargo-fuzz.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0 \
    -Ccodegen-units=1 --cfg fuzzing";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    seconds: u64,
    target: Option<String>,
}

/// The verb. No part of `ci`: the build with coverage takes minutes, and `bench-smoke` proves that the targets compile.
pub(crate) fn ask(repo: &Repo, arguments: &[String]) -> Outcome {
    let asked = Asked::read(arguments)?;
    let targets = targets(repo, asked.target.as_deref())?;
    let host = host(repo)?;
    let line = format!(
        "build --quiet --release --manifest-path fuzz/Cargo.toml --target-dir fuzz/target --target {host}"
    );
    command::cargo_with(repo.root(), &line, &[("RUSTFLAGS", COVERAGE)])?;
    let programs = repo.root().join("fuzz/target").join(host).join("release");
    let mut all = 0;
    for target in &targets {
        let executions = one(repo.root(), &programs.join(target), target, asked.seconds)?;
        println!("  {target:<16} {executions:>12} executions");
        all += executions;
    }
    println!("  {} targets, {} s each, {all} executions, no finding", targets.len(), asked.seconds);
    Ok(())
}

impl Asked {
    fn read(arguments: &[String]) -> Outcome<Self> {
        let mut asked = Self { seconds: 10, target: None };
        for pair in arguments.chunks(2) {
            match pair {
                [name, value] if name == "--seconds" => {
                    asked.seconds = value
                        .parse()
                        .ok()
                        .filter(|seconds| (1..=86_400).contains(seconds))
                        .ok_or_else(|| {
                            Fault::usage(format!("--seconds takes a number from 1 to 86400, found `{value}`"))
                        })?;
                }
                [name, value] if name == "--target" => asked.target = Some(value.clone()),
                other => return Err(Fault::usage(format!("fuzz: cannot read `{}`", other.join(" ")))),
            }
        }
        Ok(asked)
    }
}

/// Every target, or the one of this name.
fn targets(repo: &Repo, only: Option<&str>) -> Outcome<Vec<String>> {
    let files = std::fs::read_dir(repo.root().join("fuzz/fuzz_targets"))
        .map_err(|error| Fault::failed(format!("fuzz/fuzz_targets: {error}")))?;
    let paths = files
        .flatten()
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let names = paths.filter_map(|path| path.file_stem()?.to_str().map(str::to_owned));
    let mut found: Vec<String> = names.filter(|name| only.is_none_or(|only| only == name)).collect();
    found.sort();
    if found.is_empty() {
        return Err(Fault::usage(format!("fuzz: no target `{}`", only.unwrap_or_default())));
    }
    Ok(found)
}

fn host(repo: &Repo) -> Outcome<String> {
    let version = command::program_output(repo.root(), "rustc", "-vV")?;
    let line = version.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).ok_or_else(|| Fault::failed("rustc -vV names no host"))
}

/// Runs one target; what it finds is written beside the others and is the fault.
fn one(root: &Path, program: &Path, target: &str, seconds: u64) -> Outcome<u64> {
    let found = directory(root, &format!("fuzz/target/corpus/{target}"))?;
    let findings = directory(root, "fuzz/artifacts")?;
    let output = Command::new(program)
        .arg(format!("-max_total_time={seconds}"))
        .args(["-timeout=10", "-rss_limit_mb=2048", "-max_len=4096", "-print_final_stats=1"])
        .arg(format!("-artifact_prefix={}/{target}-", findings.display()))
        .args([found, root.join("fuzz/corpus").join(target)])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Fault::failed(format!("fuzz target {target} did not start: {error}")))?;
    let said = String::from_utf8_lossy(&output.stderr);
    match executions(&said) {
        Some(count) if output.status.success() => Ok(count),
        _ => {
            let lines: Vec<&str> = said.lines().collect();
            let end = lines.get(lines.len().saturating_sub(40)..).unwrap_or_default();
            Err(Fault::failed(format!("{}\nfuzz target {target} found something", end.join("\n"))))
        }
    }
}

fn directory(root: &Path, name: &str) -> Outcome<PathBuf> {
    let path = root.join(name);
    std::fs::create_dir_all(&path).map_err(|error| Fault::failed(format!("{name}: {error}")))?;
    Ok(path)
}

/// What libFuzzer counted.
fn executions(said: &str) -> Option<u64> {
    said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Outcome<Asked> {
        Asked::read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn arguments_come_in_pairs() {
        assert_eq!(read("").unwrap(), Asked { seconds: 10, target: None });
        let asked = read("--target headers --seconds 60").unwrap();
        assert_eq!(asked, Asked { seconds: 60, target: Some("headers".to_owned()) });
        for line in ["--seconds", "--seconds 0", "--seconds ten", "headers", "--targets x"] {
            assert!(matches!(read(line), Err(Fault::Usage(_))), "{line}");
        }
    }

    #[test]
    fn the_count_is_that_of_the_statistics() {
        assert_eq!(executions("Done\nstat::number_of_executed_units: 1217\nstat::x: 3"), Some(1217));
        assert_eq!(executions("==1== ERROR: libFuzzer: deadly signal"), None);
    }

    #[test]
    fn a_target_that_is_not_there_is_a_usage_fault() {
        let repo = Repo::find().unwrap();
        assert!(matches!(targets(&repo, Some("no_such_target")), Err(Fault::Usage(_))));
        assert!(targets(&repo, None).unwrap().len() >= 10);
    }
}
