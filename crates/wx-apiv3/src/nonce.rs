use std::fmt;

use wx_transport::{Random, RandomError};

/// A fresh text of 32 letters and digits, for one signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Nonce([u8; 32]);

impl Nonce {
    /// Draws one; every letter and digit is equally likely.
    ///
    /// # Errors
    /// [`RandomError`] where the source fails, or gives nothing but bytes that cannot be used: then it is broken. There is
    /// no fallback.
    pub fn draw(random: &dyn Random) -> Result<Self, RandomError> {
        const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        // Of 48 random bytes hardly ever more than five are left out, so a second round is rare and a tenth means that
        // the bytes are not random.
        const ROUNDS: usize = 10;
        let mut nonce = [0; 32];
        let mut drawn = [0_u8; 48];
        let mut places = nonce.iter_mut();
        for _ in 0..ROUNDS {
            random.fill(&mut drawn)?;
            // 248 is the greatest multiple of 62 in a byte; what lies above would favour the first letters.
            for byte in drawn.into_iter().filter(|&byte| byte < 248) {
                let Some(place) = places.next() else { return Ok(Self(nonce)) };
                *place = ALPHABET.get(usize::from(byte % 62)).copied().unwrap_or(b'0');
            }
            if places.len() == 0 {
                return Ok(Self(nonce));
            }
        }
        Err(RandomError::new("the source repeats bytes that no nonce can be made of"))
    }

    /// A given text of 32 letters and digits, for golden tests and tools.
    ///
    /// `None` where the text is another one.
    #[must_use]
    pub fn fixed(text: &str) -> Option<Self> {
        let fits = text.len() == 32 && text.bytes().all(|b| b.is_ascii_alphanumeric());
        text.as_bytes().try_into().ok().filter(|_| fits).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Every byte is an ASCII letter or digit.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Nonce").field(&self.as_str()).finish()
    }
}
