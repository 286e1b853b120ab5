//! Deliberate damage to answers and notifications.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// What is wrong with an answer or a notification that was correct in every other way.
///
/// The effect of a request is committed before its answer is spoiled: a client that sees the damage faces an unknown
/// outcome, as it would with the real gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Spoil {
    /// No `Wechatpay-*` header at all.
    Unsigned,
    /// The body was changed after it was signed; it is still well-formed JSON. An empty body keeps empty, signed as
    /// if it had not been.
    Tampered,
    /// Correctly signed, dated 301 seconds ago.
    Stale,
    /// Correctly signed, dated 301 seconds ahead.
    Future,
    /// Correctly signed, under a serial that nobody knows.
    WrongSerial,
    /// The signature is a probe: it begins with `WECHATPAY/SIGNTEST/` and is not even valid base64.
    Probe,
}

impl Spoil {
    const ALL: [Self; 6] =
        [Self::Unsigned, Self::Tampered, Self::Stale, Self::Future, Self::WrongSerial, Self::Probe];

    /// The name used by the control endpoints.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unsigned => "UNSIGNED",
            Self::Tampered => "TAMPERED",
            Self::Stale => "STALE",
            Self::Future => "FUTURE",
            Self::WrongSerial => "WRONG_SERIAL",
            Self::Probe => "PROBE",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|spoil| spoil.as_str() == name)
    }
}

impl fmt::Display for Spoil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Damage in the order it was asked for.
#[derive(Default)]
pub(crate) struct Spoils(Mutex<VecDeque<(Spoil, u32)>>);

impl Spoils {
    pub(crate) fn push(&self, spoil: Spoil, times: u32) {
        if times > 0 {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back((spoil, times));
        }
    }

    /// Takes one off the front.
    pub(crate) fn next(&self) -> Option<Spoil> {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (spoil, left) = queue.front_mut()?;
        let spoil = *spoil;
        *left = left.saturating_sub(1);
        if *left == 0 {
            queue.pop_front();
        }
        Some(spoil)
    }
}

#[cfg(test)]
mod tests {
    use super::{Spoil, Spoils};

    #[test]
    fn damage_comes_in_order_and_ends() {
        let spoils = Spoils::default();
        spoils.push(Spoil::Stale, 2);
        spoils.push(Spoil::Future, 0);
        spoils.push(Spoil::Probe, 1);
        let taken: Vec<_> = std::iter::from_fn(|| spoils.next()).collect();
        assert_eq!(taken, [Spoil::Stale, Spoil::Stale, Spoil::Probe]);
    }

    #[test]
    fn names_round_trip() {
        for spoil in Spoil::ALL {
            assert_eq!(Spoil::from_name(spoil.as_str()), Some(spoil));
        }
        assert_eq!(Spoil::from_name("probe"), None);
    }
}
