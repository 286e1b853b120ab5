//! The verbs. `PARTS` is the order in which `ci` runs them: cheap ones first, the demonstration last.

use crate::outcome::{Fault, Outcome};
use crate::repo::Repo;
use crate::{
    bench, ci, clippy, demo, deny, doc, endpoints, features, fmt, forge, fuzz, layers, msrv, sim, soak, test,
    tidy,
};

/// One part of `ci`, and a verb of its own.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Repo) -> Outcome,
}

#[rustfmt::skip]
pub(crate) const PARTS: &[Part] = &[
    Part { name: "fmt", about: "formatting of every workspace", run: fmt::run },
    Part { name: "tidy", about: "texts, manifests, sizes, UPSTREAM.md", run: tidy::run },
    Part { name: "layers", about: "who may depend on whom, and what must be absent", run: layers::run },
    Part { name: "clippy", about: "lints, per package and over the workspace, warnings denied", run: clippy::run },
    Part { name: "test", about: "unit, integration and doc tests; leaves alone with their feature sets", run: test::run },
    Part { name: "sim", about: "200000 simulated purchases under faults: none double, none lost, none falsely paid", run: sim::run },
    Part { name: "endpoints", about: "names, flags and values against a community transcription, where it is at hand", run: endpoints::run },
    Part { name: "doc", about: "documentation with warnings denied, default and all features", run: doc::run },
    Part { name: "features", about: "every combination of features compiles (cargo-hack)", run: features::run },
    Part { name: "deny", about: "bans, licences, sources (cargo-deny); advisories where data is at hand", run: deny::run },
    Part { name: "msrv", about: "no dependency needs a newer Rust than the workspace declares", run: msrv::run },
    Part { name: "bench-smoke", about: "benchmarks run once, fuzz targets compile", run: bench::run },
    Part { name: "demo", about: "wxpay demo runs through within a minute", run: demo::run },
];

pub(crate) fn find(name: &str) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.name == name)
}

/// Runs the verb that the command line asks for.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let Some((verb, rest)) = arguments.split_first() else {
        help();
        return Err(Fault::usage("no verb given"));
    };
    match verb.as_str() {
        "help" | "--help" | "-h" => {
            help();
            Ok(())
        }
        "ci" => ci::run(rest),
        // As a part it checks; as a verb it prints what it is asked for.
        "endpoints" => endpoints::ask(&Repo::find()?, rest),
        // As a part it is short; as a verb it does all that was promised.
        "sim" => sim::ask(&Repo::find()?, rest),
        "fuzz" => fuzz::ask(&Repo::find()?, rest),
        "forge" => forge::ask(&Repo::find()?, rest),
        "soak" => soak::ask(&Repo::find()?, rest),
        name => {
            let part = find(name).ok_or_else(|| {
                Fault::usage(format!("no verb `{name}`; `cargo xtask help` lists the verbs"))
            })?;
            if let Some(extra) = rest.first() {
                return Err(Fault::usage(format!("`{name}` takes no arguments, found `{extra}`")));
            }
            (part.run)(&Repo::find()?)
        }
    }
}

fn help() {
    println!("cargo xtask <verb>\n");
    println!("  {:<12} this list", "help");
    println!("  {:<12} all parts below in order [--list] [--only PART,..] [--skip PART,..]", "ci");
    for part in PARTS {
        println!("  {:<12} {}", part.name, part.about);
    }
    println!("\nendpoints, asked alone, prints every endpoint with every field;");
    println!("  --check [--openapi DIR]              compares, as in ci");
    println!("  --older-than 180d [--today DATE]     lists the pages to read again");
    println!("\nsim, asked alone, runs a million purchases at each of two rates of faults;");
    println!("  --orders N  --seed S  --double-faults  --story");
    println!("\nOf their own, and not in ci:");
    println!("  {:<12} every fuzz target over its seeds, ten seconds each: --seconds N  --target T", "fuzz");
    println!("  {:<12} a million forged messages: --count N", "forge");
    println!("  {:<12} 20000 purchases over sockets, all faults: --orders N  --seed S  --rate PPM", "soak");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn unknown_verbs_and_stray_arguments_are_usage_faults() {
        for line in ["", "frobnicate", "tidy now", "ci --frobnicate"] {
            assert!(matches!(run(&words(line)), Err(Fault::Usage(_))), "{line:?}");
        }
        assert!(run(&words("help")).is_ok());
    }

    #[test]
    fn part_names_are_unique() {
        for part in PARTS {
            assert_eq!(PARTS.iter().filter(|other| other.name == part.name).count(), 1, "{}", part.name);
        }
    }
}
