//! The plan that the gateway obeys, and what it needs to remember for it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::HeaderMap;
use tokio::sync::Notify;

use crate::fault::{Draws, Fault, Fired, Place, Plan, Rule, Subject};
use crate::router::Request;

#[derive(Default)]
pub(crate) struct Faults {
    draws: Mutex<Draws>,
    /// By operation: the newest answers to two different requests.
    answers: Mutex<HashMap<String, Vec<Remembered>>>,
    /// Wakes the requests that are held.
    pub(crate) release: Notify,
}

/// A genuine answer to an earlier request.
#[derive(Clone)]
pub(crate) struct Remembered {
    target: String,
    asked: Bytes,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Faults {
    pub(crate) fn draw(&self, place: Place, subject: &Subject<'_>) -> Option<Fired> {
        self.draws().draw(place, subject)
    }

    pub(crate) fn set(&self, plan: Plan) {
        *self.draws() = Draws::new(plan);
    }

    pub(crate) fn add(&self, rule: Rule) {
        self.draws().add(rule);
    }

    pub(crate) fn plan(&self) -> Plan {
        self.draws().plan().clone()
    }

    pub(crate) fn fired(&self) -> Vec<u64> {
        self.draws().fired()
    }

    /// Keeps an answer, as long as the plan can want one.
    pub(crate) fn remember(&self, request: &Request, headers: &HeaderMap, body: &Bytes) {
        if !self.draws().plan().rules().iter().any(|rule| rule.fault() == Fault::Swapped) {
            return;
        }
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers.entry(operation(request)).or_default();
        known.retain(|answer| answer.is_foreign_to(request));
        known.truncate(1);
        let (target, asked) = (request.target.clone(), request.body.clone());
        known.insert(0, Remembered { target, asked, headers: headers.clone(), body: body.clone() });
    }

    /// The newest answer to another request of the same operation.
    pub(crate) fn stranger(&self, request: &Request) -> Option<Remembered> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers.get(&operation(request))?;
        known.iter().find(|answer| answer.is_foreign_to(request)).cloned()
    }

    fn draws(&self) -> MutexGuard<'_, Draws> {
        self.draws.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Remembered {
    fn is_foreign_to(&self, request: &Request) -> bool {
        self.target != request.target || self.asked != request.body
    }
}

/// What all requests of one kind have in common: the path without its numbers, and the method inside.
fn operation(request: &Request) -> String {
    let mut key = format!("{} {} {}", request.host, request.method, request.inner_method());
    for (at, segment) in request.path.split('/').enumerate() {
        let numbered = at > 1 && segment.bytes().any(|b| b.is_ascii_digit());
        key.push('/');
        key.push_str(if numbered { "*" } else { segment });
    }
    key
}
