//! An order as JSON: whatever is read must serialise to something that is read again as the same order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wx_merchant::{AppPrepay, Refund};
use wx_types::Endpoint;

fuzz_target!(|data: &[u8]| {
    match AppPrepay::from_json(data) {
        Ok(order) => {
            assert_eq!(AppPrepay::from_json(&wx_fuzz::json(&order)).as_ref(), Ok(&order));
        }
        Err(violations) => assert!(!violations.to_string().is_empty()),
    }
    let _ = Refund::from_json(data);
});
