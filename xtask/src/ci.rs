//! All parts in order, stopping at the first that fails.

use std::time::{Duration, Instant};

use crate::outcome::{Fault, Outcome};
use crate::parts::{self, PARTS, Part};
use crate::repo::Repo;

/// Runs `ci` with its options.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let options = Options::parse(arguments)?;
    if options.list {
        for part in options.chosen() {
            println!("{:<12} {}", part.name, part.about);
        }
        return Ok(());
    }
    let repo = Repo::find()?;
    let mut done = Vec::new();
    for part in options.chosen() {
        println!("\n=== {}: {}", part.name, part.about);
        let start = Instant::now();
        let outcome = (part.run)(&repo);
        let spent = start.elapsed();
        println!("=== {}: {} after {}", part.name, verdict(&outcome), clock(spent));
        done.push((part.name, spent));
        if let Err(fault) = outcome {
            print_table(&done);
            return Err(Fault::failed(format!("ci: {} failed: {fault}", part.name)));
        }
    }
    print_table(&done);
    println!("ci: {} passed, 0 failed", done.len());
    Ok(())
}

fn verdict(outcome: &Outcome) -> &'static str {
    if outcome.is_ok() { "passed" } else { "FAILED" }
}

fn print_table(done: &[(&str, Duration)]) {
    println!();
    for (name, spent) in done {
        println!("  {name:<12} {:>12}", clock(*spent));
    }
    println!("  {:<12} {:>12}", "total", clock(done.iter().map(|(_, spent)| *spent).sum()));
}

/// A duration as a person reads it.
fn clock(spent: Duration) -> String {
    let seconds = spent.as_secs();
    if seconds < 60 {
        format!("{:.1} s", spent.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[derive(Debug, Default)]
struct Options {
    list: bool,
    only: Vec<String>,
    skip: Vec<String>,
}

impl Options {
    fn parse(arguments: &[String]) -> Outcome<Self> {
        let mut options = Self::default();
        let mut rest = arguments.iter().map(String::as_str);
        while let Some(argument) = rest.next() {
            let (name, inline) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (argument, None),
            };
            let list = match name {
                "--list" => {
                    options.list = true;
                    continue;
                }
                "--only" => &mut options.only,
                "--skip" => &mut options.skip,
                _ => return Err(Fault::usage(format!("ci: no option `{argument}`"))),
            };
            let value = inline
                .or_else(|| rest.next())
                .ok_or_else(|| Fault::usage(format!("ci: `{name}` needs a comma list of parts")))?;
            for part in value.split(',').filter(|part| !part.is_empty()) {
                if parts::find(part).is_none() {
                    return Err(Fault::usage(format!(
                        "ci: no part `{part}`; `cargo xtask ci --list` lists them"
                    )));
                }
                list.push(part.to_owned());
            }
        }
        Ok(options)
    }

    fn chosen(&self) -> impl Iterator<Item = &'static Part> {
        PARTS.iter().filter(|part| {
            let named = |list: &[String]| list.iter().any(|name| name == part.name);
            (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let options = Options::parse(&words).unwrap();
        let names: Vec<&str> = options.chosen().map(|part| part.name).collect();
        assert_eq!(names, expected, "{line}");
    }

    #[test]
    fn only_and_skip_choose_parts_in_their_own_order() {
        check("--only tidy,fmt", &["fmt", "tidy"]);
        check("--only=fmt --only layers", &["fmt", "layers"]);
        check("--only fmt,tidy --skip fmt", &["tidy"]);
        let all: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        check("--list", &all);
    }

    #[test]
    fn unknown_parts_and_missing_values_are_refused() {
        for line in ["--only nothing", "--skip", "--fast"] {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            assert!(matches!(Options::parse(&words), Err(Fault::Usage(_))), "{line}");
        }
    }

    #[test]
    fn durations_read_naturally() {
        assert_eq!(clock(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(clock(Duration::from_secs(125)), "2 min 05 s");
    }
}
