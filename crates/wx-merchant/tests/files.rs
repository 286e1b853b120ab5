//! The side that serves files: one body, cut into pieces, with one ending.

use std::{collections::VecDeque, io::Write, sync::Mutex};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{Request, Response};
use wx_transport::{BoxFuture, Chunks, Download, SendError, SendErrorKind};

/// What comes after the last piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Whole,
    Broken,
    /// The last piece again and again.
    Endless,
}

/// Serves one file.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) status: u16,
    pub(crate) pieces: Vec<Bytes>,
    pub(crate) ending: Ending,
    pub(crate) asked: Mutex<Vec<String>>,
    pub(crate) served: std::sync::Arc<std::sync::atomic::AtomicUsize>,
}

impl Files {
    /// `file` in pieces of `size` bytes.
    pub(crate) fn new(file: &[u8], size: usize) -> Self {
        Self {
            status: 200,
            pieces: file.chunks(size).map(Bytes::copy_from_slice).collect(),
            ending: Ending::Whole,
            asked: Mutex::default(),
            served: std::sync::Arc::default(),
        }
    }
}

pub(crate) fn gzip(file: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(file).unwrap();
    encoder.finish().unwrap()
}

impl Download for Files {
    fn fetch(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Box<dyn Chunks>>, SendError>> {
        Box::pin(async move {
            self.asked.lock().unwrap().push(request.uri().to_string());
            let body = Body {
                pieces: self.pieces.iter().cloned().collect(),
                ending: self.ending,
                served: self.served.clone(),
            };
            let mut response = Response::new(Box::new(body) as Box<dyn Chunks>);
            *response.status_mut() = self.status.try_into().unwrap();
            Ok(response)
        })
    }
}

struct Body {
    pieces: VecDeque<Bytes>,
    ending: Ending,
    served: std::sync::Arc<std::sync::atomic::AtomicUsize>,
}

impl Chunks for Body {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        let piece = match (self.pieces.len(), self.ending) {
            (1, Ending::Endless) => self.pieces.front().cloned(),
            _ => self.pieces.pop_front(),
        };
        self.served.fetch_add(piece.as_ref().map_or(0, Bytes::len), std::sync::atomic::Ordering::Relaxed);
        let ending = self.ending;
        Box::pin(async move {
            match (piece, ending) {
                (None, Ending::Broken) => Err(SendError::new(SendErrorKind::Interrupted, "scripted")),
                (piece, _) => Ok(piece),
            }
        })
    }
}
