use wx_types::Model;

#[derive(Debug, Model)]
struct Floating {
    #[wx(range = 1..)]
    total: f64,
}

fn main() {}
