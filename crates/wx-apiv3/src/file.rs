//! Files that a signed answer points to. They are fetched with a signature and answered without one.

use std::fmt;

use bytes::Bytes;
use http::response::Parts;
use wx_transport::{Host, Hosts, Pieces};

use crate::{
    error::{Error, Identity},
    printable::{NAME, printable},
};

/// How much of an error answer is read.
pub(crate) const FILE_ERROR: usize = 64 * 1024;

/// Where a file lies, as a signed answer says, and the one path that it may have.
///
/// The address is never given to a URL parser, whose reading could be another one than the sender's. It must begin with
/// one of the client's own hosts, character by character, go on with exactly the expected path, and end in a query of
/// plain characters. What is requested is then put together from the *client's* host; only the query is taken over, as it
/// stands. Nothing else is signed, and nobody else sees the signature.
#[derive(Clone, Copy)]
pub struct FileAddress<'a> {
    url: &'a str,
    path: &'static str,
}

impl<'a> FileAddress<'a> {
    /// The address `url`, which must lead to `path` on one of the client's hosts.
    #[must_use]
    pub fn new(url: &'a str, path: &'static str) -> Self {
        Self { url, path }
    }

    pub(crate) fn path(&self) -> &'static str {
        self.path
    }

    /// Our own host that the address names, and path and query.
    pub(crate) fn on<'h>(&self, hosts: &'h Hosts) -> Result<(&'h Host, &'a str), AddressError> {
        // A host that another one begins with is told apart by what follows: a path begins with a slash.
        let after = |host: &Host| self.url.strip_prefix(host.base()).filter(|target| target.starts_with('/'));
        let (host, target) = hosts
            .iter()
            .find_map(|host| Some((host, after(host)?)))
            .ok_or(AddressError(AddressFault::Host))?;
        let query = match target.strip_prefix(self.path) {
            Some("") => "",
            Some(rest) => rest.strip_prefix('?').ok_or(AddressError(AddressFault::Path))?,
            None => return Err(AddressError(AddressFault::Path)),
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%=&+/:,;@!$*()?|".contains(&byte);
        if query.bytes().all(plain) { Ok((host, target)) } else { Err(AddressError(AddressFault::Query)) }
    }
}

/// Leaves out the query, which holds a token.
impl fmt::Debug for FileAddress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileAddress").field("path", &self.path).finish_non_exhaustive()
    }
}

/// The address of a file is not one that this client fetches. It is not repeated, since it may hold a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressError(AddressFault);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AddressFault {
    Host,
    Path,
    Query,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            AddressFault::Host => {
                "the address does not begin with a host of this client; if the platform has a new one, add it to the hosts"
            }
            AddressFault::Path => "the address leads to another path than the documented one",
            AddressFault::Query => "the query of the address holds characters that must be percent-encoded",
        })
    }
}

impl std::error::Error for AddressError {}

/// The bytes of a file while they arrive. **Nobody has signed them.** Dropping it abandons the rest.
#[derive(Debug)]
pub struct FileStream {
    identity: Identity,
    request_id: Option<Box<str>>,
    pieces: Pieces,
}

impl FileStream {
    pub(crate) fn new(identity: Identity, head: &Parts, pieces: Pieces) -> Self {
        let request_id = head.headers.get("request-id").and_then(|id| id.to_str().ok());
        Self { identity, request_id: request_id.map(|id| printable(id, NAME)), pieces }
    }

    /// The next bytes, `None` at the end of a file that arrived whole.
    ///
    /// # Errors
    /// [`Error`] where the rest did not arrive; begin anew with a fresh address.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        self.pieces.next().await.map_err(|error| Error::unanswered(self.identity.clone(), error))
    }

    /// The platform's number of the exchange, for its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// At most `most` bytes from the front.
    pub(crate) async fn read(&mut self, most: usize) -> Result<Vec<u8>, Error> {
        let mut read = Vec::new();
        while read.len() < most
            && let Some(piece) = self.next().await?
        {
            let room = most.saturating_sub(read.len());
            read.extend(piece.iter().take(room));
        }
        Ok(read)
    }
}
