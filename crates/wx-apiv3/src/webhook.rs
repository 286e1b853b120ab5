//! Notifications as arguments of axum's handlers: the raw body, bounded in size and in time.

use std::{future::poll_fn, pin::Pin, time::Duration};

use axum_core::{
    body::Body,
    extract::{FromRef, FromRequest, Request},
    response::{IntoResponse, Response},
};
use http_body::Body as _;
use wx_transport::{Clock, Environment, race};

use crate::{Decrypted, NotificationError, Receiver, Refusal, seal::seconds};

/// What a server needs to take notifications, as its state or a part of it: a [`Receiver`], and the clock and timer of an
/// [`Environment`].
///
/// With it, [`Decrypted`] is an argument of a handler. Only a verified one gets there; the [`Refusal`] is answered for it.
/// A handler that wants to see that as well takes a `Result<Decrypted, Refusal>`.
///
/// ```
/// use http::StatusCode;
/// use wx_apiv3::{Decrypted, NotificationError};
///
/// async fn notified(event: Decrypted) -> StatusCode {
///     match event.parse::<serde_json::Value>() {
///         // Store it under its business number first: copies arrive, also at the same moment.
///         Ok(_) => StatusCode::NO_CONTENT,
///         Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
///     }
/// }
/// ```
///
/// The body is taken as it comes in: no layer before it may decompress, parse or rewrite it. Sizes are counted while it is
/// read, up to [`Receiver::MAX_BODY`] and never by what the request says of itself. How long the *head* of a request may take
/// is the server's to limit.
#[derive(Clone, Debug)]
pub struct Webhook {
    receiver: Receiver,
    environment: Environment,
    patience: Duration,
}

impl Webhook {
    /// How long a body may take unless told: 3 seconds. The platform waits for five.
    pub const PATIENCE: Duration = Duration::from_secs(3);

    /// Takes notifications for `receiver`, with the clock and the timer of `environment`.
    #[must_use]
    pub fn new(receiver: Receiver, environment: Environment) -> Self {
        Self { receiver, environment, patience: Self::PATIENCE }
    }

    /// Allows the body another time, counted from when the handler's arguments are made.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Reads the request to its end, verifies and decrypts. The moment of the check is when the body was there.
    ///
    /// # Errors
    /// [`Refusal`]; answer with its [`response`](Refusal::response).
    pub async fn receive(&self, request: Request) -> Result<Decrypted, Refusal> {
        let (parts, body) = request.into_parts();
        let clock = self.environment.clock();
        let end = clock.elapsed().saturating_add(self.patience);
        let timer = self.environment.sleep().sleep(self.patience);
        let read = race(Box::pin(read(body, clock, end)), timer).await;
        let body = read.unwrap_or(Err(Refusal::TooSlow))?;
        Ok(self.receiver.receive(&parts.headers, &body, seconds(clock.unix_time()))?)
    }
}

/// All of the body. The clock is looked at as well, for a body that never lets the timer have its turn.
async fn read(mut body: Body, clock: &dyn Clock, end: Duration) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        // What is no data is a trailer, which nobody signed.
        let data = frame.map_err(|_| Refusal::Unreadable)?.into_data().unwrap_or_default();
        let found = bytes.len().saturating_add(data.len());
        if found > Receiver::MAX_BODY {
            return Err(NotificationError::TooLarge { found }.into());
        }
        if clock.elapsed() >= end {
            return Err(Refusal::TooSlow);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

impl<S: Send + Sync> FromRequest<S> for Decrypted
where
    Webhook: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        Webhook::from_ref(state).receive(request).await
    }
}

impl IntoResponse for crate::Acknowledgement {
    fn into_response(self) -> Response {
        Self::into_response(self)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.response()
    }
}
