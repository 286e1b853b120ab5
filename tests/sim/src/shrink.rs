//! From a run in which something was broken to the shortest one in which it still is.

use std::{collections::BTreeSet, mem::discriminant};

use crate::{
    fault::{Allowed, Mishap},
    plan::Plan,
    run::{Report, run},
    trace::Event,
    violation::Violation,
};

/// A short run that breaks a promise, to be read from its first line to its last.
#[derive(Clone, Debug)]
pub struct Story {
    /// What is broken.
    pub violation: Violation,
    /// The purchases that it takes.
    pub intents: Vec<u32>,
    /// The mishaps that it takes.
    pub mishaps: Vec<Mishap>,
    /// How many mishaps there were in the run that was found first.
    pub out_of: usize,
    /// All that happens until then.
    pub lines: Vec<String>,
}

/// Takes away purchases and then mishaps, as long as a promise of the same kind stays broken; `None` where none is broken.
///
/// What is left is minimal: without any one of its purchases or mishaps the promise is kept.
#[must_use]
pub fn story(plan: &Plan) -> Option<Story> {
    let first = run(plan.clone());
    let violation = *first.violations.first()?;
    let kind = discriminant(&violation);
    let breaks = |report: &Report| report.violations.iter().any(|other| discriminant(other) == kind);

    let of_intents = |intents: &[u32]| Plan { intents: intents.to_vec(), ..plan.clone() };
    let alone = [violation.intent()];
    let intents = if breaks(&run(of_intents(&alone))) { alone.to_vec() } else { plan.intents.clone() };
    let intents = smallest(intents, |intents| breaks(&run(of_intents(intents))));
    let plan = of_intents(&intents);

    let of_mishaps = |mishaps: &[Mishap]| {
        let only: BTreeSet<Mishap> = mishaps.iter().copied().collect();
        Plan { allowed: Allowed::Only(only), ..plan.clone() }
    };
    let mishaps = smallest(run(plan.clone()).mishaps, |mishaps| breaks(&run(of_mishaps(mishaps))));
    let Report { violations, mut lines, .. } = run(of_mishaps(&mishaps).with_text());
    let violation = *violations.iter().find(|other| discriminant(*other) == kind)?;
    let broken = Event::Broken(violation).to_string();
    let end = lines.iter().position(|line| line.ends_with(&broken))?;
    lines.truncate(end + 1);
    Some(Story { violation, intents, mishaps, out_of: first.mishaps.len(), lines })
}

/// Delta debugging: a part of `items` that still fails and of which no single one can be left out. All of them must fail.
fn smallest<T: Clone>(mut items: Vec<T>, mut fails: impl FnMut(&[T]) -> bool) -> Vec<T> {
    let mut chunk = items.len().div_ceil(2).max(1);
    loop {
        let (before, mut start) = (items.len(), 0);
        while start < items.len() {
            let end = (start + chunk).min(items.len());
            let without: Vec<T> = [&items[..start], &items[end..]].concat();
            if fails(&without) {
                items = without;
            } else {
                start = end;
            }
        }
        if chunk > 1 {
            chunk /= 2;
        } else if items.len() == before {
            return items;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Strategy;

    #[test]
    fn what_is_not_needed_is_left_out() {
        let needed = [3, 17, 18];
        let found = smallest((0..40).collect(), |items| needed.iter().all(|item| items.contains(item)));
        assert_eq!(found, needed);
        assert!(smallest(vec![1, 2], |_| true).is_empty());
        assert!(smallest(Vec::<u32>::new(), |_| true).is_empty());
    }

    #[test]
    fn a_wrong_strategy_becomes_a_short_story() {
        let plan = Plan::new(1, 60).with_mutant(Strategy::NewNumberWhenUnknown);
        let story = story(&plan).unwrap();
        assert_eq!((story.intents.len(), story.mishaps.len()), (1, 1), "{:?}", story.mishaps);
        assert!(story.out_of > 100, "{}", story.out_of);
        let broken = format!("BROKEN: {}", story.violation);
        assert!(
            story.lines.len() < 20 && story.lines.last().unwrap().ends_with(&broken),
            "{:?}",
            story.lines
        );
    }

    #[test]
    fn where_nothing_is_broken_there_is_no_story() {
        assert!(story(&Plan::new(1, 30)).is_none());
    }
}
