use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use secrecy::SecretString;
use wx_transport::{BoxFuture, Cause, Done, Executor, Flight};
use wx_types::AppId;

use super::{
    access_token::AccessToken,
    call::{Missed, TokenCall},
    error::{TokenError, TokenReason},
    ledger::{Advice, Granted, Ledger},
    provider::TokenProvider,
};
use crate::client::{ClientError, refuse_plain_http};

/// The access token of one mini program, from `POST /cgi-bin/stable_token`.
///
/// Make one per appid and clone it; a clone shares the token. What it keeps to:
///
/// - **One request, however many callers.** Whoever of them is polled moves the fetch on, so that none waits for one
///   that was dropped. When all are dropped, so is the fetch.
/// - **Renewal four minutes early**, within the five in which the platform itself renews. While the old token is good, a
///   renewal may take three seconds and may fail: then the old one is handed out for another ten.
/// - **`force_refresh` only for a token that an API refused** and the normal mode then gives out again; at most 20 times
///   in 24 hours, 30 seconds apart. When that is used up, the platform's token is handed out as it is. The ration is the
///   appid's: other programs draw on it too, and each that forces makes the token of all others invalid.
/// - **A fatal error is repeated for 30 seconds** without asking again, and "too many in this minute" until the next one.
///
/// A program that fetches from `/cgi-bin/token` for the same appid does not interfere: the two are kept apart by the
/// platform.
///
/// ```no_run
/// use std::sync::Arc;
/// use wx_f2f::{StableToken, host};
/// use wx_transport::{Environment, Executor, Hosts, Transport};
/// use wx_types::AppId;
///
/// fn provider(
///     transport: Arc<dyn Transport>,
///     environment: Environment,
///     secret: String,
/// ) -> Result<StableToken, Box<dyn std::error::Error>> {
///     let executor = Executor::new(transport, Hosts::new(host()), environment);
///     Ok(StableToken::new(AppId::new("wxd678efh567hg6787")?, secret, executor)?)
/// }
/// ```
#[derive(Clone)]
pub struct StableToken(Arc<Shared>);

struct Shared {
    appid: AppId,
    secret: SecretString,
    executor: Executor,
    desk: Mutex<Desk>,
}

type Fetched = Result<Arc<AccessToken>, TokenError>;

/// What callers look at, under a lock that is never held while anything is awaited or polled.
#[derive(Default)]
struct Desk {
    ledger: Ledger,
    /// The fetch under way. It is alive as long as somebody waits for it.
    flight: Weak<Flight<Fetched>>,
}

/// How long a renewal may take while the old token is still good.
const RENEWAL_PATIENCE: Duration = Duration::from_secs(3);

impl StableToken {
    /// The token of `appid`, fetched through `executor`, whose host is [`host()`](crate::host) as a rule.
    ///
    /// Nothing is sent.
    ///
    /// # Errors
    /// [`ClientError::PlainHttp`] where a host is spoken to in plain HTTP over a network: the app secret would be
    /// readable.
    pub fn new(
        appid: AppId,
        secret: impl Into<SecretString>,
        executor: Executor,
    ) -> Result<Self, ClientError> {
        refuse_plain_http(&executor)?;
        let desk = Mutex::default();
        Ok(Self(Arc::new(Shared { appid, secret: secret.into(), executor, desk })))
    }
}

impl TokenProvider for StableToken {
    fn token(&self) -> BoxFuture<'_, Fetched> {
        Box::pin(Shared::token(&self.0))
    }

    fn invalidate(&self, rejected: &AccessToken) {
        self.0.desk().ledger.reject(rejected);
    }
}

impl Shared {
    async fn token(self: &Arc<Self>) -> Fetched {
        let flight = match self.look() {
            Ok(flight) => flight,
            Err(known) => return known,
        };
        match Arc::clone(&flight).wait().await {
            Some(fetched) => fetched,
            None => {
                self.forget(&flight);
                Err(TokenError::of(TokenReason::Abandoned, None, None))
            }
        }
    }

    /// The fetch to wait for, or what needs none.
    fn look(self: &Arc<Self>) -> Result<Arc<Flight<Fetched>>, Fetched> {
        let now = self.now();
        let mut desk = self.desk();
        let usable = match desk.ledger.advise(now) {
            Advice::Use(token) => return Err(Ok(token)),
            Advice::Refuse(error) => return Err(Err(error)),
            Advice::Fetch { usable } => usable,
        };
        if let Some(flight) = desk.flight.upgrade() {
            return Ok(flight);
        }
        let flight = Flight::new(Box::pin(Self::renew(Arc::clone(self), usable)));
        desk.flight = Arc::downgrade(&flight);
        Ok(flight)
    }

    /// The work of a flight.
    async fn renew(self: Arc<Self>, usable: bool) -> Fetched {
        let mut fetched = self.fetch(false, usable).await;
        if let Ok(granted) = &fetched
            && self.may_force(&granted.token)
            && let Ok(forced) = self.fetch(true, usable).await
        {
            fetched = Ok(forced);
        }
        let now = self.now();
        let mut desk = self.desk();
        // Only the flight that is on the desk can get here: another one is put there when nobody is left to move this on.
        desk.flight = Weak::new();
        desk.ledger.settle(fetched, now)
    }

    fn may_force(&self, granted: &AccessToken) -> bool {
        let now = self.now();
        self.desk().ledger.may_force(granted, now)
    }

    async fn fetch(&self, force_refresh: bool, usable: bool) -> Result<Granted, TokenError> {
        let call = TokenCall { appid: &self.appid, secret: &self.secret, force_refresh };
        let policy = *self.executor.policy();
        let patience = policy.deadline.min(RENEWAL_PATIENCE);
        let policy = if usable { policy.with_attempts(1).with_deadline(patience) } else { policy };
        let asked_at = self.now();
        match self.executor.clone().with_policy(policy).run(&call).await {
            Ok(Done { output: (token, lifetime), .. }) => Ok(Granted { token, asked_at, lifetime }),
            Err(failure) => {
                let (_, cause, trail) = failure.into_parts();
                let Missed { reason, after } = match cause {
                    Cause::Seal(missed) | Cause::Answer(missed) => missed,
                    Cause::Send(error) => TokenReason::Send(error).into(),
                    _ => TokenReason::Deadline.into(),
                };
                Err(TokenError::of(reason, Some(trail), after))
            }
        }
    }

    /// Takes a fetch whose task panicked off the desk, unless another one is there already.
    fn forget(&self, flight: &Arc<Flight<Fetched>>) {
        let mut desk = self.desk();
        if desk.flight.ptr_eq(&Arc::downgrade(flight)) {
            desk.flight = Weak::new();
        }
    }

    fn now(&self) -> Duration {
        self.executor.environment().clock().elapsed()
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows whose token it is, and neither secret nor token.
impl fmt::Debug for StableToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StableToken")
            .field("appid", &self.0.appid)
            .field("secret", &"[elided]")
            .field("executor", &self.0.executor)
            .finish_non_exhaustive()
    }
}

const fn shared_by_threads<T: Clone + Send + Sync + 'static>() {}
const _: () = shared_by_threads::<StableToken>();
