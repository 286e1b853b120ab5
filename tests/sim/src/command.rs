//! The command line, and the report.

use std::time::Duration;

use wx_sim::{Campaign, Mix, PER_RUN, Plan, Story, Strategy, campaign, run, story};

pub(crate) const USAGE: &str = "\
cargo xtask sim [--orders N] [--seed S] [--double-faults] [--story]
  --orders N       purchases at each rate of faults; 1000000 where nothing is said
  --seed S         the first seed; each is a run of 1000 purchases
  --double-faults  only the double rate
  --story          how each wrong strategy comes to two orders, in the fewest steps";

/// Nothing is begun after this time, so that the whole is bounded.
const LIMIT: Duration = Duration::from_secs(20 * 60);
/// Purchases that a wrong strategy is shown.
const SHOWN: u64 = 100_000;

/// Wrong strategies, and how many double orders in 100,000 they make at the very least.
const MUTANTS: [(&str, Strategy, u64); 2] = [
    ("mutant: a new number whenever the outcome is unknown", Strategy::NewNumberWhenUnknown, 10_000),
    ("mutant: a new number after one \"does not exist\"", Strategy::NewNumberWhenMissing, 100),
];
/// Runs in which a story is looked for.
const STORY_RUNS: u64 = 20;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Command {
    orders: u64,
    seed: u64,
    only_double: bool,
    story: bool,
}

impl Command {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut command = Self { orders: 1_000_000, seed: 1, only_double: false, story: false };
        let mut rest = arguments.iter().map(String::as_str);
        while let Some(argument) = rest.next() {
            let mut number = || {
                let value = rest.next().ok_or_else(|| format!("`{argument}` needs a number"))?;
                value.parse().map_err(|_| format!("`{argument}` needs a number, found `{value}`"))
            };
            match argument {
                "--orders" => command.orders = number()?,
                "--seed" => command.seed = number()?,
                "--double-faults" => command.only_double = true,
                "--story" => command.story = true,
                _ => return Err(format!("no option `{argument}`")),
            }
        }
        Ok(command)
    }

    /// Whether everything is as it should be.
    pub(crate) fn run(&self) -> bool {
        if self.story {
            return self.tells_stories();
        }
        let mut right = self.repeats();
        if !self.only_double {
            right &= self.keeps_promises("normal rate of faults", Mix::normal());
        }
        right &= self.keeps_promises("double rate of faults", Mix::doubled());
        for (name, strategy, at_least) in MUTANTS {
            right &= self.is_caught(name, strategy, at_least);
        }
        right
    }

    fn runs(&self, purchases: u64) -> u64 {
        purchases.div_ceil(PER_RUN.into()).max(1)
    }

    fn repeats(&self) -> bool {
        let [first, again] = [0, 1].map(|_| run(Plan::new(self.seed, PER_RUN).with_text()));
        let same = first.hash == again.hash && first.lines == again.lines;
        let events = first.lines.len();
        println!(
            "same seed: {events} events, {}",
            if same { "the same trace twice" } else { "DIFFERENT TRACES" }
        );
        same
    }

    fn keeps_promises(&self, name: &str, mix: Mix) -> bool {
        let runs = self.runs(self.orders);
        let plan = |seed| Plan::new(seed, PER_RUN).with_mix(mix.clone());
        let result = campaign(self.seed, runs, LIMIT, plan);
        print(name, &result);
        if result.runs < runs {
            println!("  {} of {runs} runs in {} s, and the time is up", result.runs, LIMIT.as_secs());
        }
        if let Some(seed) = result.broken {
            println!("  the first seed with a broken promise is {seed}");
            tell(seed, &plan(seed));
        }
        result.broken.is_none() && result.runs == runs
    }

    /// Each wrong strategy in a run of the fewest mishaps with which it comes to two orders.
    fn tells_stories(&self) -> bool {
        let tell = |&(name, strategy, _): &(&str, Strategy, u64)| {
            println!("{name}");
            let plan = |seed| Plan::new(seed, PER_RUN).with_mutant(strategy);
            (self.seed..self.seed.saturating_add(STORY_RUNS)).any(|seed| tell(seed, &plan(seed)))
        };
        MUTANTS.iter().map(tell).fold(true, |all, told| all & told)
    }

    fn is_caught(&self, name: &str, strategy: Strategy, at_least: u64) -> bool {
        // Too few would say nothing about the rarer of the two.
        let purchases = (self.orders / 5).clamp(20_000, SHOWN);
        let plan = |seed| Plan::new(seed, PER_RUN).with_mutant(strategy);
        let result = campaign(self.seed, self.runs(purchases), LIMIT, plan);
        print(name, &result);
        let rate = result.double_rate();
        println!("  {rate} double orders in 100000, at least {at_least} expected");
        rate >= at_least
    }
}

/// What is left of a run when everything is taken away without which it would still be broken; whether it is at all.
fn tell(seed: u64, plan: &Plan) -> bool {
    let Some(Story { violation, intents, mishaps, out_of, lines }) = story(plan) else { return false };
    println!("  seed {seed}: {violation}");
    println!(
        "  left of it: {} of {} purchases, {} of {out_of} mishaps",
        intents.len(),
        plan.intents.len(),
        mishaps.len()
    );
    lines.iter().for_each(|line| println!("  {line}"));
    true
}

fn print(name: &str, result: &Campaign) {
    println!("{name}\n{}", result.tally);
    println!("  {} ms, {} purchases a second", result.took.as_millis(), result.per_second());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Command::parse(&words)
    }

    #[test]
    fn options_are_read_and_others_refused() {
        let asked = Command { orders: 5_000, seed: 7, only_double: true, story: true };
        assert_eq!(parse("--orders 5000 --seed 7 --double-faults --story"), Ok(asked));
        for line in ["--orders", "--orders many", "--frobnicate", "5000"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
