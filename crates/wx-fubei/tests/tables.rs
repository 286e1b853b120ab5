use std::collections::HashSet;

use wx_fubei::{ResultCode, host, tables::ENDPOINTS, test_host};
use wx_types::{Method, Place, Repeat};

#[test]
fn every_method_is_listed_once() {
    let names: HashSet<_> = ENDPOINTS.iter().map(|endpoint| endpoint.method).collect();
    assert_eq!(names.len(), ENDPOINTS.len());
    for endpoint in ENDPOINTS {
        let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/").to_owned() + endpoint.method;
        for file in ["request.json", "answer.json"] {
            assert!(std::fs::exists(format!("{fixtures}/{file}")).unwrap(), "{}: {file}", endpoint.method);
        }
    }
}

#[test]
fn methods_and_paths_agree() {
    for endpoint in ENDPOINTS {
        let operation = endpoint.operation;
        let path = if endpoint.method.starts_with("openapi.") { "/gateway" } else { "/gateway/agent" };
        assert_eq!((operation.path, operation.method), (path, Method::Post), "{}", endpoint.method);
        assert!(operation.page.ends_with(endpoint.method));
        assert!(operation.model.fields.iter().all(|field| field.place == Place::Body));
        // Nothing is documented as re-entrant, so whatever acts is sent once.
        assert_eq!(
            operation.repeat == Repeat::Safe,
            endpoint.method.ends_with(".query"),
            "{}",
            endpoint.method
        );
        assert!(!matches!(operation.repeat, Repeat::SameKey(_)));
    }
}

#[test]
fn hosts_are_addresses() {
    assert_eq!(host().base(), "https://shq-api.51fubei.com");
    assert_eq!(test_host().base(), "https://shq-api-test.51fubei.com");
}

#[test]
fn the_readme_lists_every_field_and_code() {
    let readme = include_str!("../README.md");
    let mut from = 0;
    for field in ENDPOINTS[0].operation.model.fields {
        let row = format!("| `{}` |", field.name);
        from += readme[from..].find(&row).unwrap_or_else(|| panic!("{row} in the order of the page"));
    }
    for code in ResultCode::KNOWN {
        assert!(readme.contains(&format!("`{code}`")), "{code}");
    }
}

#[test]
fn the_tests_that_the_readme_names_exist() {
    let modules = [
        ("callback", include_str!("callback.rs")),
        ("elided", include_str!("elided.rs")),
        ("golden", include_str!("golden.rs")),
        ("outcomes", include_str!("outcomes.rs")),
        ("replies", include_str!("replies.rs")),
        ("rules", include_str!("rules.rs")),
        ("vectors", include_str!("vectors.rs")),
    ];
    let quoted = include_str!("../README.md").split('`').filter_map(|text| text.split_once("::"));
    let mut found = 0;
    for (module, name) in quoted {
        let Some((_, source)) = modules.iter().find(|(known, _)| *known == module) else { continue };
        assert!(name == "*" || source.contains(&format!("fn {name}()")), "{module}::{name}");
        found += 1;
    }
    assert!(found > 20, "{found}");
}
