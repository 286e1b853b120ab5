//! One run from its plan to its report.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use wx_transport::journal::Journal as _;

use crate::{
    asked::Act,
    dice::Dice,
    fault::Mishap,
    network::OUTSIDE,
    plan::Plan,
    scheduler::{Group, Scheduler},
    shop::Shop,
    tally::Tally,
    trace::Event,
    violation::Violation,
    worker,
    world::{Luck, MACHINES, State, World},
};

/// When whatever is not known by then counts as never to be known.
const HORIZON: Duration = Duration::from_secs(24 * 3600);
/// How often a machine crashes in a run.
const CRASHES: u32 = 2;

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Report {
    /// The counts.
    pub tally: Tally,
    /// Every broken promise.
    pub violations: BTreeSet<Violation>,
    /// All that went wrong on the way, in order.
    pub mishaps: Vec<Mishap>,
    /// The hash of the whole trace.
    pub hash: u64,
    /// The trace, if the plan keeps its text.
    pub lines: Vec<String>,
}

/// Runs a plan.
#[must_use]
pub fn run(plan: Plan) -> Report {
    run_with(plan, |world| {
        for machine in 0..MACHINES {
            world.hub.spawn(OUTSIDE, crashes(world.clone(), machine));
        }
        for intent in world.plan.intents.clone() {
            world.hub.spawn(OUTSIDE, shopper(world.clone(), intent));
        }
    })
}

/// Runs whatever `begin` begins, with all machines up.
pub(crate) fn run_with(plan: Plan, begin: impl FnOnce(&Arc<World>)) -> Report {
    let mut scheduler = Scheduler::new(Dice::of(&[plan.seed, Luck::Schedule as u64]));
    let world = World::new(plan, scheduler.hub().clone());
    for machine in 0..MACHINES {
        start(&world, machine, 0);
    }
    begin(&world);
    scheduler.run(HORIZON);
    let unfinished = scheduler.tasks();
    assert!(unfinished > 0 || world.hub.timers() == 0, "something that was dropped has left a timer behind");
    drop(scheduler);
    close_the_books(&world, unfinished)
}

/// Somebody wants to buy something.
async fn shopper(world: Arc<World>, intent: u32) {
    let mut dice = world.dice(Luck::Start, intent, 1);
    world.hub.nap(dice.millis(0, 600_000)).await;
    for machine in machines_of(&world, intent) {
        loop {
            let shop = world.state().shops.get(&machine).cloned();
            if let Some(shop) = shop {
                world.hub.spawn(Group(machine), worker::see_to(shop, intent, 0));
            }
            world.hub.nap(dice.millis(1, 2_000)).await;
            // While the machine is down the page does not load, and where it crashes before it has stored anything nothing
            // has happened. Either way the shopper tries again.
            if world.state().books.get(intent).is_some() {
                break;
            }
        }
    }
}

/// Which machines see to a purchase. Now and then two do at once.
fn machines_of(world: &World, intent: u32) -> Vec<u32> {
    let count = if world.dice(Luck::Start, intent, 0).chance(world.plan.pairs) { 2 } else { 1 };
    (intent..).take(count).map(|machine| machine % MACHINES).collect()
}

/// A machine starts: it takes up whatever the database says is open, and asks for whatever the journal says is.
fn start(world: &Arc<World>, machine: u32, boot: u32) {
    let shop = Shop::open(world, machine, boot);
    let mut state = world.state();
    let mine = |intent: &u32| machines_of(world, *intent).contains(&machine);
    let open = state.books.iter().filter(|(intent, purchase)| !purchase.is_done() && mine(intent));
    let open: Vec<u32> = open.map(|(intent, _)| intent).collect();
    state.shops.insert(machine, shop.clone());
    drop(state);
    for intent in open {
        world.hub.spawn(Group(machine), worker::see_to(shop.clone(), intent, boot));
    }
    world.hub.spawn(Group(machine), replay(world.clone()));
}

/// What was under way when the machine crashed stands in the journal, and whatever stands there the database must know:
/// else nobody would ever ask for it.
async fn replay(world: Arc<World>) {
    let entries = world.journal.unfinished().await.expect("it is in memory");
    let now = world.hub.now();
    let mut state = world.state();
    for act in entries.iter().filter_map(Act::of_entry) {
        if !state.books.knows(act) {
            state.violate(now, Violation::NotWrittenDown { intent: act.intent() });
        }
    }
}

/// A machine loses everything but the database, and comes back.
async fn crashes(world: Arc<World>, machine: u32) {
    for nth in 1..=CRASHES {
        let mut dice = world.dice(Luck::Crash, machine, nth);
        world.hub.nap(dice.seconds(20, 400)).await;
        if !world.befalls(Mishap::Crash(machine, nth)) {
            continue;
        }
        world.tell(Event::Crashed(machine));
        world.hub.kill(Group(machine));
        world.lose(machine);
        world.hub.nap(dice.seconds(1, 30)).await;
        world.tell(Event::Restarted(machine));
        start(&world, machine, nth);
    }
}

fn close_the_books(world: &World, unfinished: usize) -> Report {
    let mut guard = world.state();
    let state = &mut *guard;
    let now = world.hub.now();
    for violation in ends(state, &world.plan.intents, unfinished) {
        state.violate(now, violation);
    }
    let (orders, refunds) = state.platform.counts();
    let mut tally = state.tally;
    tally.purchases = count(world.plan.intents.len());
    (tally.orders, tally.refunds) = (count(orders), count(refunds));
    tally.paid = count(state.platform.paid().count());
    for violation in &state.violations {
        match violation {
            Violation::PayableTwice { .. } => tally.double += 1,
            Violation::Lost { .. } => tally.lost += 1,
            Violation::FalselyPaid { .. } => tally.falsely_paid += 1,
            _ => tally.otherwise_broken += 1,
        }
    }
    let trace = std::mem::replace(&mut state.trace, crate::trace::Trace::new(false));
    let (hash, lines) = trace.finish();
    // A machine holds the world that holds it; without this nothing would ever be freed.
    state.shops.clear();
    let violations = std::mem::take(&mut state.violations);
    Report { tally, violations, mishaps: std::mem::take(&mut state.mishaps), hash, lines }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// What can only be told at the end: nothing is lost, nothing is open, and the refunds add up.
fn ends(state: &State, intents: &[u32], unfinished: usize) -> Vec<Violation> {
    let mut violations = Vec::new();
    let books = &state.books;
    let known = |number: &crate::number::OrderNo| {
        books.get(number.intent).is_some_and(|purchase| purchase.paid.contains(number))
    };
    violations.extend(
        state.platform.paid().filter(|number| !known(number)).map(|number| Violation::Lost { number }),
    );
    state.platform.audit(&mut violations);
    for &intent in intents {
        let Some(purchase) = books.get(intent) else {
            violations.push(Violation::Unresolved { intent });
            continue;
        };
        if !purchase.is_done() || unfinished > 0 {
            violations.push(Violation::Unresolved { intent });
        }
        for refund in &purchase.refunds {
            let truth = state.platform.paid_back(refund.number);
            if truth != refund.accepted.filter(|accepted| *accepted).map(|_| refund.amount) {
                violations.push(Violation::NotTheTruthOfRefund { number: refund.number });
            }
        }
    }
    violations
}

#[cfg(test)]
mod tests;
