//! An answer of Fubei, read leniently: done only under a good status and code, and about the order that was asked for.
//!
//! The first two bytes are the status.
#![no_main]

use bytes::Bytes;
use http::Response;
use libfuzzer_sys::fuzz_target;
use wx_fubei::{MerchantOrderSn, QueryOrder, open};
use wx_fuzz::{hold, status};
use wx_transport::Verdict;

fuzz_target!(|data: &[u8]| {
    let [high, low, body @ ..] = data else { return };
    let query = QueryOrder::by_merchant_order_sn(MerchantOrderSn::new("T20240101000001").expect("a number"));
    let mut response = Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = status(*high, *low);
    match open(&query, &response) {
        Verdict::Done(_) => {
            assert!(response.status().is_success());
            assert!(serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok());
        }
        Verdict::Refused(reason) | Verdict::Failed(reason) | Verdict::Unknown(reason) => hold(&reason),
        Verdict::Busy { error, .. } => hold(&error),
    }
});
