use wx_types::{Fen, Model, OutTradeNo};

type Maybe = Option<String>;

#[derive(Debug, Model)]
struct Unheard {
    #[wx(typed)]
    typed_text: String,
    #[wx(nested)]
    nested_text: String,
    #[wx(chars = 1..=5)]
    counted_number: i64,
    #[wx(range = 1..=5)]
    measured_text: Option<String>,
    #[wx(items = 1..=5)]
    listed_text: String,
    #[wx(one_of = ["a"])]
    chosen_model: Part,
    #[wx(chars = 5..=1)]
    swapped: String,
    #[wx(query, any)]
    list_in_query: Vec<String>,
    #[wx(any)]
    hidden_option: Maybe,
    #[wx(any)]
    double_option: Option<Option<String>>,
    #[wx(any)]
    list_of_options: Option<Vec<Option<String>>>,
    #[wx(nested)]
    misplaced: Vec<Elsewhere>,
}

#[derive(Debug, Model)]
struct Part {
    #[wx(range = 1..)]
    total: Fen,
}

#[derive(Debug, Model)]
struct Elsewhere {
    #[wx(path, typed)]
    out_trade_no: OutTradeNo,
}

fn main() {}
