use wx_types::{Endpoint, Model, NoContent};

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    FETCH "/v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = Safe,
    page = "query",
    read = "2026-11-23",
)]
struct UnknownMethod {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = Safe,
    page = "query",
    read = "2026-11-23",
)]
struct NoSlash {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "https://api.example.com/v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = Safe,
    page = "query",
    read = "2026-11-23",
)]
struct WholeAddress {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}?mchid=1",
    reply = NoContent,
    repeat = Safe,
    page = "query",
    read = "2026-11-23",
)]
struct WithQuery {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no",
    reply = NoContent,
    repeat = Safe,
    page = "query",
    read = "2026-11-23",
)]
struct OpenBrace {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{order}",
    reply = NoContent,
    repeat = Safe,
    page = "query",
    read = "2026-11-23",
)]
struct NoField {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = Safe,
    page = "query",
    read = "2026-11-23",
)]
struct FieldInQuery {
    #[wx(query, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders",
    reply = NoContent,
    repeat = Safe,
    page = "query",
    read = "2026-11-23",
)]
struct NoPlaceholder {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = Safe,
    page = "query",
    read = "2026-11-23",
)]
struct OptionalPath {
    #[wx(path, any)]
    out_trade_no: Option<String>,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders",
    reply = NoContent,
    repeat = Safe,
    page = "query",
    read = "2026-11-23",
)]
struct BodyInGet {
    #[wx(any)]
    out_trade_no: String,
}

fn main() {}
