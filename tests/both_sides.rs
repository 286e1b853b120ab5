//! The client's tables and the gateway's were written apart from each other; here they must agree.

use std::sync::atomic::{AtomicU32, Ordering};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;
use wx_apiv3::{Client, RawCall};
use wx_merchant::{AppPrepay, Refund};
use wx_tests::{Merchant, generate};
use wx_types::{BusinessNumber, Endpoint};

/// What ties a drawn body to the gateway's merchant and its orders.
type Tie = fn(&Merchant, &Runtime, u32, &mut Json);

fn order(merchant: &Merchant, _: &Runtime, number: u32, body: &mut Json) {
    body["appid"] = merchant.sandbox.credentials().appid().into();
    body["mchid"] = merchant.sandbox.credentials().mchid().into();
    body["out_trade_no"] = format!("BOTH-{number}").into();
}

fn refund(merchant: &Merchant, runtime: &Runtime, number: u32, body: &mut Json) {
    let paid = format!("PAID-{number}");
    runtime.block_on(merchant.client.send(&merchant.order(&paid, "http://127.0.0.1:9/"))).unwrap();
    body["transaction_id"] = merchant.sandbox.pay(&paid).unwrap().into();
    let members = body.as_object_mut().unwrap();
    members.remove("out_trade_no");
    body["out_refund_no"] = format!("BOTH-{number}").into();
    body["amount"] = json!({ "refund": 1, "total": 100, "currency": "CNY" });
}

fn check<E>(tie: Tie)
where
    E: Endpoint<Reply: std::fmt::Debug> + serde::de::DeserializeOwned + std::fmt::Debug,
{
    let runtime = Runtime::new().unwrap();
    let merchant = runtime.block_on(Merchant::new());
    let counter = AtomicU32::new(0);
    let next = || counter.fetch_add(1, Ordering::Relaxed);

    let mut runner = TestRunner::new(Config { cases: 64, ..Config::default() });
    runner
        .run(&generate::body(E::INFO), |mut body| {
            tie(&merchant, &runtime, next(), &mut body);
            let request = E::from_json(body.to_string().as_bytes());
            let request = request.map_err(|violations| TestCaseError::fail(violations.to_string()))?;
            let answer = runtime.block_on(merchant.client.send(&request));
            prop_assert!(answer.is_ok(), "the gateway refused a valid request: {:?}", answer);
            Ok(())
        })
        .unwrap();

    let broken = generate::body(E::INFO).prop_flat_map(|body| {
        let model = E::INFO;
        let mut body = body;
        // The tie must not mend what is to be broken, so the drawn numbers stay where they are broken.
        if let Some(members) = body.as_object_mut() {
            members.retain(|name, _| !["appid", "mchid", "transaction_id"].contains(&name.as_str()));
        }
        generate::broken(model, body)
    });
    runner
        .run(&broken, |broken| {
            let mut body = broken.body.clone();
            tie(&merchant, &runtime, next(), &mut body);
            // What was broken is broken again after the tie.
            let pointer = format!("/{}", broken.path.replace(['.', '['], "/").replace(']', ""));
            let wrong = broken.body.pointer(&pointer).cloned();
            let (Some(wrong), Some(member)) = (wrong, body.pointer_mut(&pointer)) else {
                return Err(TestCaseError::reject("the tie replaced the member"));
            };
            *member = wrong;
            let violations = E::from_json(body.to_string().as_bytes());
            let Err(violations) = violations else {
                return Err(TestCaseError::fail("the client took a broken request"));
            };
            prop_assert!(violations.names(&broken.path), "{} is not among: {violations}", broken.path);
            let refused = runtime.block_on(past_the_client::<E>(&merchant.client, &body));
            prop_assert_eq!(
                refused,
                Some(400),
                "the gateway took {} with {:?} broken",
                broken.path,
                broken.rule
            );
            Ok(())
        })
        .unwrap();
}

/// Sends a body as it is, and gives the status of the gateway's refusal.
async fn past_the_client<E: Endpoint>(client: &Client, body: &Json) -> Option<u16> {
    let call = RawCall::post(E::OPERATION.path, body.to_string(), BusinessNumber::new("test", "test"));
    client.call(&call).await.err()?.api_error().map(wx_apiv3::ApiError::status)
}

#[test]
fn app_orders() {
    check::<AppPrepay>(order);
}

#[test]
fn refunds() {
    check::<Refund>(refund);
}
