//! Which faults there are, and how often.

use wx_sandbox::{
    Sandbox,
    fault::{Fault, Place, Plan, Rule},
};

/// Faults of requests. Times are short, so that a run is not spent in waiting.
const REQUESTS: [Fault; 15] = [
    Fault::ResetBefore,
    Fault::ResetAfter,
    Fault::DelayedCommit(100),
    Fault::DelayedCommit(1500),
    Fault::SlowDrip(50),
    Fault::Truncated(17),
    Fault::Truncated(200),
    Fault::Truncated(600),
    Fault::Html502,
    Fault::ErrorBefore,
    Fault::ErrorAfter,
    Fault::TooMany(0),
    Fault::Swapped,
    Fault::ClockSkew(40),
    Fault::ClockSkew(-40),
];

const CONNECTIONS: [Fault; 3] = [Fault::ConnectRefused(30), Fault::BlackHole, Fault::TlsAlert];

const SIGNATURES: [Fault; 5] = [Fault::Unsigned, Fault::Tampered, Fault::Stale, Fault::Future, Fault::Probe];

const NOTIFICATIONS: [Fault; 4] = [
    Fault::NotificationDuplicated,
    Fault::NotificationReordered(300),
    Fault::NotificationDelayed(700),
    Fault::NotificationLost,
];

/// From the start.
pub(super) fn first(seed: u64, rate: u32) -> Plan {
    let often = rate.saturating_mul(5).min(200_000);
    let requests = REQUESTS.map(|fault| Rule::new(fault).with_chance(rate));
    let connections = CONNECTIONS.map(|fault| Rule::new(fault).with_chance(often));
    let signatures = SIGNATURES.map(|fault| Rule::new(fault).with_chance(rate));
    let spoiled = SIGNATURES.map(|fault| Rule::new(fault).on_notifications().with_chance(rate));
    let notifications = NOTIFICATIONS.map(|fault| Rule::new(fault).with_chance(often));
    // The longest pause that the platform asks for is a rare one.
    let slow = Rule::new(Fault::TooMany(1)).with_chance(rate / 8);
    let rules = requests.into_iter().chain(connections).chain(signatures).chain(spoiled);
    rules.chain(notifications).chain([slow]).fold(Plan::new(seed), Plan::with_rule)
}

/// From the change of the certificate on: before it, they would use up the one download of certificates in a minute.
pub(super) fn second(rate: u32) -> [Rule; 2] {
    let rule = Rule::new(Fault::WrongSerial).with_chance(rate);
    [rule.clone(), rule.on_notifications()]
}

/// How often each rule struck.
pub(super) fn fired(sandbox: &Sandbox) -> Vec<(String, u64)> {
    let name = |rule: &Rule| match rule.place() {
        Place::NotificationSignature => format!("{} (notifications)", rule.fault()),
        _ => rule.fault().to_string(),
    };
    let plan = sandbox.faults().plan();
    plan.rules().iter().map(name).zip(sandbox.faults().fired()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_catalogue_is_there() {
        let plan = first(1, 1000);
        let mut names: Vec<_> = plan.rules().iter().map(|rule| rule.fault().name()).collect();
        names.extend(second(1000).iter().map(|rule| rule.fault().name()));
        // The one that the run itself adds, once.
        names.push(Fault::RotateCertificate.name());
        for fault in Fault::ALL {
            assert!(names.contains(&fault.name()), "{fault}");
        }
    }
}
