wx_types::open_enum! {
    /// Where a service order stands.
    pub enum State {
        /// It waits for the user.
        Created = "CREATED",
        /// The service runs, or its price is due; [`StateDescription`] tells which.
        Doing = "DOING",
        /// It is finished. Final.
        Done = "DONE",
        /// The merchant cancelled it. Final.
        Revoked = "REVOKED",
        /// The user did not confirm in time. Final.
        ///
        /// The sources do not agree on the time: 1 hour by the page of 2024-06-18, 30 days by newer ones. Do not compute
        /// it: query the order.
        Expired = "EXPIRED",
    }
}

wx_types::open_enum! {
    /// What [`State::Doing`] means.
    pub enum StateDescription {
        /// The user confirmed: the service runs.
        UserConfirm = "USER_CONFIRM",
        /// The merchant completed it: the money is due.
        MchComplete = "MCH_COMPLETE",
    }
}

impl State {
    /// Whether nothing can follow. A state that no page describes counts as one that something may follow.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Done | Self::Revoked | Self::Expired)
    }
}

/// State and description in one word: what can be done with an order.
///
/// | Stage | Cancel | Complete | Register a deduction | Modify | Sync |
/// |---|---|---|---|---|---|
/// | [`WaitingForUser`](Self::WaitingForUser) | yes | | | | |
/// | [`InService`](Self::InService) | yes | yes | | | |
/// | [`WaitingForMoney`](Self::WaitingForMoney) | while the collection is `USER_PAYING` | | yes | yes | yes |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// `CREATED`.
    WaitingForUser,
    /// `DOING` and `USER_CONFIRM`.
    InService,
    /// `DOING` and `MCH_COMPLETE`.
    WaitingForMoney,
    /// `DONE`.
    Done,
    /// `REVOKED`.
    Revoked,
    /// `EXPIRED`.
    Expired,
    /// Something no page describes, or `DOING` without saying which.
    Unknown,
}

impl Stage {
    pub(super) fn of(state: &State, description: Option<&StateDescription>) -> Self {
        match (state, description) {
            (State::Created, _) => Self::WaitingForUser,
            (State::Doing, Some(StateDescription::UserConfirm)) => Self::InService,
            (State::Doing, Some(StateDescription::MchComplete)) => Self::WaitingForMoney,
            (State::Done, _) => Self::Done,
            (State::Revoked, _) => Self::Revoked,
            (State::Expired, _) => Self::Expired,
            (State::Doing | State::Other(_), _) => Self::Unknown,
        }
    }
}
