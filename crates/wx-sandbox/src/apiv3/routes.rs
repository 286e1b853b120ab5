//! Which handler serves which method and path.

use std::sync::Arc;

use serde_json::Value;

use super::answer::Answer;
use super::refusal::{Code, Refusal, reason};
use super::{certificates, close, prepay, query, refund};
use crate::gateway::Gateway;
use crate::router::{Request, decode};
use crate::schema::{Schema, check};

/// An admitted request, with the values of its path.
pub(crate) struct Call<'a> {
    pub(crate) gateway: &'a Arc<Gateway>,
    pub(crate) request: &'a Request,
    pub(crate) args: Vec<String>,
}

pub(crate) type Handler = fn(&Call<'_>) -> Result<Answer, Refusal>;

/// `{}` stands for one percent-decoded segment.
const ROUTES: &[(&str, &str, Handler)] = &[
    ("POST", "/v3/pay/transactions/app", prepay::app),
    ("GET", "/v3/pay/transactions/id/{}", query::by_transaction_id),
    ("GET", "/v3/pay/transactions/out-trade-no/{}", query::by_out_trade_no),
    ("POST", "/v3/pay/transactions/out-trade-no/{}/close", close::close),
    ("POST", "/v3/refund/domestic/refunds", refund::create),
    ("GET", "/v3/refund/domestic/refunds/{}", refund::query),
    ("GET", "/v3/certificates", certificates::list),
];

/// The handler and the values of the path.
pub(crate) fn find(request: &Request) -> Result<(Handler, Vec<String>), Refusal> {
    let mut method_exists = false;
    for (method, template, handler) in ROUTES {
        let Some(args) = segments(template, &request.path) else { continue };
        if request.method.as_str() != *method {
            method_exists = true;
            continue;
        }
        let args: Option<Vec<String>> = args.into_iter().map(|raw| decode(raw, false)).collect();
        let args = args.ok_or_else(|| Refusal::field("path", "path", "is not percent-encoded UTF-8"))?;
        return Ok((*handler, args));
    }
    Err(if method_exists {
        Refusal::new(Code::MethodNotAllowed, reason::UNDOCUMENTED, "the path does not take this method")
    } else {
        Refusal::new(Code::NotFound, reason::UNDOCUMENTED, "the sandbox has no such path")
    })
}

/// The raw segments that stand at `{}`, if everything else is equal.
fn segments<'a>(template: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut args = Vec::new();
    let mut given = path.split('/');
    for wanted in template.split('/') {
        let segment = given.next()?;
        if wanted == "{}" {
            args.push(segment);
        } else if wanted != segment {
            return None;
        }
    }
    given.next().is_none().then_some(args)
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

    /// Refuses any query.
    pub(crate) fn check_no_query(&self) -> Result<(), Refusal> {
        match self.request.query {
            None => Ok(()),
            Some(_) => Err(Refusal::field("query", "query", "must be empty")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::segments;

    #[test]
    fn templates_match_whole_paths() {
        assert_eq!(segments("/v3/a/{}/close", "/v3/a/1%7C2/close"), Some(vec!["1%7C2"]));
        assert_eq!(segments("/v3/a/{}", "/v3/a/1/close"), None);
        assert_eq!(segments("/v3/a/{}/close", "/v3/a/1"), None);
        assert_eq!(segments("/v3/a", "/v3/a/"), None);
        assert_eq!(segments("/v3/a", "/v3/A"), None);
    }
}
