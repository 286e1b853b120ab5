//! Chance that can be had again: the same parts give the same throws.

use std::time::Duration;

/// A stream of numbers (SplitMix64). Not for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The stream of these parts, such as seed, order and number of the call. Streams of other parts are unrelated, so
    /// that leaving one order out leaves the luck of all others as it was.
    #[must_use]
    pub(crate) fn of(parts: &[u64]) -> Self {
        let mut dice = Self(0x6A09_E667_F3BC_C909);
        for part in parts {
            dice.0 ^= *part;
            dice.0 = dice.throw();
        }
        dice
    }

    /// The next number.
    pub(crate) fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 where there is none.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.throw().checked_rem(limit).unwrap_or(0)
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(crate) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < u64::from(per_mille)
    }

    /// A time between these two, in whole milliseconds.
    pub(crate) fn millis(&mut self, low: u64, high: u64) -> Duration {
        Duration::from_millis(low + self.below(high.saturating_sub(low) + 1))
    }

    /// A time between these two, in milliseconds of whole seconds.
    pub(crate) fn seconds(&mut self, low: u64, high: u64) -> Duration {
        self.millis(low * 1000, high * 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_give_the_same_throws_and_others_do_not() {
        let throws = |parts: &[u64]| {
            let mut dice = Dice::of(parts);
            [dice.throw(), dice.throw(), dice.throw()]
        };
        assert_eq!(throws(&[1, 2]), throws(&[1, 2]));
        assert_ne!(throws(&[1, 2]), throws(&[2, 1]));
        assert_ne!(throws(&[1]), throws(&[1, 0]));
    }

    #[test]
    fn chances_come_true_about_as_often_as_they_say() {
        let mut dice = Dice::of(&[7]);
        let hits = (0..100_000).filter(|_| dice.chance(50)).count();
        assert!((4_500..5_500).contains(&hits), "{hits}");
        let time = dice.millis(10, 12);
        assert!((10..=12).contains(&time.as_millis()));
        assert_eq!(dice.below(0), 0);
    }
}
