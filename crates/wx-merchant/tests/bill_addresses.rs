//! The two requests for a bill: exact bytes, and every kind of answer.

use serde_json::json;
use wx_apiv3::{Outcome, Remedy};
use wx_merchant::bills::{BillAccount, BillAddress, BillDate, BillType, FundFlowBill, TarType, TradeBill};
use wx_types::{Endpoint, Mchid};

use crate::platform::{Platform, run};

fn day() -> BillDate {
    BillDate::new("2019-06-11").unwrap()
}

#[track_caller]
fn exchange<E: Endpoint<Reply = BillAddress>>(request: &E, golden: &str, answer: &str) {
    let platform = Platform::new(200, answer);
    let address = run(platform.client().send(request)).unwrap().reply;
    assert_eq!(platform.asked(), golden.replace("{version}", env!("CARGO_PKG_VERSION")));
    assert_eq!(address.hash_type.as_str(), "SHA1");
    assert_eq!(address.hash_value, "79bb0f45fc4c42234a918000b2668d689e2bde04");
    assert_eq!(address.download_url, "https://api.mch.weixin.qq.com/v3/billdownload/file?token=xxx");
    assert!(!format!("{address:?}").contains("xxx"), "a token is a secret");
}

#[test]
fn trade_bill() {
    let request = TradeBill::new(day())
        .with_sub_mchid(Mchid::new("1900000109").unwrap())
        .with_bill_type(BillType::All)
        .with_tar_type(TarType::Gzip);
    let golden = include_str!("fixtures/trade_bill/request.http");
    exchange(&request, golden, include_str!("fixtures/trade_bill/answer.json"));
    assert_eq!(TradeBill::new(day()).target(), "/v3/bill/tradebill?bill_date=2019-06-11");
}

#[test]
fn fund_flow_bill() {
    let request = FundFlowBill::new(day()).with_account_type(BillAccount::Basic).with_tar_type(TarType::Gzip);
    let golden = include_str!("fixtures/fund_flow_bill/request.http");
    exchange(&request, golden, include_str!("fixtures/fund_flow_bill/answer.json"));
}

#[test]
fn a_day_is_one_of_the_calendar() {
    for text in ["2019-06-31", "20190611", "2019-6-11", "", "today", "2019-06-11\n"] {
        assert!(BillDate::new(text).is_err(), "{text:?}");
    }
    let refused = TradeBill::from_json(json!({ "bill_date": "2019-02-29" }).to_string().as_bytes());
    assert_eq!(refused.unwrap_err().to_string(), "bill_date: must be a day such as 2019-06-11");
}

#[test]
fn a_bill_that_is_not_ready_is_not_waited_for_inside_the_call() {
    for (code, remedy) in [("STATEMENT_CREATING", Remedy::Wait), ("NO_STATEMENT_EXIST", Remedy::NotFound)] {
        let platform = Platform::new(400, &json!({ "code": code, "message": "later" }).to_string());
        let error = run(platform.client().send(&TradeBill::new(day()))).unwrap_err();
        assert_eq!((error.outcome(), error.api_error().unwrap().remedy()), (Outcome::Answered, remedy));
        assert_eq!(error.trail().unwrap().attempts.len(), 1);
    }
}

#[test]
fn an_answer_that_lacks_its_digest_is_none() {
    for answer in [
        json!({ "hash_type": "SHA1", "download_url": "https://api.mch.weixin.qq.com/" }),
        json!({ "hash_type": "SHA1", "hash_value": null, "download_url": "https://api.mch.weixin.qq.com/" }),
        json!({ "hash_value": "79bb0f45fc4c42234a918000b2668d689e2bde04", "download_url": "x" }),
    ] {
        assert!(run(Platform::new(200, &answer.to_string()).client().send(&TradeBill::new(day()))).is_err());
    }
}
