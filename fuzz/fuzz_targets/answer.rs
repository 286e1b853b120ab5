//! The answer to an order and to a query, signed or not: only what the platform signed is ever a success.
//!
//! The first byte says whether it is signed and which call it answers, the next two are the status.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wx_apiv3::Outcome;
use wx_fuzz::{CANARY, hold, merchant, run, signed, status};
use wx_merchant::{Amount, AppPrepay, QueryByOutTradeNo};
use wx_types::{AppId, Fen, Mchid, NotifyUrl, OutTradeNo};

fuzz_target!(|data: &[u8]| {
    let [how, high, low, body @ ..] = data else { return };
    let is_signed = how & 1 == 1;
    let status = status(*high, *low);
    let headers = if is_signed { signed(body) } else { Default::default() };
    let client = merchant(status, headers, body);
    let (mchid, number) = (Mchid::new("1900000001"), OutTradeNo::new("FUZZ-1"));
    let (mchid, number) = (mchid.expect("a merchant"), number.expect("a number"));
    if how & 2 == 2 {
        match run(client.send(&QueryByOutTradeNo::new(number, mchid))) {
            Ok(answer) => {
                assert!(is_signed && status == 200);
                assert_eq!(answer.reply.out_trade_no, "FUZZ-1", "an answer about another order");
            }
            Err(error) => hold(&error),
        }
        return;
    }
    let appid = AppId::new("wxd678efh567hg6787").expect("an app");
    let url = NotifyUrl::new("https://example.com/n").expect("an address");
    match run(client.send(&AppPrepay::new(appid, mchid, CANARY, number, url, Amount::new(Fen::new(1))))) {
        Ok(_) => assert!(is_signed && status == 200),
        Err(error) => {
            hold(&error);
            assert_ne!(error.outcome(), Outcome::NotSent, "an answer came");
            if status.is_success() && !is_signed {
                assert_eq!(error.outcome(), Outcome::Unknown, "success that nobody signed");
            }
        }
    }
});
