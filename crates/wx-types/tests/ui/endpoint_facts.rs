use wx_types::{Endpoint, Model, NoContent};

#[derive(Debug, Model, Endpoint)]
struct NoAttribute {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}",
    repeat = Safe,
    page = "query",
    read = "2026-11-23",
)]
struct NoReply {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}",
    reply = NoContent,
    page = "query",
    read = "2026-11-23",
)]
struct NoRepeat {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = Safe,
    read = "2026-11-23",
)]
struct NoPage {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = Safe,
    page = "query",
)]
struct NoRead {
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
    retry = 3,
)]
struct UnknownFact {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = Always,
    page = "query",
    read = "2026-11-23",
)]
struct UnknownRepeat {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = Once,
    page = "query",
    read = "2026-11-23",
)]
struct RepeatWithoutField {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = SameKey(out_trade_no),
    page = "query",
    read = "2026-11-23",
)]
struct RepeatByName {
    #[wx(path, any)]
    out_trade_no: String,
}

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    GET "/v3/orders/{out_trade_no}",
    reply = NoContent,
    repeat = Safe,
    page = "query",
    read = "23.11.2026",
)]
struct NotADay {
    #[wx(path, any)]
    out_trade_no: String,
}

fn main() {}
