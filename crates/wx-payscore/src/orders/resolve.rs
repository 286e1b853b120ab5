//! What the state of a service order says about the requests that made or moved it.

use wx_types::{Fen, Resolvable, Standing};

use super::{
    CancelOrder, CollectionState, CompleteOrder, CreateOrder, CreatePayOnDelivery, ModifyOrder, PaidType,
    QueryOrder, ServiceOrder, Stage, State, SyncOrder,
};

macro_rules! asked_by_number {
    ($request:ty, |$asked:ident, $state:ident| $standing:expr $(, $alone:literal)?) => {
        impl Resolvable for $request {
            type Query = QueryOrder;

            $(const PROVEN_BY_STATE_ALONE: bool = $alone;)?

            fn query(&self) -> QueryOrder {
                QueryOrder::beside(&self.service_id, &self.sub_mchid, &self.channel_id, &self.out_order_no)
            }

            fn standing(&self, $state: &ServiceOrder) -> Standing {
                let $asked = self;
                $standing
            }
        }
    };
}

asked_by_number!(CreateOrder, |asked, state| {
    created(state).held_against("appid", Some(asked.appid.as_str()), Some(&*state.appid)).held_against(
        "risk_fund.amount",
        Some(&asked.risk_fund.amount),
        at_risk(state),
    )
});

asked_by_number!(CreatePayOnDelivery, |asked, state| {
    created(state).held_against("appid", Some(asked.appid.as_str()), Some(&*state.appid)).held_against(
        "risk_fund.amount",
        asked.risk_fund.as_ref().map(|risk| &risk.amount),
        at_risk(state),
    )
});

asked_by_number!(CompleteOrder, |asked, state| completed(asked.total_amount, state));

asked_by_number!(ModifyOrder, |asked, state| modified(asked.total_amount, state));

asked_by_number!(SyncOrder, |_asked, state| synced(state));

asked_by_number!(
    CancelOrder,
    |_asked, state| match state.state {
        State::Revoked => Standing::CarriedOut,
        State::Done | State::Expired => Standing::Overtaken,
        _ => Standing::NotYet,
    },
    true
);

/// An order that is there was created. While it waits for the user, the same request again returns the `package`.
fn created(state: &ServiceOrder) -> Standing {
    if state.state == State::Created { Standing::Renewable } else { Standing::CarriedOut }
}

fn at_risk(state: &ServiceOrder) -> Option<&Fen> {
    state.risk_fund.as_ref()?.amount.as_ref()
}

/// Afterwards the amount can be lowered and never raised, so that a lower one is no other completion.
fn completed(asked: Fen, state: &ServiceOrder) -> Standing {
    match state.stage() {
        Stage::WaitingForMoney | Stage::Done if state.total_amount.is_some_and(|found| found > asked) => {
            Standing::Taken { field: "total_amount" }
        }
        Stage::WaitingForMoney | Stage::Done => Standing::CarriedOut,
        Stage::Revoked | Stage::Expired => Standing::Overtaken,
        Stage::WaitingForUser | Stage::InService | Stage::Unknown => Standing::NotYet,
    }
}

/// The amount is the only trace of a modification. It never goes up, so that a lower one leaves no room for this one.
fn modified(asked: Fen, state: &ServiceOrder) -> Standing {
    match (state.stage(), state.total_amount) {
        (Stage::WaitingForMoney | Stage::Done, Some(found)) if found == asked => Standing::CarriedOut,
        (Stage::WaitingForMoney, Some(found)) if found < asked => Standing::Overtaken,
        (Stage::Done | Stage::Revoked | Stage::Expired, _) => Standing::Overtaken,
        _ => Standing::NotYet,
    }
}

/// Money that came in elsewhere is told by a sync; money that came in through the platform leaves nothing to tell.
fn synced(state: &ServiceOrder) -> Standing {
    let collection = state.collection.as_ref();
    let details = collection.map_or(&[][..], |collection| &*collection.details);
    if details.iter().any(|paid| paid.paid_type == Some(PaidType::Mch)) {
        return Standing::CarriedOut;
    }
    let is_paid = collection.is_some_and(|collection| collection.state == CollectionState::UserPaid);
    match state.stage() {
        Stage::Revoked | Stage::Expired => Standing::Overtaken,
        Stage::Done | Stage::WaitingForMoney if is_paid && details.is_empty() => Standing::CarriedOut,
        stage if is_paid || stage == Stage::Done => Standing::Overtaken,
        _ => Standing::NotYet,
    }
}
