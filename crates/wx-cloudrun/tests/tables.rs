use std::collections::HashSet;

use wx_cloudrun::{
    CloudCall, Container, InnerCode, OuterCode, StoreInfo, UnifiedOrder, host, tables::ENDPOINTS,
};
use wx_types::{Endpoint, Method, Model, Place, Repeat};

#[test]
fn every_endpoint_is_listed_once() {
    let paths: HashSet<_> = ENDPOINTS.iter().map(|operation| operation.path).collect();
    assert_eq!(paths.len(), ENDPOINTS.len());
    for operation in ENDPOINTS {
        let name = operation.path.strip_prefix("/_/pay/").expect("one prefix");
        let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/").to_owned() + name;
        for file in ["request.json", "answer.json"] {
            assert!(std::fs::exists(format!("{fixtures}/{file}")).unwrap(), "{name}: {file}");
        }
        assert_eq!(operation.method, Method::Post);
        assert!(operation.model.fields.iter().all(|field| field.place == Place::Body));
        assert!(operation.model.field("nonce_str").is_some_and(|field| !field.required), "{name}");
    }
}

#[test]
fn nothing_that_acts_is_sent_again_by_itself() {
    for operation in ENDPOINTS {
        let reads = operation.path.contains("query") || operation.path.contains("bill");
        assert_eq!(operation.repeat == Repeat::Safe, reads, "{}", operation.path);
        assert!(!matches!(operation.repeat, Repeat::SameKey(_)));
    }
}

#[test]
fn the_host_is_an_address_of_plain_http() {
    assert_eq!(host().base(), "http://api.weixin.qq.com");
}

/// The seed's table, in its order; `sub_appid` is added beside the merchant.
const PAGE: &[&str] = &[
    "callback_type",
    "env_id",
    "function_name",
    "container",
    "sub_mch_id",
    "device_info",
    "nonce_str",
    "body",
    "detail",
    "attach",
    "out_trade_no",
    "fee_type",
    "total_fee",
    "spbill_create_ip",
    "time_start",
    "time_expire",
    "goods_tag",
    "trade_type",
    "limit_pay",
    "openid",
    "sub_openid",
    "receipt",
    "scene_info",
];

#[test]
fn every_field_of_the_page_is_there_in_its_order() {
    let fields = UnifiedOrder::OPERATION.model.fields.iter().map(|field| field.name);
    let names: Vec<_> = fields.filter(|name| *name != "sub_appid").collect();
    assert_eq!(names, PAGE);
    assert_eq!(
        StoreInfo::INFO.fields.iter().map(|field| field.name).collect::<Vec<_>>(),
        ["id", "name", "area_code", "address"]
    );
    assert_eq!(
        Container::INFO.fields.iter().map(|field| field.name).collect::<Vec<_>>(),
        ["service", "path"]
    );
    const { assert!(!UnifiedOrder::TEXT) };
}

#[test]
fn the_readme_lists_every_field_and_code() {
    let readme = include_str!("../README.md");
    let mut from = 0;
    let members = [
        "return_code",
        "return_msg",
        "payment",
        "appid",
        "mch_id",
        "sub_appid",
        "sub_mch_id",
        "device_info",
        "nonce_str",
        "sign",
        "result_code",
        "err_code",
        "err_code_des",
        "trade_type",
        "prepay_id",
    ];
    let requested = UnifiedOrder::OPERATION.model.fields.iter().map(|field| field.name);
    let nested = ["store_info.id", "store_info.name", "store_info.area_code", "store_info.address"];
    let nested = nested.into_iter().chain(["container.service", "container.path"]);
    for name in requested.chain(nested).chain(members) {
        let row = format!("| `{name}` |");
        from += readme[from..].find(&row).unwrap_or_else(|| panic!("{row} in the order of the page"));
    }
    for code in InnerCode::KNOWN.iter().chain(OuterCode::KNOWN) {
        assert!(readme.contains(&format!("| `{code}` |")), "{code}");
    }
}

#[test]
fn the_tests_that_the_readme_names_exist() {
    let modules = [
        ("across", include_str!("across.rs")),
        ("codes", include_str!("codes.rs")),
        ("elided", include_str!("elided.rs")),
        ("golden", include_str!("golden.rs")),
        ("inbound", include_str!("inbound.rs")),
        ("outcomes", include_str!("outcomes.rs")),
        ("replies", include_str!("replies.rs")),
        ("rules", include_str!("rules.rs")),
    ];
    let quoted = include_str!("../README.md").split('`').filter_map(|text| text.split_once("::"));
    let mut found = 0;
    for (module, name) in quoted {
        let Some((_, source)) = modules.iter().find(|(known, _)| *known == module) else { continue };
        assert!(name == "*" || source.contains(&format!("fn {name}()")), "{module}::{name}");
        found += 1;
    }
    assert!(found > 30, "{found}");
}
