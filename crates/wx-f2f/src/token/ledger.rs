//! What the built-in provider knows about its token: pure decisions over times that are handed in.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use super::{access_token::AccessToken, error::TokenError};

/// How long before its end a token is renewed. It lies within the five minutes in which the platform itself renews, so
/// that asking brings a new token, while the old one is still accepted.
const EARLY: Duration = Duration::from_secs(4 * 60);

/// After a failed renewal, how long the token that is still good is handed out without asking again.
const RENEWAL_PAUSE: Duration = Duration::from_secs(10);

/// After a fatal error, how long it is repeated instead of asking again.
const FATAL_PAUSE: Duration = Duration::from_secs(30);

/// The platform's terms for `force_refresh`: so far apart, and so often a day.
const FORCE_APART: Duration = Duration::from_secs(30);
const FORCE_A_DAY: usize = 20;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A token as the platform gave it out.
pub(super) struct Granted {
    pub(super) token: Arc<AccessToken>,
    /// When it was asked for, so that its end is never put too late.
    pub(super) asked_at: Duration,
    pub(super) lifetime: Duration,
}

/// What to do for a caller who wants a token.
pub(super) enum Advice {
    /// Hand this out.
    Use(Arc<AccessToken>),
    /// There is none, and it is too early to ask again.
    Refuse(TokenError),
    /// Ask the platform. With `usable` there is a token to fall back on, so that nobody should wait long.
    Fetch { usable: bool },
}

#[derive(Default)]
pub(super) struct Ledger {
    current: Option<Current>,
    /// The last token that was refused, until another one is granted.
    rejected: Option<Arc<AccessToken>>,
    /// When a refresh was forced, the oldest first.
    forced: VecDeque<Duration>,
    refusal: Option<Refusal>,
}

struct Current {
    token: Arc<AccessToken>,
    renew_at: Duration,
    expires_at: Duration,
}

struct Refusal {
    error: TokenError,
    until: Duration,
}

impl Ledger {
    pub(super) fn advise(&self, now: Duration) -> Advice {
        match (&self.current, &self.refusal) {
            (Some(current), _) if now < current.renew_at => Advice::Use(Arc::clone(&current.token)),
            (Some(current), _) if now < current.expires_at => Advice::Fetch { usable: true },
            (_, Some(refusal)) if now < refusal.until => Advice::Refuse(refusal.error.clone()),
            _ => Advice::Fetch { usable: false },
        }
    }

    /// Somebody was told that this token is no good. A token that was replaced already is nobody's concern.
    pub(super) fn reject(&mut self, rejected: &AccessToken) {
        if let Some(current) = self.current.take_if(|current| current.token.is_same_as(rejected)) {
            self.rejected = Some(current.token);
        }
    }

    /// Whether what was granted is the very token that was refused, and a refresh may be forced. The permission counts as
    /// used.
    pub(super) fn may_force(&mut self, granted: &AccessToken, now: Duration) -> bool {
        if !self.is_rejected(granted) {
            return false;
        }
        while self.forced.front().is_some_and(|forced| forced.saturating_add(DAY) <= now) {
            self.forced.pop_front();
        }
        let rested = self.forced.back().is_none_or(|forced| forced.saturating_add(FORCE_APART) <= now);
        let permitted = rested && self.forced.len() < FORCE_A_DAY;
        if permitted {
            self.forced.push_back(now);
        }
        permitted
    }

    /// Takes note of how a fetch ended, and says what its callers get.
    pub(super) fn settle(
        &mut self,
        fetched: Result<Granted, TokenError>,
        now: Duration,
    ) -> Result<Arc<AccessToken>, TokenError> {
        match fetched {
            Ok(granted) => Ok(self.grant(granted)),
            Err(error) => self.fail(error, now),
        }
    }

    fn grant(&mut self, Granted { token, asked_at, lifetime }: Granted) -> Arc<AccessToken> {
        if !self.is_rejected(&token) {
            self.rejected = None;
        }
        self.refusal = None;
        // A token that has little left is used for half of that, or every call would ask.
        let good_for = lifetime.saturating_sub(EARLY).max(lifetime.checked_div(2).unwrap_or_default());
        self.current = Some(Current {
            token: Arc::clone(&token),
            renew_at: asked_at.saturating_add(good_for),
            expires_at: asked_at.saturating_add(lifetime),
        });
        token
    }

    fn fail(&mut self, error: TokenError, now: Duration) -> Result<Arc<AccessToken>, TokenError> {
        if let Some(current) = self.current.as_mut().filter(|current| now < current.expires_at) {
            current.renew_at = now.saturating_add(RENEWAL_PAUSE);
            return Ok(Arc::clone(&current.token));
        }
        let pause = match error.kind() {
            super::TokenErrorKind::Fatal => Some(FATAL_PAUSE),
            super::TokenErrorKind::Wait => error.wait_for(),
        };
        self.refusal = pause.map(|pause| Refusal { error: error.clone(), until: now.saturating_add(pause) });
        Err(error)
    }

    fn is_rejected(&self, token: &AccessToken) -> bool {
        self.rejected.as_ref().is_some_and(|rejected| rejected.is_same_as(token))
    }
}

#[cfg(test)]
mod tests;
