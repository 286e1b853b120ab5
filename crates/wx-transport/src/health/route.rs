//! Where a call begins, and in which order it goes on. Pure.

use std::time::Duration;

use super::{
    HealthPolicy,
    host_health::{HostHealth, Probe},
};

/// The way of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// The numbers of all hosts, in the order in which they are tried.
    pub(crate) order: Vec<usize>,
    /// The first of them is down, and this call is its trial.
    pub(crate) trial: bool,
    /// A host that is down, to be looked at by a connection alone.
    pub(crate) tow: Option<usize>,
    /// Nobody knows whether the first host connects, and there is another one that may: worth a race.
    pub(crate) unknown: bool,
}

/// What of a call matters for its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nature {
    /// It may be sent again where its answer is lost.
    pub(crate) is_repeatable: bool,
    /// It may look at hosts by a connection alone.
    pub(crate) has_tows: bool,
}

/// Hosts that are up come first, in their configured order; one before them that is due is looked at.
pub(super) fn route(hosts: &[HostHealth], now: Duration, call: Nature, policy: &HealthPolicy) -> Route {
    let numbered = || hosts.iter().enumerate();
    let up = || numbered().filter(|(_, host)| host.is_up()).map(|(number, _)| number);
    let preferred = up().next();
    // A host behind the preferred one is not needed; one that nobody needs is not looked at.
    let due = numbered()
        .take(preferred.unwrap_or(hosts.len()))
        .find_map(|(number, host)| host.probe(now, call.is_repeatable).map(|probe| (number, probe)));
    let (trial, tow) = match (due, preferred) {
        (Some((number, Probe::Tow)), Some(_)) if call.has_tows => (None, Some(number)),
        (Some((number, _)), _) => (Some(number), None),
        (None, _) => (None, None),
    };
    let down = numbered().filter(|(_, host)| !host.is_up()).map(|(number, _)| number);
    let mut order: Vec<_> = trial.into_iter().collect();
    for number in up().chain(down) {
        if trial != Some(number) {
            order.push(number);
        }
    }
    let of = |place: usize| order.get(place).and_then(|number| hosts.get(*number));
    let unknown =
        of(0).is_some_and(|host| !host.is_fresh(now, policy)) && of(1).is_some_and(HostHealth::is_up);
    Route { order, trial: trial.is_some(), tow, unknown }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{HealthPolicy, HostHealth, Nature, route};
    use crate::health::host_health::Sign;

    const UP: &[Sign] = &[Sign::Answered];
    const NEW: &[Sign] = &[];
    const DARK: &[Sign] = &[Sign::NotSent; 3];
    const SILENT: &[Sign] = &[Sign::Lost; 5];
    const CONNECTS: &[Sign] = &[Sign::NotSent, Sign::NotSent, Sign::NotSent, Sign::Connects];

    /// The way at second `at`, after hosts with these lives until second 0.
    #[track_caller]
    fn check(lives: &[&[Sign]], at: u64, is_repeatable: bool, expected: &str) {
        check_with(lives, at, Nature { is_repeatable, has_tows: true }, expected);
    }

    #[track_caller]
    fn check_with(lives: &[&[Sign]], at: u64, call: Nature, expected: &str) {
        let policy = HealthPolicy::default();
        let hosts: Vec<_> = lives
            .iter()
            .map(|signs| {
                let mut host = HostHealth::new();
                for sign in *signs {
                    let ticket = host.depart(false);
                    host.arrive(ticket, *sign, Duration::ZERO, || 0, &policy);
                }
                host
            })
            .collect();
        let found = route(&hosts, Duration::from_secs(at), call, &policy);
        let mut text: Vec<_> = found.order.iter().map(ToString::to_string).collect();
        text.extend(found.trial.then(|| "trial".to_owned()));
        text.extend(found.tow.map(|number| format!("tow {number}")));
        text.extend(found.unknown.then(|| "race".to_owned()));
        assert_eq!(text.join(" "), expected, "{lives:?} at {at} s");
    }

    #[test]
    fn the_first_host_that_is_up() {
        check(&[UP, UP], 1, true, "0 1");
        check(&[UP, DARK], 1, true, "0 1");
        check(&[DARK, UP], 1, true, "1 0");
        check(&[DARK, UP, UP], 1, true, "1 2 0");
        check(&[DARK, DARK], 1, true, "0 1");
        check(&[UP], 1, true, "0");
    }

    #[test]
    fn a_race_where_nobody_knows_and_two_may_be_up() {
        check(&[NEW, NEW], 1, true, "0 1 race");
        check(&[UP, NEW], 6, true, "0 1");
        check(&[UP, NEW], 7, true, "0 1 race");
        check(&[DARK, NEW], 1, true, "1 0");
        check(&[DARK, NEW, NEW], 1, true, "1 2 0 race");
        check(&[NEW], 1, true, "0");
    }

    #[test]
    fn one_that_is_due_is_looked_at_if_it_is_preferred() {
        check(&[DARK, UP], 30, true, "1 0 tow 0");
        check(&[DARK, UP], 30, false, "1 0 tow 0");
        check_with(&[DARK, UP], 30, Nature { is_repeatable: false, has_tows: false }, "0 1 trial race");
        check(&[CONNECTS, UP], 30, false, "0 1 trial race");
        check(&[SILENT, UP], 30, true, "0 1 trial race");
        check(&[SILENT, UP], 30, false, "1 0");
        check(&[UP, DARK], 30, true, "0 1");
        check(&[DARK, DARK], 30, true, "0 1 trial");
        check(&[SILENT, DARK], 30, false, "1 0 trial");
    }
}
