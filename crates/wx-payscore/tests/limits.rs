//! The tables in print, held against what was read from the pages: names, order, required members and limits.

use std::fmt::Write as _;

use wx_types::{Kind, ModelInfo, Place};

#[test]
fn the_tables_say_what_the_pages_say() {
    let mut text = String::new();
    for operation in wx_payscore::tables::ENDPOINTS {
        writeln!(text, "{} {}", operation.method.as_str(), operation.path).unwrap();
        print(operation.model, "", &mut text);
        text.push('\n');
    }
    assert_eq!(text, include_str!("fixtures/limits.txt"), "{text}");
}

fn print(model: &ModelInfo, path: &str, text: &mut String) {
    for field in model.fields {
        let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        let place = match field.place {
            Place::Body => "",
            Place::Path => " (path)",
            Place::Query => " (query)",
        };
        let required = if field.required { "required" } else { "optional" };
        let rules: Vec<String> = field.all_rules().map(ToString::to_string).collect();
        let rules = rules.join("; ");
        let line = format!("  {path}{place}: {required} {}: {rules}", field.kind.words());
        writeln!(text, "{}", line.trim_end_matches([':', ' '])).unwrap();
        match field.kind {
            Kind::Object(model) => print(model, &path, text),
            Kind::List(Kind::Object(model)) => print(model, &format!("{path}[]"), text),
            _ => {}
        }
    }
}
