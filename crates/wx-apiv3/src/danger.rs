//! What skips a check of ours. Everything else stays: it is signed, sent, repeated and verified like any other call.

use wx_types::Endpoint;

use crate::{
    client::{Answer, Client},
    error::Error,
};

/// Sends a request without checking its fields, for the day on which the platform accepts what our tables still refuse.
///
/// # Errors
/// As [`Client::send`], without the violations.
pub async fn send_unchecked<E: Endpoint>(client: &Client, request: &E) -> Result<Answer<E::Reply>, Error> {
    client.send_as_it_is(request).await
}
