use wx_types::{Endpoint, Model, NoContent};

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = Once("out_refund_no"),
    page = "query",
    read = "2026-11-23",
)]
struct UnknownField {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders",
    reply = NoContent,
    repeat = SameKey("out_trade_no"),
    page = "query",
    read = "2026-11-23",
)]
struct OptionalField {
    #[wx(query, any)]
    out_trade_no: Option<String>,
}

fn main() {}
