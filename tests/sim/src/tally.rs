//! Counts of a run, and of many.

use std::{fmt, ops::AddAssign};

/// How much happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Purchases.
    pub purchases: u64,
    /// Orders that reached the platform.
    pub orders: u64,
    /// Orders that were paid.
    pub paid: u64,
    /// Refunds that were paid out.
    pub refunds: u64,
    /// Calls that were made.
    pub calls: u64,
    /// Requests that were sent for them.
    pub requests: u64,
    /// Requests that something happened to.
    pub faults: u64,
    /// Calls that were dropped while they waited.
    pub dropped: u64,
    /// Notifications that were sent, forged ones among them.
    pub notifications: u64,
    /// Machines that lost their memory.
    pub crashes: u64,
    /// Purchases that could be paid twice.
    pub double: u64,
    /// Orders that were paid and never known as paid.
    pub lost: u64,
    /// Orders that were known as paid and never paid.
    pub falsely_paid: u64,
    /// All other broken promises.
    pub otherwise_broken: u64,
}

impl Tally {
    /// How many promises were broken.
    #[must_use]
    pub fn broken(&self) -> u64 {
        self.double + self.lost + self.falsely_paid + self.otherwise_broken
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.purchases += other.purchases;
        self.orders += other.orders;
        self.paid += other.paid;
        self.refunds += other.refunds;
        self.calls += other.calls;
        self.requests += other.requests;
        self.faults += other.faults;
        self.dropped += other.dropped;
        self.notifications += other.notifications;
        self.crashes += other.crashes;
        self.double += other.double;
        self.lost += other.lost;
        self.falsely_paid += other.falsely_paid;
        self.otherwise_broken += other.otherwise_broken;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { purchases, orders, paid, refunds, calls, requests, faults, .. } = self;
        let Self { dropped, notifications, crashes, double, lost, falsely_paid, otherwise_broken, .. } = self;
        writeln!(
            f,
            "  {purchases} purchases: {orders} orders, {paid} paid, {refunds} refunds, {notifications} notifications"
        )?;
        writeln!(
            f,
            "  {calls} calls, {requests} requests, {faults} faults, {dropped} calls dropped, {crashes} crashes"
        )?;
        write!(
            f,
            "  double {double}, lost {lost}, falsely paid {falsely_paid}, otherwise broken {otherwise_broken}"
        )
    }
}
