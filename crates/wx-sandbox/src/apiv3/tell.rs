//! A notification: its envelope, its signature, and its way to the courier.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::seal::{Sealed, seal};
use crate::clock::rfc3339;
use crate::crypto::encrypt;
use crate::gateway::Gateway;
use crate::notify::{Parcel, Wrapped};
use crate::spoil::Spoil;

/// Something that happened, as the merchant is told of it.
pub(crate) struct Event {
    /// `event_type`.
    pub(crate) name: &'static str,
    /// `original_type`, which is the associated data as well.
    pub(crate) about: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) plaintext: Value,
}

/// Begins to deliver it; `number` is for the log.
pub(crate) fn send(gateway: &Arc<Gateway>, event: &Event, number: &str, url: String) {
    let id = uuid(gateway);
    let body = envelope(gateway, event, &id);
    let parcel = Parcel { id, event_type: event.name.to_owned(), number: number.to_owned(), url, body, wrap };
    gateway.courier.deliver(Arc::clone(gateway), parcel);
}

fn envelope(gateway: &Gateway, event: &Event, id: &str) -> Bytes {
    let key = &gateway.credentials.apiv3_key_bytes;
    let sealed = encrypt(key, event.about, event.plaintext.to_string().as_bytes(), &gateway.random);
    let envelope = json!({
        "id": id,
        "create_time": rfc3339(gateway.clock.now()),
        "event_type": event.name,
        "resource_type": "encrypt-resource",
        "summary": event.summary,
        "resource": {
            "original_type": event.about,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": sealed.ciphertext,
            "associated_data": event.about,
            "nonce": sealed.nonce,
        },
    });
    envelope.to_string().into()
}

/// Every attempt is signed afresh, over the same body.
fn wrap(gateway: &Gateway, body: Bytes, spoil: Option<Spoil>) -> Wrapped {
    let Sealed { mut headers, body } = seal(gateway, gateway.platform.notification_key(), body, spoil);
    headers.push(("request-id", format!("08{}-0", gateway.random.hex(44))));
    Wrapped { headers, body }
}

fn uuid(gateway: &Gateway) -> String {
    let parts = [8, 4, 4, 4, 12].map(|length| gateway.random.hex(length).to_ascii_lowercase());
    parts.join("-")
}
