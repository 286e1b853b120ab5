//! A fault, where it happens, to which requests, and how often.

use super::{Fault, Place, Subject};

/// Which of the requests that a rule fits are struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum When {
    /// The next so many.
    Next(u32),
    /// Every so-many-th: 1 is each of them. 0 is none.
    Every(u32),
    /// Each with so many chances in a million, drawn from the plan's seed.
    Chance(u32),
}

/// One rule of a [`Plan`](super::Plan). A new rule strikes the next request of any kind at any host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub(super) fault: Fault,
    pub(super) host: Option<String>,
    pub(super) method: Option<String>,
    pub(super) path: Option<String>,
    pub(super) operation: Option<String>,
    pub(super) notifications: bool,
    pub(super) when: When,
    pub(super) times: Option<u32>,
}

impl Rule {
    /// Strikes the next request.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self {
            fault,
            host: None,
            method: None,
            path: None,
            operation: None,
            notifications: false,
            when: When::Next(1),
            times: None,
        }
    }

    /// Only at this host: `primary`, `backup`, `weixin` or `fubei`.
    #[must_use]
    pub fn at_host(self, host: impl Into<String>) -> Self {
        Self { host: Some(host.into()), ..self }
    }

    /// Only for this HTTP method. Faults of connections and of notifications have none.
    #[must_use]
    pub fn with_method(self, method: impl Into<String>) -> Self {
        Self { method: Some(method.into()), ..self }
    }

    /// Only for paths of this shape, in which `*` stands for any characters. For notifications, their event type stands
    /// in the place of the path. Faults of connections have neither.
    #[must_use]
    pub fn at_path(self, pattern: impl Into<String>) -> Self {
        Self { path: Some(pattern.into()), ..self }
    }

    /// Only for operations of this shape: the `method` inside a request to Fubei. Others have none.
    #[must_use]
    pub fn at_operation(self, pattern: impl Into<String>) -> Self {
        Self { operation: Some(pattern.into()), ..self }
    }

    /// A fault of signatures strikes notifications in place of answers.
    #[must_use]
    pub fn on_notifications(self) -> Self {
        Self { notifications: true, ..self }
    }

    /// Strikes the next so many.
    #[must_use]
    pub fn next(self, count: u32) -> Self {
        Self { when: When::Next(count), ..self }
    }

    /// Strikes every so-many-th.
    #[must_use]
    pub fn every(self, interval: u32) -> Self {
        Self { when: When::Every(interval), ..self }
    }

    /// Strikes with so many chances in a million.
    #[must_use]
    pub fn with_chance(self, per_million: u32) -> Self {
        Self { when: When::Chance(per_million), ..self }
    }

    /// Ends after so many strikes.
    #[must_use]
    pub fn at_most(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// What happens.
    #[must_use]
    pub fn fault(&self) -> Fault {
        self.fault
    }

    /// To which requests.
    #[must_use]
    pub fn when(&self) -> When {
        self.when
    }

    /// Where it strikes.
    #[must_use]
    pub fn place(&self) -> Place {
        match self.fault.place() {
            Place::Signature if self.notifications => Place::NotificationSignature,
            place => place,
        }
    }

    pub(super) fn fits(&self, place: Place, subject: &Subject<'_>) -> bool {
        let same = |wanted: &Option<String>, found: &str| {
            wanted.as_deref().is_none_or(|wanted| matches(wanted, found))
        };
        self.place() == place
            && (self.fault != Fault::Swapped || subject.stranger)
            && same(&self.host, subject.host)
            && same(&self.method, subject.method)
            && same(&self.path, subject.path)
            && same(&self.operation, subject.operation)
    }

    /// How often it strikes at most: without a limit of its own, what `When::Next` says.
    pub(super) fn limit(&self) -> u64 {
        let own = match self.when {
            When::Next(count) => u64::from(count),
            When::Every(_) | When::Chance(_) => u64::MAX,
        };
        self.times.map_or(own, |times| own.min(u64::from(times)))
    }
}

/// Whether `text` has the shape of `pattern`, in which `*` stands for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(start) else { return false };
    let (middles, end) = rest.rsplit_once('*').map_or(("", rest), |(middles, end)| (middles, end));
    for middle in middles.split('*') {
        match left.split_once(middle) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    left.ends_with(end)
}
