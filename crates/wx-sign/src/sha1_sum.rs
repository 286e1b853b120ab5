use std::{error::Error, fmt};

use sha1::{Digest as _, Sha1};

/// The SHA-1 of a file, as the platform announces it: forty hexadecimal digits.
///
/// It is public, and compared as such. SHA-1 is broken where one side can choose *both* of two files; here it holds one
/// file against a digest from a signed answer, and for that it still stands. Nothing is signed with it.
///
/// ```
/// use wx_sign::{Sha1Hasher, Sha1Sum};
///
/// let mut hasher = Sha1Hasher::new();
/// hasher.update(b"a");
/// hasher.update(b"bc");
/// assert_eq!(hasher.finish(), Sha1Sum::from_hex("a9993e364706816aba3e25717850c26c9cd0d89d")?);
/// # Ok::<(), wx_sign::MalformedSum>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sha1Sum([u8; 20]);

impl Sha1Sum {
    /// Reads forty hexadecimal digits of either case.
    ///
    /// # Errors
    /// [`MalformedSum`] if it is anything else.
    pub fn from_hex(text: &str) -> Result<Self, MalformedSum> {
        let mut sum = [0; 20];
        if text.len() != 40 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(MalformedSum);
        }
        for (byte, digits) in sum.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digits = str::from_utf8(digits).map_err(|_| MalformedSum)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| MalformedSum)?;
        }
        Ok(Self(sum))
    }

    /// The twenty bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

/// Forty hexadecimal digits in lower case.
impl fmt::Display for Sha1Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Takes a file piece by piece.
#[derive(Clone, Default)]
pub struct Sha1Hasher(Sha1);

impl Sha1Hasher {
    /// A hasher that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The digest of all pieces in their order.
    #[must_use]
    pub fn finish(self) -> Sha1Sum {
        Sha1Sum(self.0.finalize().into())
    }
}

impl fmt::Debug for Sha1Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sha1Hasher").finish_non_exhaustive()
    }
}

/// The text is not a SHA-1 digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedSum;

impl fmt::Display for MalformedSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a SHA-1 digest is forty hexadecimal digits")
    }
}

impl Error for MalformedSum {}
