//! One source of randomness, replayable from its seed.

use std::sync::atomic::{AtomicU64, Ordering};

use rsa::rand_core::{CryptoRng, Error, RngCore};
use sha2::{Digest, Sha256};

/// SHA-256 over a seed and a counter: good enough for test keys, and the same seed gives the same run.
pub(crate) struct Random {
    seed: [u8; 32],
    next: AtomicU64,
}

impl Random {
    pub(crate) fn from_seed(seed: [u8; 32]) -> Self {
        Self { seed, next: AtomicU64::new(0) }
    }

    /// Seeds from the operating system.
    pub(crate) fn from_os() -> Result<Self, getrandom::Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)?;
        Ok(Self::from_seed(seed))
    }

    /// A generator in the shape that `rsa` wants.
    pub(crate) fn rng(&self) -> Rng<'_> {
        Rng(self)
    }

    pub(crate) fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let counter = self.next.fetch_add(1, Ordering::Relaxed);
            let block = Sha256::new().chain_update(self.seed).chain_update(counter.to_be_bytes()).finalize();
            for (to, from) in chunk.iter_mut().zip(block) {
                *to = from;
            }
        }
    }

    /// Letters and digits.
    pub(crate) fn text(&self, length: usize) -> String {
        self.pick(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", length)
    }

    /// Upper-case hexadecimal digits.
    pub(crate) fn hex(&self, length: usize) -> String {
        self.pick(b"0123456789ABCDEF", length)
    }

    /// Decimal digits.
    pub(crate) fn digits(&self, length: usize) -> String {
        self.pick(b"0123456789", length)
    }

    fn pick(&self, alphabet: &[u8], length: usize) -> String {
        let mut bytes = vec![0; length];
        self.fill(&mut bytes);
        let letter = |byte: u8| usize::from(byte).checked_rem(alphabet.len()).and_then(|at| alphabet.get(at));
        bytes.into_iter().filter_map(letter).map(|b| char::from(*b)).collect()
    }
}

/// Borrowed view of [`Random`] for the `rand_core` traits.
pub(crate) struct Rng<'a>(&'a Random);

impl RngCore for Rng<'_> {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        self.0.fill(dest);
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), Error> {
        self.0.fill(dest);
        Ok(())
    }
}

impl CryptoRng for Rng<'_> {}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_seed_decides_the_run() {
        let [one, two] = [Random::from_seed([7; 32]), Random::from_seed([7; 32])];
        assert_eq!(one.text(70), two.text(70));
        assert_ne!(one.text(70), Random::from_seed([8; 32]).text(70));
        assert_ne!(one.hex(40), one.hex(40));
    }

    #[test]
    fn texts_keep_to_their_alphabet() {
        let random = Random::from_seed([1; 32]);
        assert_eq!(random.text(33).len(), 33);
        assert!(random.digits(400).bytes().all(|b| b.is_ascii_digit()));
        assert!(random.hex(400).bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b)));
    }
}
