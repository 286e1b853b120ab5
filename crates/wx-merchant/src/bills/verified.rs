use std::{
    fmt,
    io::{BufReader, Read, Seek},
};

use wx_apiv3::{Sha1Hasher, Sha1Sum};

use super::{BillError, FundFlowRow, Rows, TradeRow};

/// A bill file whose digest was found right. Only [`verified`](Self::verified) makes one, and only it has rows.
///
/// The file must not change meanwhile: hand in one that nobody else writes to.
pub struct Bill<R: Read + Seek>(BufReader<R>);

const BUFFER: usize = 64 * 1024;

impl<R: Read + Seek> Bill<R> {
    /// Reads an uncompressed file from its beginning to its end and compares its digest.
    ///
    /// # Errors
    /// [`BillError::Mismatch`] where it is another file, [`BillError::Spool`] where it cannot be read.
    pub fn verified(mut spool: R, digest: &Sha1Sum) -> Result<Self, BillError> {
        spool.rewind().map_err(BillError::Spool)?;
        let mut hasher = Sha1Hasher::new();
        let mut buffer = vec![0; BUFFER];
        loop {
            let read = spool.read(&mut buffer).map_err(BillError::Spool)?;
            match buffer.get(..read) {
                Some(piece) if read > 0 => hasher.update(piece),
                _ => break,
            }
        }
        if hasher.finish() != *digest {
            return Err(BillError::Mismatch);
        }
        spool.rewind().map_err(BillError::Spool)?;
        Ok(Self(BufReader::with_capacity(BUFFER, spool)))
    }

    /// The rows of a trade bill.
    ///
    /// # Errors
    /// [`BillError::Line`] where its first line does not name the columns of one.
    pub fn trades(self) -> Result<Rows<BufReader<R>, TradeRow>, BillError> {
        Rows::new(self.0)
    }

    /// The rows of a fund flow bill.
    ///
    /// # Errors
    /// [`BillError::Line`] where its first line does not name the columns of one.
    pub fn fund_flows(self) -> Result<Rows<BufReader<R>, FundFlowRow>, BillError> {
        Rows::new(self.0)
    }
}

impl<R: Read + Seek> fmt::Debug for Bill<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bill").finish_non_exhaustive()
    }
}
