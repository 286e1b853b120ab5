//! wxpay
fn main() {}
