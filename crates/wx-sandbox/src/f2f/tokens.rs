//! Access tokens: two lines of them that do not know each other, and when each token ends.

use std::collections::HashMap;

/// How long a token lives at most, in seconds.
pub(crate) const LIFETIME: i64 = 7_200;
/// How long a token of the plain call outlives its successor.
const OVERLAP: i64 = 300;
/// So long before its end the stable call gives out a successor.
const RENEWAL: i64 = 300;
/// How often a day the stable call can be forced.
const FORCED_A_DAY: u32 = 20;
/// How far apart two forced calls must be to have an effect.
const FORCED_APART: i64 = 30;

/// Why a token does not serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenFault {
    /// It was never given out.
    Unknown,
    /// Its time is over.
    Expired,
    /// It was replaced or made invalid before its time.
    Superseded,
}

#[derive(Clone, Copy)]
struct Life {
    /// When it would end by itself.
    expires: i64,
    /// When it ends.
    ends: i64,
}

impl Life {
    fn end_by(&mut self, moment: i64) {
        self.ends = self.ends.min(moment);
    }
}

/// All tokens ever given out.
#[derive(Default)]
pub(crate) struct Tokens {
    known: HashMap<String, Life>,
    plain: Option<String>,
    stable: Option<String>,
    last_forced: Option<i64>,
    /// The day, and how often the stable call was forced on it.
    forced: (i64, u32),
}

impl Tokens {
    pub(crate) fn check(&self, token: &str, now: i64) -> Result<(), TokenFault> {
        match self.known.get(token) {
            None => Err(TokenFault::Unknown),
            Some(life) if now >= life.expires => Err(TokenFault::Expired),
            Some(life) if now >= life.ends => Err(TokenFault::Superseded),
            Some(_) => Ok(()),
        }
    }

    /// A new token of the plain line, and its lifetime; the one before it ends soon.
    pub(crate) fn plain(&mut self, fresh: String, now: i64) -> (String, i64) {
        self.end(self.plain.clone(), now.saturating_add(OVERLAP));
        self.plain = Some(fresh.clone());
        self.give_out(fresh, now)
    }

    /// The token of the stable line, and how long it still lives. A successor leaves it alone.
    pub(crate) fn stable(&mut self, fresh: String, now: i64) -> (String, i64) {
        let current = self.stable.clone().and_then(|token| Some((self.known.get(&token).copied()?, token)));
        match current {
            Some((life, token)) if life.ends.saturating_sub(now) > RENEWAL => {
                (token, life.ends.saturating_sub(now))
            }
            Some(_) | None => {
                self.stable = Some(fresh.clone());
                self.give_out(fresh, now)
            }
        }
    }

    /// A new token of the stable line at once; the one before it ends now. `None` if this was done too often on the
    /// day. Too soon after the last time it gives out what the line has.
    pub(crate) fn forced(&mut self, fresh: String, now: i64) -> Option<(String, i64)> {
        if self.last_forced.is_some_and(|last| now.saturating_sub(last) < FORCED_APART) {
            return Some(self.stable(fresh, now));
        }
        // Days begin at midnight in Beijing.
        let day = now.saturating_add(8 * 3600).div_euclid(86_400);
        let count = if self.forced.0 == day { self.forced.1 } else { 0 };
        if count >= FORCED_A_DAY {
            return None;
        }
        self.forced = (day, count.saturating_add(1));
        self.last_forced = Some(now);
        self.end(self.stable.clone(), now);
        self.stable = Some(fresh.clone());
        Some(self.give_out(fresh, now))
    }

    /// Ends every token.
    pub(crate) fn invalidate(&mut self, now: i64) {
        for life in self.known.values_mut() {
            life.end_by(now);
        }
    }

    fn end(&mut self, token: Option<String>, moment: i64) {
        if let Some(life) = token.and_then(|token| self.known.get_mut(&token)) {
            life.end_by(moment);
        }
    }

    fn give_out(&mut self, token: String, now: i64) -> (String, i64) {
        let expires = now.saturating_add(LIFETIME);
        self.known.insert(token.clone(), Life { expires, ends: expires });
        (token, LIFETIME)
    }
}

#[cfg(test)]
mod tests {
    use super::{LIFETIME, TokenFault, Tokens};

    fn t(name: &str) -> String {
        name.to_owned()
    }

    #[test]
    fn a_plain_token_outlives_its_successor_by_five_minutes() {
        let mut tokens = Tokens::default();
        assert_eq!(tokens.plain(t("a"), 0), (t("a"), LIFETIME));
        tokens.plain(t("b"), 100);
        assert_eq!(tokens.check("a", 399), Ok(()));
        assert_eq!(tokens.check("a", 400), Err(TokenFault::Superseded));
        assert_eq!(tokens.check("a", LIFETIME), Err(TokenFault::Expired));
        assert_eq!(tokens.check("b", 7299), Ok(()));
        assert_eq!(tokens.check("c", 0), Err(TokenFault::Unknown));
    }

    #[test]
    fn a_stable_token_stays_until_shortly_before_its_end() {
        let mut tokens = Tokens::default();
        tokens.stable(t("a"), 0);
        tokens.plain(t("p"), 0);
        assert_eq!(tokens.stable(t("b"), 6_899), (t("a"), 301));
        assert_eq!(tokens.stable(t("b"), 6_900), (t("b"), LIFETIME));
        assert_eq!(tokens.check("a", 7_199), Ok(()), "the old one lives on");
        tokens.invalidate(7_000);
        assert_eq!(tokens.check("b", 7_000), Err(TokenFault::Superseded));
        assert_eq!(tokens.stable(t("c"), 7_000), (t("c"), LIFETIME));
    }

    #[test]
    fn force_works_every_thirty_seconds_and_twenty_times_a_day() {
        let mut tokens = Tokens::default();
        tokens.stable(t("a"), 0);
        assert_eq!(tokens.forced(t("b"), 10), Some((t("b"), LIFETIME)));
        assert_eq!(tokens.check("a", 10), Err(TokenFault::Superseded));
        assert_eq!(tokens.forced(t("c"), 39), Some((t("b"), LIFETIME - 29)));
        for n in 1..20 {
            assert!(tokens.forced(n.to_string(), 10 + 30 * n).is_some());
        }
        assert_eq!(tokens.forced(t("d"), 1_000), None);
        assert!(tokens.forced(t("e"), 86_400).is_some(), "another day");
    }
}
