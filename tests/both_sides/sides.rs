//! Drawn requests, sent as they are and with every fault.

use std::{cell::Cell, collections::BTreeSet, fmt::Debug};

use proptest::{
    prop_assert,
    test_runner::{Config, TestCaseError, TestError, TestRunner},
};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use wx_tests::{
    difference::Differences,
    generate::{self, Broken, Optional},
};
use wx_types::{Endpoint, Violations};

use super::{Door, Tie, Turn, known::Known};

/// How many drawn requests are sent as they are.
const VALID: u32 = 16;
/// How many drawn requests may be broken in every way until each fault was met, as a tie leaves members out by turns.
const BROKEN: u32 = 4;

/// A row and a fault of it, in words.
type Fault = (String, String);

/// Client and gateway, and what is known of them.
pub(super) struct Sides<'a, D, E> {
    pub(super) door: &'a D,
    pub(super) known: Known,
    tie: Tie<D>,
    numbers: Cell<u32>,
    read: fn(&[u8]) -> Result<E, Violations>,
}

/// Whether the gateway took a broken request, as a known difference permits.
struct Taken(bool);

impl<'a, D, E> Sides<'a, D, E>
where
    D: Door<E>,
    E: Endpoint + DeserializeOwned + Debug,
{
    pub(super) fn new(door: &'a D, tie: Tie<D>, differences: Differences) -> Self {
        Self { door, known: Known(differences), tie, numbers: Cell::new(0), read: E::from_json }
    }

    /// What the client's table permits is taken.
    #[track_caller]
    pub(super) fn agree_on_valid_requests(&self) {
        let turns = Cell::new(0);
        let outcome = runner(VALID, 32).run(&self.requests(Optional::Drawn), |drawn| {
            let body = self.tied(&drawn, turns.replace(turns.get() + 1));
            let request = self.valid(&body)?;
            let refused = |said| TestCaseError::fail(format!("the gateway refused a drawn request: {said}"));
            self.door.send(&request).map_err(refused)
        });
        tell(outcome);
    }

    /// Every fault that the client's table knows is refused, and every known difference is there.
    #[track_caller]
    pub(super) fn agree_on_faults(&self) {
        let (turns, met, all) = (Cell::new(0), Cell::new(BTreeSet::new()), self.all_faults());
        // Smaller requests would have the same faults.
        let outcome = runner(BROKEN, 0).run(&self.requests(Optional::Present), |drawn| {
            let turn = turns.replace(turns.get() + 1);
            let mut tried = met.take();
            let more = if all.is_subset(&tried) { Ok(()) } else { self.break_all(&drawn, turn, &mut tried) };
            met.set(tried);
            more
        });
        tell(outcome);
        let met = met.into_inner();
        // What a tie never lets be tried would be a hole.
        assert_eq!(all.difference(&met).collect::<Vec<_>>(), Vec::<&Fault>::new(), "never tried");
        self.known.rows_are_there(&met);
    }

    fn break_all(&self, drawn: &Json, turn: u32, tried: &mut BTreeSet<Fault>) -> Result<(), TestCaseError> {
        let mut body = self.tied(drawn, turn);
        self.valid(&body)?;
        let mut faults = generate::broken(E::INFO, &body);
        let mut disagreements = Vec::new();
        for index in 0..faults.len() {
            let broken = &faults[index];
            tried.insert((broken.row.clone(), broken.wrong.to_string()));
            match self.agree_on_fault(broken) {
                Ok(Taken(false)) => continue,
                Ok(Taken(true)) => {}
                Err(disagreement) => disagreements.push(disagreement),
            }
            // The gateway may have taken it, so that its number is gone.
            body = self.tied(drawn, turn);
            faults = generate::broken(E::INFO, &body);
        }
        prop_assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
        self.differences_are_there(|| self.tied(drawn, turn))
    }

    /// Tells a disagreement that is not known.
    fn agree_on_fault(&self, broken: &Broken) -> Result<Taken, String> {
        let Broken { body, row, path, wrong, .. } = broken;
        let Err(violations) = self.read(body) else {
            return Err(format!("the client took {row} with {wrong}"));
        };
        if !violations.names(path) {
            return Err(format!("{row} with {wrong}: {path} is not among: {violations}"));
        }
        let (only_client, unnamed) = (self.known.only_client(broken), self.known.unnamed(broken));
        match self.door.past_the_client(body) {
            Ok(()) if only_client => Ok(Taken(true)),
            Err(said) if !only_client && unnamed != names(&said, broken) => Ok(Taken(false)),
            answer => Err(format!(
                "{row} with {wrong}: the gateway says {answer:?} (known: only the client refuses it: {only_client}, \
                 the gateway does not say where: {unnamed})"
            )),
        }
    }

    fn all_faults(&self) -> BTreeSet<Fault> {
        let all = generate::faults_of(E::INFO).into_iter();
        all.map(|(row, wrong)| (row, wrong.to_string())).collect()
    }

    fn requests(&self, optional: Optional) -> impl proptest::strategy::Strategy<Value = Json> + use<D, E> {
        generate::request(E::INFO, optional, self.known.0)
    }

    fn tied(&self, drawn: &Json, turn: u32) -> Json {
        let mut body = drawn.clone();
        let number = self.numbers.replace(self.numbers.get() + 1);
        (self.tie)(self.door, Turn { number, turn }, &mut body);
        body
    }

    fn valid(&self, body: &Json) -> Result<E, TestCaseError> {
        self.read(body).map_err(|violations| {
            TestCaseError::fail(format!("the client refused a drawn request: {violations}"))
        })
    }

    pub(super) fn read(&self, body: &Json) -> Result<E, Violations> {
        (self.read)(body.to_string().as_bytes())
    }
}

/// Whether the gateway says where the fault is: by its pointer or, of an outermost member, by its name.
pub(super) fn names(said: &str, broken: &Broken) -> bool {
    let Broken { path, pointer, .. } = broken;
    said.split([' ', ',', ';', ':']).any(|word| word == pointer || word == path)
}

fn runner(cases: u32, max_shrink_iters: u32) -> TestRunner {
    TestRunner::new(Config { cases, max_shrink_iters, ..Config::default() })
}

#[track_caller]
fn tell(outcome: Result<(), TestError<Json>>) {
    match outcome {
        Ok(()) => {}
        Err(TestError::Abort(reason)) => panic!("{reason}"),
        Err(TestError::Fail(reason, drawn)) => panic!("{reason}\nfrom {drawn}"),
    }
}
