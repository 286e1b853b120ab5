//! What skips a check of ours. Everything else stays: it is signed, sent and judged like any other call.

use crate::{
    client::{Answer, Client},
    error::Error,
    method::Method,
};

/// Sends a request without checking its fields, for the day on which the gateway accepts what our tables still refuse.
///
/// # Errors
/// As [`Client::send`], without the violations.
pub async fn send_unchecked<E>(client: &Client, request: &E) -> Result<Answer<E::Reply>, Error>
where
    E: Method<Reply: Send> + Sync,
{
    client.send_as_it_is(request).await
}
