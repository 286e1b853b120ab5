//! An answer about a person-to-person order: a success says what was asked for, and the token stays out of errors.
//!
//! The first two bytes are the status.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wx_f2f::{CreateOrder, OpenId, OutRequestNo};
use wx_fuzz::{hold, person_to_person, run, status};
use wx_types::Fen;

fuzz_target!(|data: &[u8]| {
    let [high, low, body @ ..] = data else { return };
    let openid = |text| OpenId::new(text).expect("a person");
    let number = OutRequestNo::new("FUZZ-1").expect("a number");
    let order = CreateOrder::new(
        openid("oEXAMPLE0000000000000000001"),
        openid("oEXAMPLE0000000000000000002"),
        number,
        Fen::new(1),
    );
    let status = status(*high, *low);
    match run(person_to_person(status, body).send(&order)) {
        Ok(_) => {
            assert!(status.is_success());
            let said: serde_json::Value = serde_json::from_slice(body).expect("JSON");
            let echo = said.get("out_request_no").and_then(serde_json::Value::as_str);
            assert!(echo.is_none_or(|echo| echo == "FUZZ-1"), "an answer about another order");
        }
        Err(error) => hold(&error),
    }
});
