//! What a download is poured into: uncompressed where it comes as gzip, digested, capped, and only then written.

use std::io::{self, Write};

use flate2::write::GzDecoder;
use wx_apiv3::{Sha1Hasher, Sha1Sum};

use super::{BillError, BillLimits};

/// Takes the bytes of a file as they arrive.
///
/// Whether they are gzip is seen by their first two: no text begins with them. A wrong guess could not do harm, because
/// the digest has the last word.
pub(super) struct Sink<'a, W: Write> {
    limits: BillLimits,
    received: u64,
    inside: Inside<'a, W>,
}

enum Inside<'a, W: Write> {
    /// Fewer than two bytes, and the spool that waits.
    Undecided(Vec<u8>, Spool<'a, W>),
    Plain(Spool<'a, W>),
    Gzip(Box<GzDecoder<Spool<'a, W>>>),
    /// After an error, or in between.
    Over,
}

const GZIP: [u8; 2] = [0x1F, 0x8B];
/// So much may a compressed file grow before the ratio counts.
const FREE: u64 = 1024 * 1024;

impl<'a, W: Write> Sink<'a, W> {
    pub(super) fn new(spool: &'a mut W, limits: BillLimits) -> Self {
        let spool =
            Spool { spool, hasher: Sha1Hasher::new(), written: 0, allowed: limits.written, fault: None };
        Self { limits, received: 0, inside: Inside::Undecided(Vec::new(), spool) }
    }

    /// The next bytes.
    pub(super) fn take(&mut self, piece: &[u8]) -> Result<(), BillError> {
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.received = self.received.saturating_add(length);
        if self.received > self.limits.received {
            return Err(BillError::TooLarge { limit: self.limits.received });
        }
        let allowed = self.received.saturating_mul(self.limits.ratio).saturating_add(FREE);
        let allowed = allowed.min(self.limits.written);
        match &mut self.inside {
            Inside::Undecided(head, _) => {
                head.extend_from_slice(piece);
                if head.len() >= GZIP.len() { self.decide(allowed) } else { Ok(()) }
            }
            Inside::Plain(spool) => pour_plain(spool, piece),
            Inside::Gzip(decoder) => pour_gzip(decoder, piece, allowed),
            Inside::Over => Err(BillError::Gzip),
        }
    }

    fn decide(&mut self, allowed: u64) -> Result<(), BillError> {
        let (head, mut spool) = match std::mem::replace(&mut self.inside, Inside::Over) {
            Inside::Undecided(head, spool) => (head, spool),
            decided => {
                self.inside = decided;
                return Ok(());
            }
        };
        if head.starts_with(&GZIP) {
            let mut decoder = Box::new(GzDecoder::new(spool));
            pour_gzip(&mut decoder, &head, allowed)?;
            self.inside = Inside::Gzip(decoder);
        } else {
            pour_plain(&mut spool, &head)?;
            self.inside = Inside::Plain(spool);
        }
        Ok(())
    }

    /// The end of the file: its digest and its size, uncompressed.
    pub(super) fn finish(mut self) -> Result<(Sha1Sum, u64), BillError> {
        self.decide(self.limits.written)?;
        let mut spool = match self.inside {
            Inside::Plain(spool) => spool,
            Inside::Gzip(mut decoder) => {
                let finished = decoder.try_finish();
                finished.map_err(|_| decoder.get_mut().fault.take().unwrap_or(BillError::Gzip))?;
                decoder.finish().map_err(|_| BillError::Gzip)?
            }
            Inside::Undecided(..) | Inside::Over => return Err(BillError::Gzip),
        };
        spool.spool.flush().map_err(BillError::Spool)?;
        Ok((std::mem::take(&mut spool.hasher).finish(), spool.written))
    }
}

fn pour_plain<W: Write>(spool: &mut Spool<'_, W>, piece: &[u8]) -> Result<(), BillError> {
    let poured = spool.write_all(piece);
    poured.map_err(|error| spool.fault.take().unwrap_or(BillError::Spool(error)))
}

fn pour_gzip<W: Write>(
    decoder: &mut GzDecoder<Spool<'_, W>>,
    piece: &[u8],
    allowed: u64,
) -> Result<(), BillError> {
    decoder.get_mut().allowed = allowed;
    let poured = decoder.write_all(piece);
    poured.map_err(|_| decoder.get_mut().fault.take().unwrap_or(BillError::Gzip))
}

/// Digests, counts and writes. What goes wrong here is kept beside the error that has to pass through the decoder.
struct Spool<'a, W: Write> {
    spool: &'a mut W,
    hasher: Sha1Hasher,
    written: u64,
    allowed: u64,
    fault: Option<BillError>,
}

impl<W: Write> Spool<'_, W> {
    fn stop(&mut self, fault: BillError) -> io::Error {
        self.fault = Some(fault);
        io::Error::other("stopped")
    }
}

impl<W: Write> Write for Spool<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.fault.is_some() {
            return Err(io::Error::other("stopped"));
        }
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let after = self.written.saturating_add(length);
        if after > self.allowed {
            return Err(self.stop(BillError::Expands { limit: self.allowed }));
        }
        if let Err(error) = self.spool.write_all(bytes) {
            return Err(self.stop(BillError::Spool(error)));
        }
        self.hasher.update(bytes);
        self.written = after;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
