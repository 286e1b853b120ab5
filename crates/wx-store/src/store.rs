//! The handle.

use std::{
    fmt,
    path::Path,
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
};

use redb::WriteTransaction;

use crate::{
    fault::Fault,
    open_error::OpenError,
    reply::reply,
    worker::{self, Job},
};

/// A journal and an inbox in one file. Clones share it. Where the last one is dropped, that waits until the file is closed.
#[derive(Clone)]
pub struct Store(Arc<Worker>);

impl Store {
    /// Opens the file, or creates it. Waits for the disk, and after a crash for the check of the file.
    ///
    /// # Errors
    /// [`OpenError`]: the file is in use, is no store, or cannot be opened. Nothing of it was changed.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let path = path.as_ref().to_owned();
        let (jobs, waiting) = mpsc::channel();
        let (opened, outcome) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("wx-store".to_owned())
            .spawn(move || match worker::open(&path) {
                Ok(database) => {
                    let _ = opened.send(Ok(()));
                    worker::run(&database, &waiting);
                }
                Err(error) => {
                    let _ = opened.send(Err(error));
                }
            })
            .map_err(OpenError::unavailable)?;
        // Without a word, the thread ended in a panic: the file made the database give up.
        outcome.recv().unwrap_or_else(|_| Err(Fault::Value.into()))?;
        Ok(Self(Arc::new(Worker { jobs: Some(jobs), thread: Some(thread) })))
    }

    /// Takes a step in a transaction. It resolves once the transaction is on the disk.
    pub(crate) async fn step<T: Send + 'static>(
        &self,
        step: impl FnOnce(&WriteTransaction) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (sender, receiver) = reply();
        let job: Job = Box::new(move |transaction| match step(transaction) {
            Ok(value) => {
                Ok(Box::new(move |committed: Result<(), Fault>| sender.send(committed.map(|()| value))))
            }
            Err(fault) => {
                sender.send(Err(fault.clone()));
                Err(fault)
            }
        });
        let jobs = self.0.jobs.as_ref().ok_or(Fault::Gone)?;
        jobs.send(job).map_err(|_| Fault::Gone)?;
        receiver.receive().await.unwrap_or(Err(Fault::Gone))
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// The thread, and the way to it. Both are there until the drop.
struct Worker {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs = None;
        // A waker may drop the last clone on the thread itself, which cannot wait for its own end.
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

const fn shared_by_threads<T: Clone + Send + Sync + 'static>() {}
const _: () = shared_by_threads::<Store>();
