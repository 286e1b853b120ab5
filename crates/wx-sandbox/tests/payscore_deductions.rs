//! PayScore for acquiring institutions: deductions that are registered for the clearing house.

use serde_json::{Value, json};
use wx_sandbox::{ActError, Collector, Sandbox};

use crate::client::{Draft, NOW, Reply, get};
use crate::payscore::{
    NAMES, ORDERS, UNDOCUMENTED, act, cancel, completed, done, modify, query, register, sync,
};

const DAY: i64 = 86_400;
const UNDERWAY: u32 = 271_316_754;

fn deduction() -> String {
    format!("{ORDERS}/deduction?{NAMES}&appid=wxd678efh567hg6787&out_order_no=S1")
}

/// What [`act`] does, when the sandbox's clock is a day ahead. The answer is a day ahead as well.
async fn a_day_later(sandbox: &Sandbox, name: &str, body: &Value) -> Reply {
    sandbox.set_clock_offset(DAY);
    let target = format!("{ORDERS}/S1/{name}");
    let mut draft = Draft::new(sandbox, "POST", &target, body.to_string().as_bytes());
    draft.timestamp = NOW.saturating_add(DAY).to_string();
    let reply = draft.send(sandbox).await;
    assert_eq!(reply.0.verify(sandbox.credentials(), NOW.saturating_add(DAY)), Ok(()));
    reply
}

async fn registered() -> Sandbox {
    let sandbox = completed(9_000).await;
    act(&sandbox, "S1", "registerdeductinfo", &register("D1")).await.ok(&sandbox);
    sandbox
}

#[tokio::test]
async fn a_deduction_is_good_for_a_day_and_one_use() {
    let sandbox = completed(9_000).await;
    get(&sandbox, &deduction()).await.refused(&sandbox, 404, "ORDER_NOT_EXIST", 268_512_771);
    assert!(sandbox.collect_service_order("S1", Collector::ClearingHouse).is_err());
    let first = act(&sandbox, "S1", "registerdeductinfo", &register("D1")).await.ok(&sandbox);
    let told = get(&sandbox, &deduction()).await.ok(&sandbox);
    assert_eq!(told, json!({ "description": first["description"], "out_trade_no": "D1" }));

    sandbox.set_clock_offset(DAY);
    let late = sandbox.collect_service_order("S1", Collector::ClearingHouse);
    assert_eq!(late, Err(ActError::Expired));
    assert_eq!(a_day_later(&sandbox, "registerdeductinfo", &register("D2")).await.status(), 200);
    sandbox.collect_service_order("S1", Collector::ClearingHouse).unwrap();
    sandbox.deliveries_done().await;
    assert!(
        !format!("{:?}", sandbox.log()).contains("PAYSCORE"),
        "the clearing house tells by its own means"
    );
    sandbox.set_clock_offset(0);
    assert_eq!(query(&sandbox, "S1").await["state"], "DONE");
    assert_eq!(get(&sandbox, &deduction()).await.ok(&sandbox)["out_trade_no"], "D2");
}

#[tokio::test]
async fn registering_again_changes_nothing() {
    let sandbox = completed(9_000).await;
    let first = act(&sandbox, "S1", "registerdeductinfo", &register("D1")).await.ok(&sandbox);
    assert_eq!(act(&sandbox, "S1", "registerdeductinfo", &register("D1")).await.ok(&sandbox), first);
    let other = act(&sandbox, "S1", "registerdeductinfo", &register("D2")).await;
    other.refused(&sandbox, 400, "INVALID_REQUEST", UNDERWAY);
}

#[tokio::test]
async fn a_number_that_is_over_is_not_registered_again() {
    let sandbox = registered().await;
    let again = a_day_later(&sandbox, "registerdeductinfo", &register("D1")).await;
    again.refused_unsigned(400, "INVALID_REQUEST", UNDOCUMENTED);
    assert_eq!(a_day_later(&sandbox, "registerdeductinfo", &register("D2")).await.status(), 200);
}

#[tokio::test]
async fn a_live_deduction_holds_the_order_still() {
    for (name, body, reason) in
        [("cancel", cancel(), 271_316_592), ("modify", modify(8_000), UNDERWAY), ("sync", sync(), UNDERWAY)]
    {
        let sandbox = registered().await;
        let reply = act(&sandbox, "S1", name, &body).await;
        reply.refused(&sandbox, 400, "INVALID_ORDER_STATE", reason);
        assert_eq!(query(&sandbox, "S1").await["collection"]["paying_amount"], 9_000);
        assert_eq!(a_day_later(&sandbox, name, &body).await.status(), 204, "{name}");
    }
}

#[tokio::test]
async fn what_was_changed_before_a_deduction_can_be_repeated() {
    let sandbox = completed(9_000).await;
    done(&act(&sandbox, "S1", "modify", &modify(8_000)).await, &sandbox);
    act(&sandbox, "S1", "registerdeductinfo", &register("D1")).await.ok(&sandbox);
    done(&act(&sandbox, "S1", "modify", &modify(8_000)).await, &sandbox);
}

#[tokio::test]
async fn a_revoked_order_shows_no_deduction() {
    let sandbox = registered().await;
    assert_eq!(a_day_later(&sandbox, "cancel", &cancel()).await.status(), 204);
    sandbox.set_clock_offset(0);
    get(&sandbox, &deduction()).await.refused(&sandbox, 400, "ORDER_CANCELED", UNDOCUMENTED);
}
