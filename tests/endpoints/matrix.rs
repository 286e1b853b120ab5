//! Every endpoint with every field, to be held next to the official page.

use wx_types::{
    ModelInfo, Repeat,
    rule::{Field, Kind, Place},
};

use crate::providers::{Provider, Row};

/// The whole matrix.
pub(crate) fn of(providers: &[Provider]) -> String {
    let mut text = String::new();
    for provider in providers {
        text.push_str(&format!("# {}\n\n", provider.name));
        for row in &provider.rows {
            endpoint(row, &mut text);
            text.push('\n');
        }
    }
    text
}

fn endpoint(row: &Row, text: &mut String) {
    let operation = row.operation;
    text.push_str(&format!("{}\n", row.call()));
    let answer = if operation.empty_reply { "; success is an empty answer" } else { "" };
    text.push_str(&format!("  {}; {}{answer}\n", operation.model.name, repeat(operation.repeat)));
    text.push_str(&format!("  page: {}; read {}\n", operation.page, operation.read));
    let mut lines = Vec::new();
    fields(operation.model, "", &mut lines);
    let width = |column: fn(&Line) -> &str| lines.iter().map(|line| column(line).chars().count()).max();
    let path_width = width(|line| &line.path).unwrap_or_default();
    let kind_width = width(|line| &line.kind).unwrap_or_default();
    for Line { path, place, required, kind, rules } in &lines {
        text.push_str(&format!(
            "  {path:<path_width$}  {place:<5}  {required}  {kind:<kind_width$}  {rules}\n"
        ));
    }
}

fn repeat(repeat: Repeat) -> String {
    match repeat {
        Repeat::Safe => "repeat: safe, it only reads".to_owned(),
        Repeat::SameKey(key) => format!("repeat: byte for byte under the same {key}"),
        Repeat::Once(key) => format!("repeat: never, ask for the outcome under {key}"),
    }
}

/// One field.
struct Line {
    path: String,
    place: &'static str,
    required: &'static str,
    kind: String,
    rules: String,
}

fn fields(model: &ModelInfo, prefix: &str, lines: &mut Vec<Line>) {
    for field in model.fields {
        let path = format!("{prefix}{}", field.name);
        lines.push(line(field, path.clone()));
        match nested(&field.kind) {
            Some((model, suffix)) => fields(model, &format!("{path}{suffix}."), lines),
            None => continue,
        }
    }
}

fn line(field: &Field, path: String) -> Line {
    let rules: Vec<String> = field.all_rules().map(ToString::to_string).collect();
    Line {
        path,
        place: match field.place {
            Place::Body => "body",
            Place::Path => "path",
            Place::Query => "query",
        },
        required: if field.required { "required" } else { "optional" },
        kind: kind(&field.kind),
        rules: match (rules.is_empty(), nested(&field.kind)) {
            (false, _) => rules.join("; "),
            (true, None) => "no limit".to_owned(),
            (true, Some(_)) => "as below".to_owned(),
        },
    }
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Text => "string".to_owned(),
        Kind::Integer => "integer".to_owned(),
        Kind::Decimal => "decimal".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Object(model) => model.name.to_owned(),
        Kind::List(entry) => format!("[{}]", self::kind(entry)),
    }
}

/// The model below a kind, and what stands between it and its fields in a path.
fn nested(kind: &Kind) -> Option<(&'static ModelInfo, String)> {
    match kind {
        Kind::Object(model) => Some((*model, String::new())),
        Kind::List(entry) => nested(entry).map(|(model, suffix)| (model, format!("[]{suffix}"))),
        Kind::Text | Kind::Integer | Kind::Decimal | Kind::Boolean => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers;

    #[track_caller]
    fn check(expected: &str) {
        let text = of(&providers::all());
        let squeezed: Vec<String> =
            text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert!(squeezed.iter().any(|line| line == expected), "no `{expected}` in\n{text}");
    }

    #[test]
    fn an_endpoint_says_what_it_is() {
        check("# wx-merchant");
        check("POST /v3/pay/transactions/app");
        check("AppPrepay; repeat: byte for byte under the same out_trade_no");
        check("page: APP order (2025-03-31); read 2026-11-23");
        check("QueryRefund; repeat: safe, it only reads");
        check("Close; repeat: byte for byte under the same out_trade_no; success is an empty answer");
    }

    #[test]
    fn every_provider_has_its_part() {
        for name in ["wx-payscore", "wx-f2f", "wx-cloudrun", "wx-fubei"] {
            check(&format!("# {name}"));
        }
        check("POST /gateway openapi.payment.order.mina");
    }

    #[test]
    fn a_field_says_place_flag_kind_and_rules() {
        check("description body required string 1 to 127 characters; characters of one to three bytes");
        check("support_fapiao body optional boolean no limit");
        check("mchid query required string 1 to 32 characters; digits");
        check("detail.goods_detail body optional [GoodsDetail] 1 to 6000 entries");
        check("detail.goods_detail[].quantity body required integer at least 1");
        check("amount.from[].account body required string one of AVAILABLE, UNAVAILABLE");
    }
}
