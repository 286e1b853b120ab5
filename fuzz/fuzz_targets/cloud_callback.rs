//! A callback of cloud hosting, which nobody signs: it yields numbers to ask for or says that it cannot.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wx_cloudrun::UnverifiedCallback;
use wx_fuzz::hold;

fuzz_target!(|body: &[u8]| {
    match UnverifiedCallback::read(body) {
        Ok(callback) => {
            match callback.query() {
                Ok(query) => {
                    let asked = query.out_trade_no.as_ref().map(|number| number.as_str().to_owned());
                    assert_eq!(asked, callback.out_trade_no());
                }
                Err(violation) => hold(&violation),
            }
            let _ = (callback.claims_success(), callback.is_refund(), callback.total_fee());
            assert!(!format!("{callback:?}").contains(wx_fuzz::CANARY));
        }
        Err(fault) => hold(&fault),
    }
});
