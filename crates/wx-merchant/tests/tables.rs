//! The table of endpoints: what everything else reads.

use wx_merchant::tables::ENDPOINTS;
use wx_types::{Field, Kind, Method, ModelInfo, Place, Repeat, Rule, rule::TextForm};

#[test]
fn each_endpoint_stands_in_the_table_once() {
    let found: Vec<_> = ENDPOINTS
        .iter()
        .map(|operation| {
            (operation.model.name, operation.method, operation.path, operation.repeat, operation.empty_reply)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("AppPrepay", Method::Post, "/v3/pay/transactions/app", Repeat::SameKey("out_trade_no"), false),
            (
                "JsapiPrepay",
                Method::Post,
                "/v3/pay/transactions/jsapi",
                Repeat::SameKey("out_trade_no"),
                false
            ),
            ("H5Prepay", Method::Post, "/v3/pay/transactions/h5", Repeat::SameKey("out_trade_no"), false),
            (
                "NativePrepay",
                Method::Post,
                "/v3/pay/transactions/native",
                Repeat::SameKey("out_trade_no"),
                false
            ),
            (
                "QueryByTransactionId",
                Method::Get,
                "/v3/pay/transactions/id/{transaction_id}",
                Repeat::Safe,
                false
            ),
            (
                "QueryByOutTradeNo",
                Method::Get,
                "/v3/pay/transactions/out-trade-no/{out_trade_no}",
                Repeat::Safe,
                false
            ),
            (
                "Close",
                Method::Post,
                "/v3/pay/transactions/out-trade-no/{out_trade_no}/close",
                Repeat::SameKey("out_trade_no"),
                true
            ),
            ("Refund", Method::Post, "/v3/refund/domestic/refunds", Repeat::SameKey("out_refund_no"), false),
            ("QueryRefund", Method::Get, "/v3/refund/domestic/refunds/{out_refund_no}", Repeat::Safe, false),
            (
                "EncryptedAbnormalRefund",
                Method::Post,
                "/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund",
                Repeat::Once("out_refund_no"),
                false
            ),
            ("TradeBill", Method::Get, "/v3/bill/tradebill", Repeat::Safe, false),
            ("FundFlowBill", Method::Get, "/v3/bill/fundflowbill", Repeat::Safe, false),
            (
                "PartnerAppPrepay",
                Method::Post,
                "/v3/pay/partner/transactions/app",
                Repeat::SameKey("out_trade_no"),
                false
            ),
            (
                "PartnerJsapiPrepay",
                Method::Post,
                "/v3/pay/partner/transactions/jsapi",
                Repeat::SameKey("out_trade_no"),
                false
            ),
            (
                "PartnerH5Prepay",
                Method::Post,
                "/v3/pay/partner/transactions/h5",
                Repeat::SameKey("out_trade_no"),
                false
            ),
            (
                "PartnerNativePrepay",
                Method::Post,
                "/v3/pay/partner/transactions/native",
                Repeat::SameKey("out_trade_no"),
                false
            ),
            (
                "PartnerQueryByTransactionId",
                Method::Get,
                "/v3/pay/partner/transactions/id/{transaction_id}",
                Repeat::Safe,
                false
            ),
            (
                "PartnerQueryByOutTradeNo",
                Method::Get,
                "/v3/pay/partner/transactions/out-trade-no/{out_trade_no}",
                Repeat::Safe,
                false
            ),
            (
                "PartnerClose",
                Method::Post,
                "/v3/pay/partner/transactions/out-trade-no/{out_trade_no}/close",
                Repeat::SameKey("out_trade_no"),
                true
            ),
            (
                "PartnerRefund",
                Method::Post,
                "/v3/refund/domestic/refunds",
                Repeat::SameKey("out_refund_no"),
                false
            ),
            (
                "PartnerQueryRefund",
                Method::Get,
                "/v3/refund/domestic/refunds/{out_refund_no}",
                Repeat::Safe,
                false
            ),
            (
                "CombineAppPrepay",
                Method::Post,
                "/v3/combine-transactions/app",
                Repeat::SameKey("combine_out_trade_no"),
                false
            ),
            (
                "CombineJsapiPrepay",
                Method::Post,
                "/v3/combine-transactions/jsapi",
                Repeat::SameKey("combine_out_trade_no"),
                false
            ),
            (
                "CombineH5Prepay",
                Method::Post,
                "/v3/combine-transactions/h5",
                Repeat::SameKey("combine_out_trade_no"),
                false
            ),
            (
                "CombineNativePrepay",
                Method::Post,
                "/v3/combine-transactions/native",
                Repeat::SameKey("combine_out_trade_no"),
                false
            ),
            (
                "CombineQueryByOutTradeNo",
                Method::Get,
                "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}",
                Repeat::Safe,
                false
            ),
            (
                "CombineQueryByTransactionId",
                Method::Get,
                "/v3/combine-transactions/id/{combine_transaction_id}",
                Repeat::Safe,
                false
            ),
            (
                "CombineClose",
                Method::Post,
                "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close",
                Repeat::SameKey("combine_out_trade_no"),
                true
            ),
        ]
    );
}

#[test]
fn each_endpoint_names_its_page_and_the_day_it_was_read() {
    for operation in ENDPOINTS {
        assert!(!operation.page.is_empty());
        assert!(operation.read.len() == 10 && operation.read.starts_with("202"), "{}", operation.path);
    }
}

/// The limits themselves, held against a text that was compared by hand with what the pages say. The tests of the
/// rules take the table at its word; this one does not.
#[test]
fn the_limits_are_those_of_the_pages() {
    let mut text = String::new();
    for operation in ENDPOINTS {
        text.push_str(&format!("{} {}\n", operation.method.as_str(), operation.path));
        write(operation.model, "", &mut text);
        text.push('\n');
    }
    assert!(text == include_str!("fixtures/limits.txt"), "now it is:\n{text}");
}

fn write(model: &ModelInfo, path: &str, text: &mut String) {
    for field in model.fields {
        let (nested, list) = match field.kind {
            Kind::Object(nested) => (Some(nested), ""),
            Kind::List(Kind::Object(nested)) => (Some(*nested), "[]"),
            _ => (None, ""),
        };
        let path = format!("{path}{}{list}", field.name);
        text.push_str(&line(field, &path));
        if let Some(nested) = nested {
            write(nested, &format!("{path}."), text);
        }
    }
}

fn line(field: &Field, path: &str) -> String {
    let place = match field.place {
        Place::Body => "",
        Place::Path => " in path",
        Place::Query => " in query",
    };
    let need = if field.required { "required" } else { "optional" };
    let mut line = format!("  {path} {need}{place}, {}", field.kind.words());
    for rule in field.all_rules() {
        let rule = match *rule {
            Rule::Chars { min, max } => format!("{min}..={max} characters"),
            Rule::Bytes { min, max } => format!("{min}..={max} bytes"),
            Rule::Range { min, max: i64::MAX } => format!("{min}.."),
            Rule::Range { min, max } => format!("{min}..={max}"),
            Rule::Items { min, max } => format!("{min}..={max} entries"),
            Rule::JsonBytes { max } => format!("..={max} bytes as JSON"),
            Rule::Charset(charset) => charset.to_string(),
            Rule::OneOf(allowed) => allowed.join("|"),
            Rule::BasicPlane => "no four-byte characters".to_owned(),
            Rule::Form(TextForm::Rfc3339) => "RFC 3339".to_owned(),
            Rule::Form(TextForm::Date) => "YYYY-MM-DD".to_owned(),
            Rule::Form(TextForm::IpAddress) => "IP address".to_owned(),
            Rule::Form(TextForm::CallbackUrl) => "address without query".to_owned(),
            // What no page says of a value.
            _ => continue,
        };
        line.push_str(&format!("; {rule}"));
    }
    line + "\n"
}
