use wx_types::{Endpoint, Model, NoContent};

#[derive(Debug, Model, Endpoint)]
#[endpoint(
    POST "/v3/orders",
    reply = NoContent,
    repeat = SameKey("numbers"),
    page = "query",
    read = "2026-11-23",
)]
struct ListField {
    #[wx(any)]
    numbers: Vec<String>,
}

fn main() {}
