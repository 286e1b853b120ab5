use std::{iter::FusedIterator, time::Duration};

/// When to ask for an order: moments counted from its creation, as the platform recommends them.
///
/// Until the payer places the payment it takes up to 30 minutes, and until it is paid another 30; the last moment lies five
/// minutes after that.
///
/// ```
/// use std::time::Duration;
/// use wx_f2f::Schedule;
///
/// let seconds: Vec<u64> = Schedule::new().map(|moment| moment.as_secs()).collect();
/// assert_eq!(seconds[..9], [10, 20, 30, 40, 50, 60, 80, 100, 120]);
/// assert_eq!(seconds.last(), Some(&(65 * 60)));
///
/// // What is left for an order that was created 26 minutes ago.
/// let next = Schedule::since(Duration::from_secs(26 * 60)).next();
/// assert_eq!(next, Some(Duration::from_secs(30 * 60)));
/// ```
#[derive(Clone, Debug)]
pub struct Schedule {
    left: std::slice::Iter<'static, u64>,
}

const SECONDS: &[u64] = &[
    10,
    20,
    30,
    40,
    50,
    60,
    80,
    100,
    2 * 60,
    4 * 60,
    6 * 60,
    8 * 60,
    10 * 60,
    15 * 60,
    20 * 60,
    25 * 60,
    30 * 60,
    35 * 60,
    40 * 60,
    45 * 60,
    50 * 60,
    55 * 60,
    60 * 60,
    65 * 60,
];

impl Schedule {
    /// Before this nothing was missed.
    pub(crate) const FIRST: Duration = Duration::from_secs(10);

    /// All moments.
    #[must_use]
    pub fn new() -> Self {
        Self { left: SECONDS.iter() }
    }

    /// The moments that are still to come for an order of this age.
    #[must_use]
    pub fn since(age: Duration) -> Self {
        let (_, left) =
            SECONDS.split_at(SECONDS.partition_point(|&moment| Duration::from_secs(moment) <= age));
        Self { left: left.iter() }
    }
}

impl Default for Schedule {
    fn default() -> Self {
        Self::new()
    }
}

impl Iterator for Schedule {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        self.left.next().copied().map(Duration::from_secs)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl ExactSizeIterator for Schedule {}
impl FusedIterator for Schedule {}
