use wx_types::{Fen, Model};

#[derive(Model)]
struct Forgotten {
    total: Fen,
    #[wx()]
    empty: String,
    #[wx]
    bare: String,
    #[wx(any)]
    #[wx(chars = 1..=5)]
    twice: String,
    #[wx(charz = 1..=5)]
    misspelt: String,
    #[wx(chars = 1..5)]
    half_open: String,
    #[wx(chars = ..=5)]
    open_below: String,
    #[wx(chars = 5)]
    no_range: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[wx(any)]
    serde_skip: Option<String>,
    #[wx(any)]
    same: String,
    #[serde(rename = "same")]
    #[wx(any)]
    other: String,
}

fn main() {}
