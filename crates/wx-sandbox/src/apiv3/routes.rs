//! Which handler serves which method and path.

use super::answer::Answer;
use super::call::Call;
use super::channel::Channel::{App, H5, Jsapi, Native};
use super::party::Role::{Merchant, Provider};
use super::payscore::{change, create as score, permissions, query as score_query};
use super::refusal::{Code, Refusal, reason};
use super::{abnormal, bill, certificates, close, combine, prepay, query, refund};
use crate::router::{Request, decode};

pub(crate) type Handler = fn(&Call<'_>) -> Result<Answer, Refusal>;

/// `{}` stands for one percent-decoded segment.
const ROUTES: &[(&str, &str, Handler)] = &[
    ("POST", "/v3/pay/transactions/app", |call| prepay::create(call, Merchant, App)),
    ("POST", "/v3/pay/transactions/jsapi", |call| prepay::create(call, Merchant, Jsapi)),
    ("POST", "/v3/pay/transactions/h5", |call| prepay::create(call, Merchant, H5)),
    ("POST", "/v3/pay/transactions/native", |call| prepay::create(call, Merchant, Native)),
    ("GET", "/v3/pay/transactions/id/{}", |call| query::by_transaction_id(call, Merchant)),
    ("GET", "/v3/pay/transactions/out-trade-no/{}", |call| query::by_out_trade_no(call, Merchant)),
    ("POST", "/v3/pay/transactions/out-trade-no/{}/close", |call| close::close(call, Merchant)),
    ("POST", "/v3/pay/partner/transactions/app", |call| prepay::create(call, Provider, App)),
    ("POST", "/v3/pay/partner/transactions/jsapi", |call| prepay::create(call, Provider, Jsapi)),
    ("POST", "/v3/pay/partner/transactions/h5", |call| prepay::create(call, Provider, H5)),
    ("POST", "/v3/pay/partner/transactions/native", |call| prepay::create(call, Provider, Native)),
    ("GET", "/v3/pay/partner/transactions/id/{}", |call| query::by_transaction_id(call, Provider)),
    ("GET", "/v3/pay/partner/transactions/out-trade-no/{}", |call| query::by_out_trade_no(call, Provider)),
    ("POST", "/v3/pay/partner/transactions/out-trade-no/{}/close", |call| close::close(call, Provider)),
    ("POST", "/v3/combine-transactions/app", |call| combine::create(call, App)),
    ("POST", "/v3/combine-transactions/jsapi", |call| combine::create(call, Jsapi)),
    ("POST", "/v3/combine-transactions/h5", |call| combine::create(call, H5)),
    ("POST", "/v3/combine-transactions/native", |call| combine::create(call, Native)),
    ("GET", "/v3/combine-transactions/id/{}", combine::by_transaction_id),
    ("GET", "/v3/combine-transactions/out-trade-no/{}", combine::by_number),
    ("POST", "/v3/combine-transactions/out-trade-no/{}/close", combine::close),
    ("POST", "/v3/refund/domestic/refunds", refund::create),
    ("GET", "/v3/refund/domestic/refunds/{}", refund::query),
    ("POST", "/v3/refund/domestic/refunds/{}/apply-abnormal-refund", abnormal::apply),
    ("GET", "/v3/bill/tradebill", bill::trade),
    ("GET", "/v3/bill/fundflowbill", bill::fund_flow),
    ("GET", bill::DOWNLOAD, bill::download),
    ("POST", "/v3/payscore/acquiringbank/serviceorder", score::service),
    ("GET", "/v3/payscore/acquiringbank/serviceorder", score_query::order),
    ("GET", "/v3/payscore/acquiringbank/serviceorder/deduction", score_query::deduction),
    ("POST", "/v3/payscore/acquiringbank/serviceorder/{}/cancel", change::cancel),
    ("POST", "/v3/payscore/acquiringbank/serviceorder/{}/complete", change::complete),
    ("POST", "/v3/payscore/acquiringbank/serviceorder/{}/modify", change::modify),
    ("POST", "/v3/payscore/acquiringbank/serviceorder/{}/sync", change::sync),
    ("POST", "/v3/payscore/acquiringbank/serviceorder/{}/registerdeductinfo", change::register),
    ("POST", "/v3/payscore/acquiringbank/servicepayondeliveryorder", score::pay_on_delivery),
    ("POST", "/v3/payscore/acquiringbank/permissions", permissions::apply),
    ("GET", "/v3/payscore/acquiringbank/permissions/authorization-code/{}", permissions::query),
    (
        "POST",
        "/v3/payscore/acquiringbank/permissions/authorization-code/{}/terminate",
        permissions::terminate,
    ),
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
