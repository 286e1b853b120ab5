//! The user pays, and the merchant is told by a signed form.

use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;

use super::query::describe;
use crate::ActError;
use crate::clock::compact;
use crate::gateway::Gateway;
use crate::notify::{Manner, Parcel, Reply, Wrapped};
use crate::params::{md5, sorted};
use crate::spoil::Spoil;

const FORM: Manner = Manner {
    content_type: "application/x-www-form-urlencoded",
    accepts,
    ladder: |settings| &settings.fubei_ladder,
    can_be_spoiled: true,
};

/// The user pays. Returns the `order_sn`.
pub(crate) fn pay(gateway: &Arc<Gateway>, merchant_order_sn: &str) -> Result<String, ActError> {
    let now = gateway.clock.now();
    let trade_no = format!("4200000{}{}", compact(now), gateway.random.digits(7));
    let mut book = gateway.fubei_book();
    let order = book.orders.get_mut(merchant_order_sn).ok_or(ActError::Unknown)?;
    order.pay(trade_no, now)?;
    let (order_sn, url, data) = (order.order_sn.clone(), order.call_back_url.clone(), describe(order));
    drop(book);
    if let Some(url) = url {
        let parcel = Parcel {
            id: gateway.random.hex(32).to_ascii_lowercase(),
            event_type: "FUBEI.PAY".to_owned(),
            number: merchant_order_sn.to_owned(),
            url,
            body: Bytes::from(data.to_string()),
            wrap,
        };
        gateway.courier.deliver_in(Arc::clone(gateway), parcel, FORM);
    }
    Ok(order_sn)
}

/// The word, in either case: the samples of different languages print both.
fn accepts(reply: &Reply) -> bool {
    reply.status == 200 && reply.body.trim_ascii().eq_ignore_ascii_case(b"success")
}

/// Signs the form around `data`. Damage that has no counterpart in a form without headers does nothing.
fn wrap(gateway: &Gateway, data: Bytes, spoil: Option<Spoil>) -> Wrapped {
    let data = String::from_utf8_lossy(&data);
    let mut pairs = vec![("result_code", "200"), ("result_message", "成功"), ("data", &*data)];
    let secret = match spoil {
        Some(Spoil::WrongSerial) => gateway.credentials.fubei_vendor_secret(),
        _ => gateway.credentials.fubei_secret(),
    };
    let sign = match spoil {
        Some(Spoil::Probe) => "WECHATPAY/SIGNTEST/".to_owned(),
        _ => md5(&(sorted(pairs.iter().copied()) + secret)),
    };
    let tampered = data.replacen("SUCCESS", "SUCCESs", 1);
    if spoil == Some(Spoil::Tampered) {
        pairs.retain(|(name, _)| *name != "data");
        pairs.push(("data", &tampered));
    }
    if spoil != Some(Spoil::Unsigned) {
        pairs.push(("sign", &sign));
    }
    let fields: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", percent_encoded(value))).collect();
    Wrapped { headers: Vec::new(), body: fields.join("&").into() }
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            _ if byte.is_ascii_alphanumeric() || b"-._*".contains(&byte) => encoded.push(char::from(byte)),
            // Writing into a String cannot fail.
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{Reply, accepts, percent_encoded};

    #[test]
    fn forms_are_encoded() {
        assert_eq!(percent_encoded("a b+{\"单\"}&="), "a+b%2B%7B%22%E5%8D%95%22%7D%26%3D");
    }

    #[test]
    fn the_word_is_success() {
        let said = |status, body: &'static str| accepts(&Reply { status, body: body.into() });
        assert!(said(200, "success") && said(200, "SUCCESS\n"));
        assert!(!said(200, "") && !said(200, "fail") && !said(200, "successful") && !said(204, "success"));
        assert!(!said(500, "success"));
    }
}
