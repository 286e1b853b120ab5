//! PayScore: service orders, deductions and authorisations.

mod differences;
mod ties;

use wx_payscore::{
    CancelOrder, CompleteOrder, CreateOrder, CreatePayOnDelivery, ModifyOrder, Preauthorize,
    QueryAuthorization, QueryDeduction, QueryOrder, RegisterDeduction, SyncOrder, TerminateAuthorization,
};
use wx_tests::difference::Difference;
use wx_types::Rule;

use super::{apiv3::Apiv3, check};
use differences::{DESCRIPTIONS, DISCOUNTS, LOOKED_UP, NEW_ORDER, PAYMENTS, REMARKS, SHOPPING, SUB_APPID};
use ties::{
    asked_for, authorisation, completed, deduction, end, given, lower, new_order, order, query, registered,
};

#[test]
fn orders() {
    check::<CreateOrder, _>(&Apiv3::new(), new_order, &[NEW_ORDER]);
}

#[test]
fn orders_on_delivery() {
    check::<CreatePayOnDelivery, _>(&Apiv3::new(), new_order, &[NEW_ORDER, SHOPPING]);
}

#[test]
fn queries() {
    check::<QueryOrder, _>(&Apiv3::new(), query, &[&[LOOKED_UP]]);
}

#[test]
fn cancellations() {
    check::<CancelOrder, _>(&Apiv3::new(), |door, turn, members| drop(order(door, turn, members)), &[]);
}

#[test]
fn completions() {
    const TAG: Difference = Difference::only_gateway(
        &["goods_tag"],
        Rule::Chars { min: 0, max: 32 },
        "the page gives no length; the gateway takes that of other orders",
    );
    check::<CompleteOrder, _>(&Apiv3::new(), end, &[&[PAYMENTS, DISCOUNTS, DESCRIPTIONS, REMARKS, TAG]]);
}

#[test]
fn modifications() {
    check::<ModifyOrder, _>(&Apiv3::new(), lower, &[&[DISCOUNTS, DESCRIPTIONS]]);
}

#[test]
fn synchronisations() {
    check::<SyncOrder, _>(&Apiv3::new(), |door, turn, members| drop(completed(door, turn, members)), &[]);
}

#[test]
fn deductions() {
    check::<RegisterDeduction, _>(&Apiv3::new(), deduction, &[]);
}

#[test]
fn deduction_queries() {
    check::<QueryDeduction, _>(&Apiv3::new(), registered, &[&[LOOKED_UP]]);
}

#[test]
fn authorisations() {
    const ADDRESS: Difference = Difference::only_client(
        &["notify_url"],
        &["chars high"],
        "pages of this product say 255 and 256 characters; here the client keeps to the lower one",
    );
    check::<Preauthorize, _>(&Apiv3::new(), authorisation, &[&[SUB_APPID, ADDRESS]]);
}

#[test]
fn authorisation_queries() {
    check::<QueryAuthorization, _>(&Apiv3::new(), asked_for, &[&[LOOKED_UP]]);
}

#[test]
fn terminations() {
    check::<TerminateAuthorization, _>(&Apiv3::new(), given, &[]);
}
