//! The tables of the README name every field and every code.

use wx_apiv3::ErrorCode;
use wx_merchant::{AppPrepay, tables::ENDPOINTS};
use wx_types::{Kind, Model, ModelInfo};

const README: &str = include_str!("../README.md");

/// Every field of a model, those of nested models with their path.
fn paths(model: &ModelInfo, path: &str, found: &mut Vec<(String, Kind)>) {
    for field in model.fields {
        let here = format!("{path}{}", field.name);
        found.push((here.clone(), field.kind));
        match field.kind {
            Kind::Object(nested) => paths(nested, &format!("{here}."), found),
            Kind::List(Kind::Object(nested)) => paths(nested, &format!("{here}[]."), found),
            _ => {}
        }
    }
}

/// The first column of the tables in the part of the README that starts with `heading`.
fn first_column(heading: &str) -> Vec<&'static str> {
    let part = README.split("\n## ").find(|part| part.starts_with(heading)).unwrap();
    part.lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn the_app_order_has_a_row_for_each_field_in_the_order_of_its_page() {
    let mut fields = Vec::new();
    paths(AppPrepay::INFO, "", &mut fields);
    let fields: Vec<_> = fields.into_iter().map(|(path, _)| path).collect();
    assert_eq!(first_column("Every field of an APP order"), fields);
}

/// An object may go by the rows of its members.
#[test]
fn every_order_and_refund_is_named_and_has_a_row_for_each_field() {
    let rows = [first_column("Every field of an APP order"), first_column("Every field of the other calls")]
        .concat();
    let ours = |path: &str| path.contains("transactions/") || path.contains("/refunds");
    for operation in
        ENDPOINTS.iter().filter(|operation| ours(operation.path) && !operation.path.contains("abnormal"))
    {
        let ModelInfo { name, .. } = operation.model;
        assert!(README.contains(&format!("`{name}`")), "{name}");
        let mut fields = Vec::new();
        paths(operation.model, "", &mut fields);
        for (field, _) in fields.iter().filter(|(_, kind)| !matches!(kind, Kind::Object(_))) {
            assert!(rows.contains(&field.as_str()), "{name}: no row for {field}");
        }
    }
}

#[test]
fn every_code_has_a_row_with_its_remedy() {
    for &name in ErrorCode::KNOWN {
        let row = README
            .lines()
            .find(|line| line.starts_with(&format!("| `{name}` |")))
            .unwrap_or_else(|| panic!("{name}"));
        let remedy = ErrorCode::from(name).remedy();
        assert!(row.contains(&format!("| `{remedy:?}` |")), "{name} is {remedy:?}");
    }
}

/// The tests that are named are there.
#[test]
fn every_test_that_is_named_exists() {
    const SOURCES: &[(&str, &str)] = &[
        ("channels", include_str!("channels.rs")),
        ("faults", include_str!("faults.rs")),
        ("golden", include_str!("golden.rs")),
        ("rules", include_str!("rules.rs")),
        ("tables", include_str!("tables.rs")),
    ];
    let (_, tables) = README.split_once("## Every field").unwrap();
    let named: Vec<_> = tables.split('`').filter_map(|word| word.split_once("::")).collect();
    let named = named.into_iter().filter(|(module, _)| SOURCES.iter().any(|(known, _)| known == module));
    assert!(named.clone().count() > 30);
    for (module, name) in named {
        let exists = |(at, source): &(&str, &str)| *at == module && source.contains(&format!("fn {name}("));
        assert!(SOURCES.iter().any(exists), "{module}::{name}");
    }
}
