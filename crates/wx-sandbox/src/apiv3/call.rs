//! An admitted request, and what handlers ask of it.

use std::sync::Arc;

use serde_json::Value;

use super::refusal::Refusal;
use crate::gateway::Gateway;
use crate::router::{Request, decode};
use crate::schema::{Form, Schema, check};

/// An admitted request, with the values of its path.
pub(crate) struct Call<'a> {
    pub(crate) gateway: &'a Arc<Gateway>,
    pub(crate) request: &'a Request,
    pub(crate) args: Vec<String>,
}

impl Call<'_> {
    /// The body, if it is JSON and keeps every rule of the table.
    pub(crate) fn body(&self, schema: &Schema) -> Result<Value, Refusal> {
        let body: Value = serde_json::from_slice(&self.request.body)
            .map_err(|_| Refusal::cross("", "is not JSON in UTF-8"))?;
        let faults = check(schema, &body);
        if faults.is_empty() { Ok(body) } else { Err(Refusal::faults(&faults)) }
    }

    /// The value at this place of the path.
    pub(crate) fn arg(&self, index: usize) -> &str {
        self.args.get(index).map(String::as_str).unwrap_or_default()
    }

    /// Checks that the query consists of `mchid`, and that it is the merchant's.
    pub(crate) fn check_mchid_query(&self) -> Result<(), Refusal> {
        let params = self.query()?;
        match params.as_slice() {
            [(name, value)] if name == "mchid" => self.check_mchid(value, "query", "mchid"),
            [] => Err(Refusal::field("query", "mchid", "is required")),
            _ => Err(Refusal::field("query", "mchid", "must be the only parameter")),
        }
    }

    /// Checks a merchant number of the request against the one of `Authorization`.
    pub(crate) fn check_mchid(&self, mchid: &str, location: &str, field: &str) -> Result<(), Refusal> {
        if mchid == self.gateway.credentials.mchid() {
            Ok(())
        } else {
            Err(Refusal::field(location, field, "is not the mchid of Authorization"))
        }
    }

    /// The parameters of the query, decoded.
    pub(crate) fn query(&self) -> Result<Vec<(String, String)>, Refusal> {
        let query = self.request.query.as_deref().unwrap_or_default();
        query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Some((decode(name, true)?, decode(value, true)?))
            })
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| Refusal::field("query", "query", "is not percent-encoded UTF-8"))
    }

    /// The parameters of the query: each of `required`, perhaps some of `optional`, none twice and no other. Names
    /// that end in `mchid` must have digits as their value.
    pub(crate) fn params(&self, required: &[&str], optional: &[&str]) -> Result<Params, Refusal> {
        let params = Params(self.query()?);
        let known = || required.iter().chain(optional);
        if params.0.iter().any(|(name, _)| !known().any(|known| known == name)) {
            return Err(Refusal::field(
                "query",
                "query",
                "holds a parameter that this request does not have",
            ));
        }
        for name in known() {
            if params.0.iter().filter(|(given, _)| given == name).count() > 1 {
                return Err(Refusal::field("query", name, "must not stand twice"));
            }
            let digits = |value: &str| (1..=32).contains(&value.len()) && Form::Digits.accepts(value);
            if name.ends_with("mchid") && params.get(name).is_some_and(|value| !digits(value)) {
                return Err(Refusal::field("query", name, "must be 1 to 32 decimal digits"));
            }
        }
        match required.iter().find(|name| params.text(name).is_empty()) {
            Some(name) => Err(Refusal::field("query", name, "is required")),
            None => Ok(params),
        }
    }

    /// Refuses any query.
    pub(crate) fn check_no_query(&self) -> Result<(), Refusal> {
        match self.request.query {
            None => Ok(()),
            Some(_) => Err(Refusal::field("query", "query", "must be empty")),
        }
    }
}

/// The parameters of a query.
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value, or nothing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }
}
