use std::{fmt, sync::Arc, time::Duration};

use wx_sign::{ApiV3Key, Backend};
use wx_transport::{Cause, Environment, Executor, Failure};

use super::{
    certificates::{CertificatesCall, Delivered},
    error::RefreshError,
};
use crate::{
    credentials::Credentials,
    live_credentials::LiveCredentials,
    seal::{SealError, seconds, unsealed},
    trust::TrustSet,
};

/// Where a [`LiveTrust`](super::LiveTrust) has its certificates from: `GET /v3/certificates`, for merchants whose platform
/// signs with certificates. For one that has the public key alone the platform answers 404.
#[derive(Clone)]
pub struct Downloads {
    backend: Arc<dyn Backend>,
    credentials: LiveCredentials,
    key: Arc<ApiV3Key>,
    executor: Executor,
}

impl Downloads {
    /// Downloads through `executor`, for this merchant, decrypted with its APIv3 key.
    #[must_use]
    pub fn new(
        backend: impl Backend + 'static,
        credentials: impl Into<LiveCredentials>,
        key: ApiV3Key,
        executor: Executor,
    ) -> Self {
        Self { backend: Arc::new(backend), credentials: credentials.into(), key: Arc::new(key), executor }
    }

    pub(super) async fn fetch(&self, current: &TrustSet) -> Result<Delivered, RefreshError> {
        let call = CertificatesCall {
            backend: &*self.backend,
            credentials: &self.credentials,
            key: &self.key,
            current,
        };
        match self.executor.run(&call).await {
            Ok(done) => Ok(done.output),
            Err(failure) => Err(reason(failure)),
        }
    }

    pub(super) fn credentials(&self) -> Arc<Credentials> {
        self.credentials.current()
    }

    pub(super) fn environment(&self) -> &Environment {
        self.executor.environment()
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.environment().clock().elapsed()
    }

    /// Unix seconds.
    pub(super) fn now(&self) -> i64 {
        seconds(self.environment().clock().unix_time())
    }

    /// `time` ± 10 %.
    pub(super) fn jittered(&self, time: Duration) -> Duration {
        let tenth = parts_of(time, 1, 10);
        time.saturating_sub(tenth).saturating_add(self.part_of(tenth.saturating_mul(2)))
    }

    /// Somewhere between nothing and `time`; half of it where there is no randomness.
    pub(super) fn part_of(&self, time: Duration) -> Duration {
        let mut drawn = [0; 2];
        let drawn = match self.environment().random().fill(&mut drawn) {
            Ok(()) => u16::from_le_bytes(drawn),
            Err(_) => u16::MAX / 2,
        };
        parts_of(time, drawn, u16::MAX)
    }
}

/// `count` of the parts into which `time` is cut.
fn parts_of(time: Duration, count: u16, parts: u16) -> Duration {
    time.checked_div(parts.into()).unwrap_or_default().saturating_mul(count.into())
}

fn reason(failure: Failure<RefreshError>) -> RefreshError {
    let (_, cause, trail) = failure.into_parts();
    match cause {
        Cause::Seal(error) | Cause::Answer(error) => error,
        Cause::Send(error) => RefreshError::Send(Arc::new(error)),
        _ if unsealed(&trail) => RefreshError::Seal(Arc::new(SealError::TimedOut)),
        _ => RefreshError::Deadline,
    }
}

impl fmt::Debug for Downloads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Downloads").field("credentials", &self.credentials).finish_non_exhaustive()
    }
}
