//! Which handler serves which method at which path.

use std::sync::Arc;

use serde_json::Value;

use super::biz::Biz;
use super::envelope::Caller;
use super::refusal::Refusal;
use super::{AGENT_PATH, MERCHANT_PATH, close, create, query, refund};
use crate::gateway::Gateway;
use crate::schema::Schema;

/// A request whose signature was right.
pub(crate) struct Call<'a> {
    pub(crate) gateway: &'a Arc<Gateway>,
    pub(crate) caller: Caller,
    pub(crate) biz_content: &'a str,
}

pub(crate) type Handler = fn(&Call<'_>) -> Result<Value, Refusal>;

/// Methods are told apart by case.
const METHODS: &[(&str, &str, Handler)] = &[
    (MERCHANT_PATH, "openapi.payment.order.mina", create::mina),
    (MERCHANT_PATH, "openapi.payment.order.query", query::query),
    (MERCHANT_PATH, "openapi.payment.order.refund", refund::refund),
    (MERCHANT_PATH, "openapi.payment.order.refund.query", refund::query),
    (MERCHANT_PATH, "openapi.payment.order.close", close::close),
    (AGENT_PATH, "fbpay.order.query", query::second),
];

pub(crate) fn find(path: &str, method: &str) -> Result<Handler, Refusal> {
    let found = METHODS.iter().find(|(_, name, _)| *name == method);
    match found {
        Some((known, _, handler)) if *known == path => Ok(*handler),
        Some((known, _, _)) => Err(Refusal::parameter(format!("/method is served at {known}"))),
        None => Err(Refusal::parameter("/method names none that this sandbox serves")),
    }
}

impl Call<'_> {
    pub(crate) fn biz(&self, schema: &Schema) -> Result<Biz, Refusal> {
        Biz::read(self.biz_content, schema)
    }
}
