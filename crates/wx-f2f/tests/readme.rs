//! The tables of the README name every field and every code.

use wx_f2f::{CommonCode, Errcode, tables::ENDPOINTS};

const README: &str = include_str!("../README.md");

#[track_caller]
fn row(name: &str) -> &'static str {
    let start = format!("| `{name}` |");
    README.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no row for {name}"))
}

#[test]
fn every_field_has_a_row() {
    for field in ENDPOINTS.iter().flat_map(|operation| operation.model.fields) {
        row(field.name);
    }
    for name in ["access_token", "confirm_token", "errcode", "errmsg", "state", "order_id"] {
        row(name);
    }
}

#[test]
fn every_code_has_a_row_with_its_class() {
    for &number in Errcode::KNOWN {
        let class = format!("`{:?}`", Errcode::from(number).class());
        assert!(row(&number.to_string()).contains(&class), "{number} is {class}");
    }
    for name in CommonCode::KNOWN {
        let class = format!("`{:?}`", CommonCode::from(*name).class());
        assert!(row(name).contains(&class), "{name} is {class}");
    }
}

/// The tests that the rows name are there.
#[test]
fn every_test_that_is_named_exists() {
    const SOURCES: &[&str] = &[
        include_str!("codes.rs"),
        include_str!("faults.rs"),
        include_str!("golden.rs"),
        include_str!("herd.rs"),
        include_str!("outcomes.rs"),
        include_str!("rules.rs"),
        include_str!("signing.rs"),
        include_str!("tokens.rs"),
    ];
    let tables = README.split("## Every field").nth(1).unwrap();
    let named: Vec<&str> = tables
        .split('`')
        .filter(|word| word.contains("::"))
        .map(|word| word.rsplit_once("::").unwrap().1)
        .collect();
    assert!(named.len() > 10);
    for name in named {
        assert!(SOURCES.iter().any(|source| source.contains(&format!("fn {name}("))), "{name}");
    }
}
