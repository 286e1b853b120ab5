//! What a journal knows of one number, and what each step makes of it. Pure: a store loads, steps and saves.

use super::{Bodies, BodyHash, Entry, JournalErrorKind};

/// How a call ended, as far as its number is concerned. The list is closed: each has its own row in [`Standing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// It was carried out, by an answer that is believed.
    Done,
    /// Every request of the call that left was answered, and by the answers nothing was done.
    Refused,
    /// No request of the call left this machine.
    NotSent,
    /// It may have been carried out.
    Unknown,
    /// Somebody asked the platform and learned that it was not done, **and cannot be done any more**. It frees the number
    /// whatever came before, so the executor never says it; whoever resolves an unknown outcome does.
    ///
    /// "Does not exist", some seconds after a timeout, is not that knowledge: the request may still be under way. An order
    /// that was closed, and seen closed, is.
    NotDone,
}

/// What a journal knows of one number. A number it knows nothing of is free.
///
/// ```
/// use wx_transport::journal::{Ending, JournalErrorKind, Record, Standing};
///
/// let order = Record::new("1900000001", "/v3/pay/transactions/app", "out_trade_no", "A1", b"9.99".as_slice()).entry();
/// let other = Record::new("1900000001", "/v3/pay/transactions/app", "out_trade_no", "A1", b"8.88".as_slice()).entry();
///
/// let open = Standing::begin(None, &order)?;
/// assert_eq!(Standing::begin(Some(open), &other), Err(JournalErrorKind::OtherBody));
/// // Refused by the platform: the number is free for a corrected body.
/// assert_eq!(open.finish(&order, Ending::Refused), Ok(None));
/// # Ok::<(), JournalErrorKind>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Standing {
    /// What the number carries.
    pub body: BodyHash,
    /// Whether another body may follow.
    pub bodies: Bodies,
    /// Where it stands.
    pub phase: Phase,
}

/// Where a number stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// One call is under way, and no other was before it.
    Open,
    /// An earlier call may have been received, so that no refusal of a later one says that nothing was done.
    InDoubt,
    /// It was carried out.
    Done,
}

impl Standing {
    /// As read from a store.
    #[must_use]
    pub fn new(body: BodyHash, bodies: Bodies, phase: Phase) -> Self {
        Self { body, bodies, phase }
    }

    /// What a call that is about to be sent makes of `before`.
    ///
    /// # Errors
    /// [`JournalErrorKind::OtherBody`] where the number carries another body.
    pub fn begin(before: Option<Self>, entry: &Entry) -> Result<Self, JournalErrorKind> {
        let open = Self::new(entry.body, entry.bodies, Phase::Open);
        let Some(before) = before else { return Ok(open) };
        let same = before.body == entry.body;
        match (before.phase, before.bodies) {
            (Phase::Done, Bodies::OneAtATime) => Ok(open),
            (Phase::Done, Bodies::One) if same => Ok(before),
            // Two calls of one body: whichever is refused, the other may have been received.
            (Phase::Open | Phase::InDoubt, _) if same => Ok(Self { phase: Phase::InDoubt, ..before }),
            _ => Err(JournalErrorKind::OtherBody),
        }
    }

    /// What the ending of a call makes of the number; `None` is free.
    ///
    /// # Errors
    /// [`JournalErrorKind::OtherBody`] where the number meanwhile carries another body.
    pub fn finish(self, entry: &Entry, ending: Ending) -> Result<Option<Self>, JournalErrorKind> {
        if self.body != entry.body {
            return Err(JournalErrorKind::OtherBody);
        }
        Ok(match (self.phase, ending) {
            (_, Ending::NotDone) => None,
            (Phase::Done, _) | (_, Ending::Done) => Some(Self { phase: Phase::Done, ..self }),
            (Phase::Open, Ending::Refused | Ending::NotSent) => None,
            (Phase::InDoubt, Ending::Refused | Ending::NotSent) | (_, Ending::Unknown) => {
                Some(Self { phase: Phase::InDoubt, ..self })
            }
        })
    }

    /// Whether the ending is still to be learned.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.phase != Phase::Done
    }
}
