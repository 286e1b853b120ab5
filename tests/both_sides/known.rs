//! The known differences of a request: asked for, and held to be there still.

use std::{collections::BTreeSet, fmt::Debug};

use proptest::test_runner::TestCaseError;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use wx_tests::{
    difference::{Difference, Differences, Kind},
    generate::{self, Broken, Wrong},
};
use wx_types::Endpoint;

use super::{
    Door,
    sides::{Sides, names},
};

/// The differences of a request.
pub(super) struct Known(pub(super) Differences);

impl Known {
    fn all(&self) -> impl Iterator<Item = &'static Difference> + use<> {
        self.0.iter().copied().flatten()
    }

    fn of(&self, row: &str) -> impl Iterator<Item = Kind> {
        self.all().filter(move |difference| difference.rows.contains(&row)).map(|difference| difference.kind)
    }

    /// Whether the gateway takes what the client refuses.
    pub(super) fn only_client(&self, broken: &Broken) -> bool {
        let wrong = broken.wrong.to_string();
        self.of(&broken.row)
            .any(|kind| matches!(kind, Kind::OnlyClient(list) if list.contains(&wrong.as_str())))
    }

    /// Whether the gateway refuses it without saying where.
    pub(super) fn unnamed(&self, broken: &Broken) -> bool {
        let wrong = broken.wrong.to_string();
        self.of(&broken.row).any(|kind| matches!(kind, Kind::Unnamed(list) if list.contains(&wrong.as_str())))
    }

    /// No difference is about a fault that the table does not know.
    #[track_caller]
    pub(super) fn rows_are_there(&self, met: &BTreeSet<(String, String)>) {
        for difference in self.all() {
            let (Kind::OnlyClient(wrongs) | Kind::Unnamed(wrongs)) = difference.kind else { continue };
            for row in difference.rows {
                for wrong in wrongs {
                    let known = (String::from(*row), String::from(*wrong));
                    assert!(met.contains(&known), "no such fault: {row} with {wrong}");
                }
            }
        }
    }
}

impl<D, E> Sides<'_, D, E>
where
    D: Door<E>,
    E: Endpoint + DeserializeOwned + Debug,
{
    /// What only the gateway asks for is still asked for by it, and still not by the client. Each row gets a request of its
    /// own, since the gateway may take one that it should not.
    pub(super) fn differences_are_there(&self, request: impl Fn() -> Json) -> Result<(), TestCaseError> {
        for difference in self.known.all() {
            for row in difference.rows {
                self.is_there(row, difference.kind, &request()).map_err(TestCaseError::fail)?;
            }
        }
        Ok(())
    }

    fn is_there(&self, row: &str, kind: Kind, body: &Json) -> Result<(), String> {
        let wrongs: Vec<Wrong> = match kind {
            Kind::OnlyGateway(rule) => {
                generate::sides(&rule).into_iter().map(|side| Wrong::Limit(rule, side)).collect()
            }
            Kind::OnlyClient(_) | Kind::Unnamed(_) => return Ok(()),
        };
        if !generate::has(E::INFO, body, row) {
            // The tie left the member out in this turn.
            return Ok(());
        }
        let all = wrongs.iter().filter_map(|wrong| Broken::by(E::INFO, body, row, *wrong));
        let past: Vec<Broken> = all.filter(|broken| !self.client_names(broken)).collect();
        if past.is_empty() {
            return Err(format!("{row}: the client has {kind:?} as well"));
        }
        if !past.iter().any(|broken| self.gateway_names(broken)) {
            return Err(format!("{row}: the gateway has lost {kind:?}"));
        }
        Ok(())
    }

    fn client_names(&self, broken: &Broken) -> bool {
        self.read(&broken.body).is_err_and(|violations| violations.names(&broken.path))
    }

    /// A gateway that looks such a member up, as another difference says, need not say where the fault is.
    fn gateway_names(&self, broken: &Broken) -> bool {
        let unnamed = || self.known.of(&broken.row).any(|kind| matches!(kind, Kind::Unnamed(_)));
        self.door.past_the_client(&broken.body).is_err_and(|said| names(&said, broken) || unnamed())
    }
}
