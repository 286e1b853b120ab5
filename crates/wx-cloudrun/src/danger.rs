//! What skips a check of ours. Everything else stays: it is completed, sent and judged like any other call.

use crate::{
    client::{Answer, Client},
    cloud_call::CloudCall,
    error::Error,
};

/// Sends a request without checking its fields, for the day on which the platform accepts what our tables still refuse.
///
/// # Errors
/// As [`Client::send`], without the violations.
pub async fn send_unchecked<E>(client: &Client, request: &E) -> Result<Answer<E::Reply>, Error>
where
    E: CloudCall<Reply: Send> + Sync,
{
    client.send_as_it_is(request).await
}
