//! The two sides against each other. A difference is one line, in the words that `openapi-differences.txt` repeats.

use std::collections::BTreeSet;

use crate::shape::{Kind, Request, Shape};

/// What is said of an endpoint that the transcription should have.
pub(crate) const ABSENT: &str = "not in the transcription";

/// Every difference between a table and the transcription.
pub(crate) fn compare(table: &Request, transcription: &Request) -> Vec<String> {
    let mut found = Vec::new();
    members("path ", &table.path, &transcription.path, &mut found);
    members("query ", &table.query, &transcription.query, &mut found);
    members("", &table.body, &transcription.body, &mut found);
    found
}

/// `prefix` is what stands before the name of a member: where it travels, or the object it belongs to.
fn members(prefix: &str, table: &Shape, transcription: &Shape, found: &mut Vec<String>) {
    // A required member need not be described, so it may stand in one of the two sets only.
    let named = |shape: &Shape| -> BTreeSet<String> {
        shape.members.keys().chain(&shape.required).cloned().collect()
    };
    let (ours, theirs) = (named(table), named(transcription));
    for name in &ours | &theirs {
        let path = format!("{prefix}{name}");
        match (ours.contains(&name), theirs.contains(&name)) {
            (true, false) => found.push(format!("{path}: only in the table")),
            (false, true) => found.push(format!("{path}: only in the transcription")),
            _ => {
                required(&path, &name, table, transcription, found);
                if let (Some(ours), Some(theirs)) =
                    (table.members.get(&name), transcription.members.get(&name))
                {
                    values(&path, ours, theirs, found);
                }
            }
        }
    }
}

fn required(path: &str, name: &str, table: &Shape, transcription: &Shape, found: &mut Vec<String>) {
    match (table.required.contains(name), transcription.required.contains(name)) {
        (true, false) => found.push(format!("{path}: required in the table, optional in the transcription")),
        (false, true) => found.push(format!("{path}: optional in the table, required in the transcription")),
        _ => {}
    }
}

fn values(path: &str, table: &Shape, transcription: &Shape, found: &mut Vec<String>) {
    if let (Some(ours), Some(theirs)) = (table.kind, transcription.kind)
        && !same_kind(ours, theirs)
    {
        let (ours, theirs) = (ours.words(), theirs.words());
        found.push(format!("{path}: {ours} in the table, {theirs} in the transcription"));
        return;
    }
    found.extend(listed(path, &table.values, &transcription.values));
    members(&format!("{path}."), table, transcription, found);
    if let (Some(ours), Some(theirs)) = (&table.entry, &transcription.entry) {
        values(&format!("{path}[]"), ours, theirs, found);
    }
}

/// The transcription often says *number* where the page counts in fen.
fn same_kind(table: Kind, transcription: Kind) -> bool {
    table == transcription || (table == Kind::Integer && transcription == Kind::Number)
}

fn listed(path: &str, table: &BTreeSet<String>, transcription: &BTreeSet<String>) -> Option<String> {
    let join = |values: Vec<&String>| values.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let all = |values: &BTreeSet<String>| join(values.iter().collect());
    match (table.is_empty(), transcription.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("{path}: only the table lists values: {}", all(table))),
        (true, false) => Some(format!("{path}: only the transcription lists values: {}", all(transcription))),
        (false, false) => {
            let sides = [("table", table, transcription), ("transcription", transcription, table)];
            let alone: Vec<String> = sides
                .into_iter()
                .map(|(side, values, others)| (side, values.difference(others).collect::<Vec<_>>()))
                .filter(|(_, values)| !values.is_empty())
                .map(|(side, values)| format!("{} in the {side} alone", join(values)))
                .collect();
            (!alone.is_empty()).then(|| format!("{path}: {}", alone.join("; ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{table, transcription, yaml::Yaml};
    use serde::Deserialize;
    use wx_types::{Endpoint, Fen, Model, NoContent};

    wx_types::open_enum! {
        /// A colour.
        pub enum Colour {
            /// Red.
            Red = "RED",
            /// Blue.
            Blue = "BLUE",
        }
    }

    /// A request.
    #[derive(Clone, Debug, Model, Endpoint, Deserialize)]
    #[endpoint(
        POST "/v3/things/{id}",
        reply = NoContent,
        repeat = SameKey("id"),
        page = "things",
        read = "2026-11-23",
    )]
    #[non_exhaustive]
    struct Thing {
        /// Which.
        #[wx(path, any)]
        id: String,
        /// Whose.
        #[wx(query, any)]
        owner: Option<String>,
        /// Looks.
        #[wx(typed)]
        colours: Option<Vec<Colour>>,
        /// Costs.
        #[wx(nested)]
        price: Price,
    }

    /// Costs.
    #[derive(Clone, Debug, Model, Deserialize)]
    #[non_exhaustive]
    struct Price {
        /// In fen.
        #[wx(any)]
        total: Fen,
        /// Always `CNY`.
        #[wx(one_of = ["CNY"])]
        currency: Option<String>,
    }

    const SAME: &str = "
        parameters:
        - {name: id, in: path, required: true, type: string}
        - {name: owner, in: query, type: string}
        - {name: Serial, in: header, required: true, type: string}
        - name: _
          in: body
          schema:
            type: object
            required: [price]
            properties:
              colours: {type: array, items: {type: string, enum: [RED, BLUE]}}
              price:
                type: object
                required: [total]
                properties: {total: {type: number}, currency: {type: string, enum: [CNY]}}
    ";

    /// Writes `to` for `from` in what both sides agree on.
    #[track_caller]
    fn check(from: &str, to: &str, expected: &[&str]) {
        assert!(SAME.contains(from), "{from}");
        let yaml = Yaml::read(&SAME.replacen(from, to, 1)).unwrap();
        let theirs = transcription::of_document(&yaml).unwrap();
        assert_eq!(compare(&table::request(Thing::INFO), &theirs), expected, "{from} -> {to}");
    }

    #[test]
    fn what_agrees_is_silent() {
        check("", "", &[]);
        check("{type: number}", "{type: integer}", &[]);
        check("{type: number}", "{}", &[]);
    }

    #[test]
    fn names() {
        check(
            "total: {type",
            "sum: {type: integer}, total: {type",
            &["price.sum: only in the transcription"],
        );
        check(", currency: {type: string, enum: [CNY]}", "", &["price.currency: only in the table"]);
        check("[price]", "[price, cost]", &["cost: only in the transcription"]);
        check(
            "name: owner",
            "name: holder",
            &["query holder: only in the transcription", "query owner: only in the table"],
        );
        check("name: id", "name: ID", &["path ID: only in the transcription", "path id: only in the table"]);
        check(
            "name: owner, in: query",
            "name: owner, in: path",
            &["path owner: only in the transcription", "query owner: only in the table"],
        );
    }

    #[test]
    fn required_flags() {
        let [less, more] = ["required in the table, optional", "optional in the table, required"]
            .map(|words| format!("{words} in the transcription"));
        check("[total]", "[]", &[&format!("price.total: {less}")]);
        check("[total]", "[total, currency]", &[&format!("price.currency: {more}")]);
        check("in: query,", "in: query, required: true,", &[&format!("query owner: {more}")]);
        check("in: path, required: true,", "in: path,", &[&format!("path id: {less}")]);
    }

    #[test]
    fn kinds() {
        let words = "an integer in the table, a string in the transcription";
        check("{type: number}", "{type: string}", &[&format!("price.total: {words}")]);
        let words = "a list in the table, an object in the transcription";
        check("{type: array, items", "{type: object, items", &[&format!("colours: {words}")]);
        let words = "a string in the table, an integer in the transcription";
        check(
            "array, items: {type: string",
            "array, items: {type: integer",
            &[&format!("colours[]: {words}")],
        );
    }

    #[test]
    fn listed_values() {
        check("[RED, BLUE]", "[BLUE, RED]", &[]);
        check("[RED, BLUE]", "[RED]", &["colours[]: BLUE in the table alone"]);
        check("[RED, BLUE]", "[RED, BLUE, PINK]", &["colours[]: PINK in the transcription alone"]);
        check(
            "[RED, BLUE]",
            "[RED, BLEU]",
            &["colours[]: BLUE in the table alone; BLEU in the transcription alone"],
        );
        check(", enum: [RED, BLUE]", "", &["colours[]: only the table lists values: BLUE, RED"]);
        check(
            "{name: id, in: path, required: true, type: string}",
            "{name: id, in: path, required: true, type: string, enum: [A]}",
            &["path id: only the transcription lists values: A"],
        );
    }
}
