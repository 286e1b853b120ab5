//! Our side: the shape of a table.

use std::collections::BTreeSet;

use wx_types::{
    ModelInfo,
    rule::{self, Field, Place, Rule},
};

use crate::shape::{Kind, Request, Shape};

/// The request that a table describes.
pub(crate) fn request(model: &ModelInfo) -> Request {
    let mut request = Request::default();
    for field in model.fields {
        let place = match field.place {
            Place::Path => &mut request.path,
            Place::Query => &mut request.query,
            Place::Body => &mut request.body,
        };
        place.insert(field.name, field.required, value(&field.kind, values(field)));
    }
    request
}

/// The values a field may have: what every rule allows.
fn values(field: &Field) -> BTreeSet<String> {
    let lists = field.all_rules().filter_map(|rule| match rule {
        Rule::OneOf(values) => Some(values.iter().copied().collect::<BTreeSet<_>>()),
        _ => None,
    });
    let common = lists.reduce(|all, next| &all & &next).unwrap_or_default();
    common.into_iter().map(str::to_owned).collect()
}

fn value(kind: &rule::Kind, values: BTreeSet<String>) -> Shape {
    let plain = |kind| Shape { kind: Some(kind), ..Shape::default() };
    match kind {
        rule::Kind::Text => Shape { values, ..plain(Kind::Text) },
        rule::Kind::Integer => Shape { values, ..plain(Kind::Integer) },
        rule::Kind::Decimal => plain(Kind::Number),
        rule::Kind::Boolean => plain(Kind::Boolean),
        // Rules about texts hold for each entry.
        rule::Kind::List(entry) => Shape { entry: Some(Box::new(value(entry, values))), ..plain(Kind::List) },
        rule::Kind::Object(model) => {
            let mut object = plain(Kind::Object);
            for field in model.fields {
                object.insert(field.name, field.required, value(&field.kind, self::values(field)));
            }
            object
        }
    }
}
