//! What happens after a request: the user pays, a refund ends, and the merchant is told.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use super::order::{PayError, Payment};
use super::query::describe;
use super::refund_state::{RefundResult, SettleError};
use super::seal::{Sealed, seal};
use crate::clock::{compact, rfc3339};
use crate::crypto::encrypt;
use crate::gateway::Gateway;
use crate::notify::{Parcel, Wrapped};
use crate::spoil::Spoil;

/// The user pays. Returns the `transaction_id`.
pub(crate) fn pay(gateway: &Arc<Gateway>, out_trade_no: &str) -> Result<String, PayError> {
    let now = gateway.clock.now();
    let transaction_id = format!("4200000{}{}", compact(now), gateway.random.digits(7));
    let payment =
        Payment { transaction_id: transaction_id.clone(), openid: gateway.payer_openid.clone(), at: now };
    let mut ledger = gateway.ledger();
    let order = ledger.order(out_trade_no, now).ok_or(PayError::UnknownOrder)?;
    order.pay(payment)?;
    let (plaintext, url) = (describe(order, &gateway.credentials), order.notify_url.clone());
    ledger.mark_paid(&transaction_id, out_trade_no);
    drop(ledger);
    let event =
        Event { name: "TRANSACTION.SUCCESS", about: "transaction", summary: "支付成功", plaintext };
    send(gateway, &event, out_trade_no, url);
    Ok(transaction_id)
}

/// A refund ends. Returns the `refund_id`.
pub(crate) fn settle_refund(
    gateway: &Arc<Gateway>,
    out_refund_no: &str,
    result: RefundResult,
) -> Result<String, SettleError> {
    let mut ledger = gateway.ledger();
    let refund = ledger.refunds.get_mut(out_refund_no).ok_or(SettleError::UnknownRefund)?;
    refund.settle(result, gateway.clock.now())?;
    let refund_id = refund.refund_id.clone();
    let url = refund.notify_url().map(str::to_owned);
    let plaintext = refund.describe_for_notification(gateway.credentials.mchid());
    drop(ledger);
    let name = match result {
        RefundResult::Success => "REFUND.SUCCESS",
        RefundResult::Closed => "REFUND.CLOSED",
        RefundResult::Abnormal => "REFUND.ABNORMAL",
    };
    // Without an address of its own a refund is told to the one set up on the platform, and here there is none.
    if let Some(url) = url {
        let event = Event { name, about: "refund", summary: result.summary(), plaintext };
        send(gateway, &event, out_refund_no, url);
    }
    Ok(refund_id)
}

/// All orders with their refunds, for the control endpoint.
pub(crate) fn orders(gateway: &Gateway) -> Value {
    let now = gateway.clock.now();
    let mut ledger = gateway.ledger();
    let numbers: Vec<String> = ledger.orders(now).map(|order| order.out_trade_no.clone()).collect();
    let ledger = &*ledger;
    let list = numbers.iter().filter_map(|number| ledger.peek(number)).map(|order| {
        let refunds: Vec<Value> = ledger
            .refunds_of(order)
            .map(|refund| json!({ "out_refund_no": refund.out_refund_no, "status": refund.status(), "refund": refund.refund }))
            .collect();
        json!({
            "out_trade_no": order.out_trade_no,
            "trade_state": order.trade_state().as_str(),
            "total": order.total,
            "prepay_id": order.prepay_id,
            "transaction_id": order.payment().map(|payment| payment.transaction_id.as_str()),
            "refunds": refunds,
        })
    });
    Value::Array(list.collect())
}

struct Event {
    name: &'static str,
    /// `original_type`, which is the associated data as well.
    about: &'static str,
    summary: &'static str,
    plaintext: Value,
}

fn send(gateway: &Arc<Gateway>, event: &Event, number: &str, url: String) {
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
    let Sealed { mut headers, body } = seal(gateway, gateway.settings.notification_key, body, spoil);
    headers.push(("request-id", format!("08{}-0", gateway.random.hex(44))));
    Wrapped { headers, body }
}

fn uuid(gateway: &Gateway) -> String {
    let parts = [8, 4, 4, 4, 12].map(|length| gateway.random.hex(length).to_ascii_lowercase());
    parts.join("-")
}
