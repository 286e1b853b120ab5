//! What the derives write passes strict lints, whatever the visibility of the model.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(clippy::pedantic)]

use wx_types::{Endpoint, Fen, Model, NoContent, OutTradeNo};

/// A public model.
#[derive(Clone, Debug, Model, Endpoint)]
#[endpoint(
    POST "/v3/orders/{out_trade_no}/close",
    reply = NoContent,
    repeat = SameKey("out_trade_no"),
    page = "close",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub(crate) struct Close {
    /// The order.
    #[wx(path, typed)]
    pub(crate) out_trade_no: OutTradeNo,
    /// Why.
    #[wx(chars = 1..=9)]
    pub(crate) reason: Option<String>,
    #[wx(nested)]
    parts: Vec<hidden::Part>,
}

mod hidden {
    #[derive(Clone, Debug, wx_types::Model)]
    pub(crate) struct Part {
        #[wx(range = 1..)]
        pub(crate) total: super::Fen,
        #[wx(any)]
        r#type: Option<bool>,
    }

    /// A model without any field.
    #[derive(Debug, wx_types::Model)]
    pub(super) struct Nothing {}
}

#[test]
fn models_of_every_visibility_are_usable() {
    let part = hidden::Part::new(Fen::new(0));
    assert_eq!(part.total, Fen::new(0));
    let close = Close::new(OutTradeNo::new("A10001").unwrap(), vec![part]).with_reason("late");
    assert_eq!(close.check().unwrap_err().to_string(), "parts[0].total: must be at least 1 (found 0)");
    assert!(hidden::Nothing::new().validate().is_ok());
}
