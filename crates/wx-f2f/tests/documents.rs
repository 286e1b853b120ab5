//! Every request with every field set, as JSON and as values.

use serde_json::{Value, json};
use wx_f2f::{ConfirmToken, CreateOrder, OpenId, OutRequestNo, QueryOrder};
use wx_types::Fen;

pub(crate) const PAYER: &str = "oPayer0000000000000000000001";
pub(crate) const PAYEE: &str = "oPayee0000000000000000000002";
pub(crate) const CONFIRM_TOKEN: &str = "CTOKEN0123456789";
pub(crate) const NUMBER: &str = "F2F_20241227-0001|*@";

pub(crate) fn create() -> Value {
    json!({
        "payer_openid": PAYER,
        "payee_openid": PAYEE,
        "out_request_no": NUMBER,
        "amount": 12_900,
        "discount_amount": 100,
        "attach": "二手书 #7",
    })
}

pub(crate) fn query() -> Value {
    json!({ "confirm_token": CONFIRM_TOKEN, "out_request_no": NUMBER })
}

pub(crate) fn number() -> OutRequestNo {
    OutRequestNo::new(NUMBER).unwrap()
}

pub(crate) fn create_order() -> CreateOrder {
    CreateOrder::new(OpenId::new(PAYER).unwrap(), OpenId::new(PAYEE).unwrap(), number(), Fen::new(12_900))
        .with_discount_amount(Fen::new(100))
        .with_attach("二手书 #7")
}

pub(crate) fn query_order() -> QueryOrder {
    QueryOrder::by_out_request_no(number()).with_confirm_token(ConfirmToken::new(CONFIRM_TOKEN).unwrap())
}
