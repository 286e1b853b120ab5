//! The door of APIv3: signed and verified calls with and without the checks of a type.

use serde_json::{Map, Value as Json};
use tokio::runtime::Runtime;
use wx_apiv3::{ApiError, RawCall};
use wx_tests::Merchant;
use wx_types::{BusinessNumber, Endpoint, Method, Operation, Place, percent_encode};

use super::Door;

/// A merchant with a gateway of its own. The gateway goes first, and then what it runs on.
pub(super) struct Apiv3 {
    pub(super) merchant: Merchant,
    runtime: Runtime,
}

impl Apiv3 {
    pub(super) fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        Self { merchant: runtime.block_on(Merchant::new()), runtime }
    }

    /// Sends a request that a tie needs to have been sent, from its members.
    #[track_caller]
    pub(super) fn done<E>(&self, members: &Json) -> E::Reply
    where
        E: Endpoint<Reply: Send> + serde::de::DeserializeOwned + Sync,
    {
        let request = E::from_json(members.to_string().as_bytes()).unwrap();
        self.runtime.block_on(self.merchant.client.send(&request)).unwrap().reply
    }
}

impl<E> Door<E> for Apiv3
where
    E: Endpoint<Reply: Send> + Sync,
{
    fn send(&self, request: &E) -> Result<(), String> {
        let sent = self.runtime.block_on(self.merchant.client.send(request));
        sent.map(drop)
            .map_err(|error| format!("{error:?} {:?}", error.api_error().and_then(ApiError::detail)))
    }

    fn past_the_client(&self, members: &Json) -> Result<(), String> {
        let call = call(&E::OPERATION, members);
        let sent = self.runtime.block_on(self.merchant.client.call(&call));
        sent.map(drop).map_err(|error| match error.api_error() {
            Some(refusal) => said(refusal),
            None => panic!("{error:?}"),
        })
    }
}

/// A call with these members where the operation has them, whatever they hold.
fn call(operation: &Operation, members: &Json) -> RawCall {
    let (mut target, mut query, mut body) = (operation.path.to_owned(), Vec::new(), Map::new());
    for (name, value) in members.as_object().unwrap() {
        let text = || percent_encode(value.as_str().unwrap());
        match operation.model.field(name).unwrap().place {
            Place::Path => target = target.replace(&format!("{{{name}}}"), &text()),
            Place::Query => query.push(format!("{name}={}", text())),
            Place::Body => {
                body.insert(name.clone(), value.clone());
            }
        }
    }
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    match operation.method {
        Method::Get => RawCall::get(target),
        Method::Post => {
            let number = BusinessNumber::new("number", "of the test");
            RawCall::post(target, Json::Object(body).to_string(), number)
        }
    }
}

/// Which members the refusal names, and its words about each.
fn said(refusal: &ApiError) -> String {
    let words = |detail: &Json| format!("{} {}", text(detail, "field"), text(detail, "issue"));
    let detail = refusal.detail().cloned().unwrap_or_default();
    match detail.get("faults").and_then(Json::as_array) {
        Some(faults) => faults.iter().map(words).collect::<Vec<_>>().join("; "),
        None => words(&detail),
    }
}

fn text<'a>(detail: &'a Json, name: &str) -> &'a str {
    detail.get(name).and_then(Json::as_str).unwrap_or_default()
}
