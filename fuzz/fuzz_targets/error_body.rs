//! An error nobody signed: it never becomes a success, and its text stays on one line of the log.
//!
//! The first two bytes are the status.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wx_fuzz::{hold, merchant, run, status};
use wx_merchant::QueryByOutTradeNo;
use wx_types::{Mchid, OutTradeNo};

fuzz_target!(|data: &[u8]| {
    let [high, low, body @ ..] = data else { return };
    let number = OutTradeNo::new("FUZZ-1").expect("a number");
    let query = QueryByOutTradeNo::new(number, Mchid::new("1900000001").expect("a merchant"));
    let error = run(merchant(status(*high, *low), Default::default(), body).send(&query))
        .expect_err("nobody signed it");
    hold(&error);
    if let Some(said) = error.api_error() {
        assert!(!said.is_authenticated());
        assert!(!said.to_string().contains(char::is_control), "a text that breaks a log line");
    }
});
