//! Deliberate damage to answers and notifications.

use std::fmt;

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

#[cfg(test)]
mod tests {
    use super::Spoil;

    #[test]
    fn names_round_trip() {
        for spoil in Spoil::ALL {
            assert_eq!(Spoil::from_name(spoil.as_str()), Some(spoil));
        }
        assert_eq!(Spoil::from_name("probe"), None);
    }
}
