use std::io::Write;

use wx_apiv3::{Client, Download, FileAddress, Sha1Sum};

use super::{BillAddress, BillError, BillLimits, HashType, sink::Sink};

/// The one path on which the platform serves files, and on which its answers are not signed.
const PATH: &str = "/v3/billdownload/file";

/// Downloads a bill into `spool` and holds it against the digest of the signed answer on the way.
///
/// What is written is uncompressed, whether or not the file comes as gzip. Memory stays small however large the bill is.
/// The download is sent once and never resumed.
///
/// `spool` is written to as the bytes arrive. While this returns an error, **throw away what was written**; write to
/// another name and rename the file only after `Ok`. The writing happens inside the future and may block it: where that
/// matters, give it a buffer or a pipe.
///
/// # Errors
/// [`BillError`]; with [`BillError::is_worth_repeating`] ask for a fresh address and begin anew.
pub async fn download(
    client: &Client,
    download: &dyn Download,
    address: &BillAddress,
    limits: BillLimits,
    spool: &mut impl Write,
) -> Result<Downloaded, BillError> {
    let expected = address.digest()?;
    let file = FileAddress::new(&address.download_url, PATH);
    let mut stream = client.fetch(download, &file, limits.time).await?;
    let mut sink = Sink::new(spool, limits);
    while let Some(piece) = stream.next().await? {
        sink.take(&piece)?;
    }
    let (digest, bytes) = sink.finish()?;
    if digest == expected { Ok(Downloaded { digest, bytes }) } else { Err(BillError::Mismatch) }
}

/// A bill that arrived whole and with the right digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Downloaded {
    /// Its digest: keep it beside the file, and [`Bill::verified`](super::Bill::verified) can be asked any time.
    pub digest: Sha1Sum,
    /// Its size in bytes, uncompressed.
    pub bytes: u64,
}

impl BillAddress {
    /// The digest that the file must have.
    ///
    /// # Errors
    /// [`BillError::Digest`] where it is none that is known here.
    pub fn digest(&self) -> Result<Sha1Sum, BillError> {
        match self.hash_type {
            HashType::Sha1 => Sha1Sum::from_hex(&self.hash_value).map_err(|_| BillError::Digest),
            HashType::Other(_) => Err(BillError::Digest),
        }
    }
}
