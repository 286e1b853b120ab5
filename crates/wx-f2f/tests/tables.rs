//! The table of endpoints: what everything else reads.

use wx_f2f::tables::ENDPOINTS;
use wx_types::{Method, Repeat};

#[test]
fn each_endpoint_stands_in_the_table_once() {
    let found: Vec<_> = ENDPOINTS
        .iter()
        .map(|operation| (operation.model.name, operation.method, operation.path, operation.repeat))
        .collect();
    assert_eq!(
        found,
        [
            (
                "CreateOrder",
                Method::Post,
                "/wxa/business/f2f/createorderinfo",
                Repeat::SameKey("out_request_no")
            ),
            ("QueryOrder", Method::Post, "/wxa/business/f2f/queryorderinfo", Repeat::Safe),
        ]
    );
}

#[test]
fn each_endpoint_names_its_page_and_the_day_it_was_read() {
    for operation in ENDPOINTS {
        assert!(!operation.page.is_empty() && !operation.empty_reply);
        assert_eq!(operation.read, "2026-11-23");
    }
}

#[test]
fn the_fields_stand_in_the_order_of_the_page() {
    let names = |index: usize| -> Vec<(&str, bool)> {
        ENDPOINTS[index].model.fields.iter().map(|field| (field.name, field.required)).collect()
    };
    assert_eq!(
        names(0),
        [
            ("payer_openid", true),
            ("payee_openid", true),
            ("out_request_no", true),
            ("amount", true),
            ("discount_amount", false),
            ("attach", false),
        ]
    );
    assert_eq!(names(1), [("confirm_token", false), ("out_request_no", false)]);
}
