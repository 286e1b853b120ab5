use std::{
    collections::VecDeque,
    mem,
    sync::{Mutex, MutexGuard},
};

use bytes::Bytes;
use http::{Request, Response};
use wx_transport::{BoxFuture, ReqwestTransport, SendError, SendErrorKind, Transport};

/// What becomes of one request.
#[derive(Clone, Debug)]
pub enum Fate {
    /// It arrives, and its answer is lost.
    AnswerLost,
    /// It arrives right before this many further requests have, and nobody hears of it before: 1 is the next one.
    ArrivesBefore(u32),
    /// It never arrives.
    Vanishes,
    /// It is answered with this text, by somebody in between, and never arrives.
    Forged(u16, &'static str),
    /// It arrives, and is answered with what an earlier request was answered.
    Swapped(Box<Response<Bytes>>),
}

/// A network over loopback that does to some requests what it is told: to those whose path or body holds a text, in turn.
/// All others get through.
#[derive(Debug)]
pub struct Lossy {
    inner: ReqwestTransport,
    fates: Mutex<VecDeque<(&'static str, Fate)>>,
    late: Mutex<Vec<(u32, Request<Bytes>)>>,
    seen: Mutex<Vec<(String, Response<Bytes>)>>,
}

impl Default for Lossy {
    fn default() -> Self {
        Self {
            inner: ReqwestTransport::options().without_system_roots().build().unwrap(),
            fates: Mutex::default(),
            late: Mutex::default(),
            seen: Mutex::default(),
        }
    }
}

impl Lossy {
    /// The next request whose path or body holds `text` meets this fate, after those that were decided before.
    pub fn decide(&self, text: &'static str, fate: Fate) {
        lock(&self.fates).push_back((text, fate));
    }

    /// The answer to the last request whose path or body holds `text`.
    pub fn answer_to(&self, text: &str) -> Response<Bytes> {
        let seen = lock(&self.seen);
        seen.iter().rev().find(|(words, _)| words.contains(text)).unwrap().1.clone()
    }

    /// How many requests were handed over whose path or body holds `text`, whatever became of them.
    pub fn count(&self, text: &str) -> usize {
        lock(&self.seen).iter().filter(|(words, _)| words.contains(text)).count()
    }

    /// Whether every fate was met and every late request has arrived.
    pub fn is_over(&self) -> bool {
        lock(&self.fates).is_empty() && lock(&self.late).is_empty()
    }

    fn fate(&self, words: &str) -> Option<Fate> {
        let mut fates = lock(&self.fates);
        let first = fates.front().is_some_and(|(text, _)| words.contains(text));
        first.then(|| fates.pop_front()).flatten().map(|(_, fate)| fate)
    }

    /// Lets arrive what is due before the request at hand.
    async fn late(&self) -> Result<(), SendError> {
        let waiting = mem::take(&mut *lock(&self.late));
        for (before, request) in waiting {
            if before > 1 {
                lock(&self.late).push((before - 1, request));
            } else {
                self.inner.send(request).await?;
            }
        }
        Ok(())
    }

    async fn meet(&self, fate: Option<Fate>, request: Request<Bytes>) -> Result<Response<Bytes>, SendError> {
        let lost = || SendError::new(SendErrorKind::Interrupted, "decided by the test");
        match fate {
            None => self.inner.send(request).await,
            Some(Fate::AnswerLost) => self.inner.send(request).await.and_then(|_| Err(lost())),
            Some(Fate::ArrivesBefore(before)) => {
                lock(&self.late).push((before, request));
                Err(lost())
            }
            Some(Fate::Vanishes) => Err(lost()),
            Some(Fate::Forged(status, text)) => {
                Ok(Response::builder().status(status).body(Bytes::from_static(text.as_bytes())).unwrap())
            }
            Some(Fate::Swapped(other)) => self.inner.send(request).await.map(|_| *other),
        }
    }
}

impl Transport for Lossy {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async move {
            let words = format!("{} {}", request.uri(), String::from_utf8_lossy(request.body()));
            let fate = self.fate(&words);
            self.late().await?;
            let answer = self.meet(fate, request).await;
            let kept = answer.as_ref().map_or_else(|_| Response::default(), Clone::clone);
            lock(&self.seen).push((words, kept));
            answer
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}
