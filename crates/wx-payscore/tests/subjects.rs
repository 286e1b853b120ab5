//! The endpoints as values, for tests that walk their tables.

use serde::de::DeserializeOwned;
use serde_json::Value;
use wx_payscore::{
    CancelOrder, CompleteOrder, CreateOrder, CreatePayOnDelivery, ModifyOrder, Preauthorize,
    QueryAuthorization, QueryDeduction, QueryOrder, RegisterDeduction, SyncOrder, TerminateAuthorization,
};
use wx_types::{Endpoint, Operation, Violations};

use crate::exchanges::fixture;

/// One endpoint with a request that says all it can.
pub struct Subject {
    pub operation: Operation,
    pub full: Value,
    check: fn(&[u8]) -> Result<(), Violations>,
}

impl Subject {
    fn new<E: Endpoint + DeserializeOwned>(request: &str) -> Self {
        Self {
            operation: E::OPERATION,
            full: serde_json::from_str(request).unwrap(),
            check: |text| E::from_json(text).map(drop),
        }
    }

    /// What is wrong with this request.
    pub fn faults(&self, request: &Value) -> Vec<wx_types::Violation> {
        (self.check)(request.to_string().as_bytes()).err().into_iter().flatten().collect()
    }
}

macro_rules! subjects {
    ($($name:ident = $request:ty, $file:literal;)*) => {
        $(pub fn $name() -> Subject {
            Subject::new::<$request>(fixture!($file).request)
        })*
    };
}

subjects! {
    create_order = CreateOrder, "create_order";
    create_pay_on_delivery = CreatePayOnDelivery, "create_pay_on_delivery";
    query_order = QueryOrder, "query_order";
    cancel_order = CancelOrder, "cancel_order";
    complete_order = CompleteOrder, "complete_order";
    modify_order = ModifyOrder, "modify_order";
    register_deduction = RegisterDeduction, "register_deduction";
    query_deduction = QueryDeduction, "query_deduction";
    sync_order = SyncOrder, "sync_order";
    preauthorize = Preauthorize, "preauthorize";
    query_authorization = QueryAuthorization, "query_authorization";
    terminate_authorization = TerminateAuthorization, "terminate_authorization";
}
