//! An answer of cloud hosting to a query: done only where all its layers say so.
//!
//! The first two bytes are the status.
#![no_main]

use bytes::Bytes;
use http::Response;
use libfuzzer_sys::fuzz_target;
use wx_cloudrun::{OutTradeNo, QueryOrder, open};
use wx_fuzz::{hold, status};
use wx_transport::Verdict;
use wx_types::Mchid;

fuzz_target!(|data: &[u8]| {
    let [high, low, body @ ..] = data else { return };
    let number = OutTradeNo::new("2021WERUN1647840687637").expect("a number");
    let query = QueryOrder::by_out_trade_no(Mchid::new("1900000109").expect("a merchant"), number);
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
