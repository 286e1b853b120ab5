//! A network that remembers the last answer, and gives it again in pieces.

use std::{
    collections::BTreeSet,
    future::Future,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http::{Request, Response};
use wx_transport::{
    BoxFuture, Environment, Executor, Host, Hosts, Outcome, Policy, ReqwestTransport, SendError, Transport,
};

/// What was tried.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) answers: usize,
    pub(super) cuts: usize,
    seen: BTreeSet<Vec<u8>>,
}

/// Passes requests on until it holds an answer to give again.
#[derive(Debug)]
pub(super) struct Cutter {
    network: ReqwestTransport,
    last: Mutex<Response<Bytes>>,
    piece: Mutex<Option<Response<Bytes>>>,
}

impl Cutter {
    pub(super) fn new() -> Arc<Self> {
        let network = ReqwestTransport::options().without_system_roots().build().unwrap();
        Arc::new(Self { network, last: Mutex::default(), piece: Mutex::default() })
    }

    /// One attempt per call, at this address.
    pub(super) fn executor(self: &Arc<Self>, url: &str) -> Executor {
        let hosts = Hosts::new(Host::parse(url).unwrap());
        let policy = Policy::default().with_attempts(1);
        Executor::new(self.clone(), hosts, Environment::system()).with_policy(policy)
    }

    /// Gives the last answer to the same call again: whole, and cut at every byte.
    ///
    /// `call` says whether it was a success, or which outcome its error has.
    pub(super) async fn cut<F>(&self, tally: &mut Tally, acts: bool, mut call: impl FnMut() -> F)
    where
        F: Future<Output = Result<(), Outcome>>,
    {
        let whole = self.last.lock().unwrap().clone();
        assert!(whole.status().is_success(), "{whole:?}");
        if whole.body().is_empty() || !tally.seen.insert(whole.body().to_vec()) {
            return;
        }
        self.give(&whole, whole.body().len());
        assert_eq!(call().await, Ok(()), "the whole answer");
        for end in 0..whole.body().len() {
            self.give(&whole, end);
            match call().await {
                Ok(()) => panic!("a success of {end} bytes of {whole:?}"),
                Err(outcome) => {
                    assert!(!acts || outcome == Outcome::Unknown, "{outcome:?} at {end} of {whole:?}")
                }
            }
            tally.cuts += 1;
        }
        tally.answers += 1;
        *self.piece.lock().unwrap() = None;
    }

    fn give(&self, whole: &Response<Bytes>, end: usize) {
        let mut piece = whole.clone();
        piece.body_mut().truncate(end);
        *self.piece.lock().unwrap() = Some(piece);
    }
}

impl Transport for Cutter {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        let piece = self.piece.lock().unwrap().clone();
        Box::pin(async move {
            if let Some(piece) = piece {
                return Ok(piece);
            }
            let answer = self.network.send(request).await?;
            *self.last.lock().unwrap() = answer.clone();
            Ok(answer)
        })
    }
}
