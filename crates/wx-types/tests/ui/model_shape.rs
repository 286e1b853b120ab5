use wx_types::Model;

#[derive(Model)]
struct Tuple(#[wx(any)] String);

#[derive(Model)]
struct Unit;

#[derive(Model)]
enum Choice {
    One,
}

#[derive(Model)]
struct Generic<T> {
    #[wx(any)]
    field: T,
}

#[derive(Model)]
#[serde(rename_all = "camelCase")]
struct Renamed {
    #[wx(any)]
    out_trade_no: String,
}

fn main() {}
