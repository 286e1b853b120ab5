//! Bills, and refunds that a bank sent back.

use serde_json::{Value as Json, json};
use wx_merchant::{
    Refund,
    bills::{FundFlowBill, TradeBill},
    refunds::EncryptedAbnormalRefund,
};
use wx_sandbox::RefundResult;
use wx_sign::{AwsLc, Backend, PublicKey, encode_base64};
use wx_tests::difference::Difference;
use wx_types::Rule;

use super::{
    Turn,
    apiv3::Apiv3,
    check,
    merchant::{place, refund},
    tied::{remove, replace},
};

/// Names a refund that the bank sent back and, by turns, a card of the user or one of the merchant.
fn sent_back(door: &Apiv3, turn: Turn, members: &mut Json) {
    let mut asked =
        json!({ "out_refund_no": members["out_refund_no"], "amount": { "refund": 10, "currency": "CNY" } });
    refund(door, turn, &mut asked);
    let number = asked["out_refund_no"].as_str().unwrap();
    members["out_refund_no"] = number.into();
    door.done::<Refund>(&asked);
    members["refund_id"] =
        door.merchant.sandbox.settle_refund(number, RefundResult::Abnormal).unwrap().into();
    if turn.turn.is_multiple_of(2) {
        members["type"] = "USER_BANK_CARD".into();
        members["bank_account"] = secret(door, "6222020200112233445").into();
        members["real_name"] = secret(door, "张三").into();
        if members.get("bank_type").is_none() {
            members["bank_type"] = "ICBC_DEBIT".into();
        }
    } else {
        members["type"] = "MERCHANT_BANK_CARD".into();
        ["bank_type", "bank_account", "real_name"].iter().for_each(|name| remove(members, name));
    }
}

fn secret(door: &Apiv3, text: &str) -> String {
    let key = PublicKey::from_pem(door.merchant.sandbox.credentials().platform_public_key_pem()).unwrap();
    encode_base64(&AwsLc.encrypter(&key).unwrap().encrypt(text.as_bytes()).unwrap())
}

/// Asks for a bill of three days ago, which the gateway makes up.
fn bill(door: &Apiv3, _: Turn, members: &mut Json) {
    door.merchant.sandbox.set_big_bill(Some(1));
    members["bill_date"] = three_days_ago().0.into();
    if members.get("bill_type").is_some_and(|kind| kind == "REFUND") {
        replace(members, "bill_type", "ALL");
    }
}

/// Asks for the account of three days ago, when something was paid. The other accounts are empty.
fn account(door: &Apiv3, turn: Turn, members: &mut Json) {
    let (day, seconds) = three_days_ago();
    let number = format!("BOTH-{:06}", turn.number);
    place(door, &number);
    door.merchant.sandbox.set_clock_offset(-seconds);
    door.merchant.sandbox.pay(&number).unwrap();
    door.merchant.sandbox.set_clock_offset(0);
    members["bill_date"] = day.into();
    replace(members, "account_type", "BASIC");
}

/// That day in Beijing, and how many seconds ago its noon was.
fn three_days_ago() -> (String, i64) {
    const DAY: i64 = 86_400;
    const BEIJING: i64 = 8 * 3_600;
    let now = i64::try_from(std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
    let noon = (now + BEIJING) / DAY * DAY - BEIJING - 3 * DAY + DAY / 2;
    let day = wx_types::Rfc3339::from_unix(noon).unwrap();
    (day.as_str()[..10].to_owned(), now - noon)
}

#[test]
fn trade_bills() {
    const TYPES: Difference = Difference::only_gateway(
        &["bill_type"],
        Rule::OneOf(&["ALL", "SUCCESS", "REFUND"]),
        "the gateway makes no bills of recharges and of the special fees",
    );
    check::<TradeBill, _>(&Apiv3::new(), bill, &[&[TYPES]]);
}

#[test]
fn fund_flow_bills() {
    check::<FundFlowBill, _>(&Apiv3::new(), account, &[]);
}

#[test]
fn abnormal_refunds() {
    check::<EncryptedAbnormalRefund, _>(&Apiv3::new(), sent_back, &[]);
}
