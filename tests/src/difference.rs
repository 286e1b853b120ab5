//! Where client and gateway are known to differ, each with its reason.

use wx_types::Rule;

/// One known difference. A check fails when it has gone.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// The rows of the client's table, such as `sub_orders[].amount`.
    pub rows: &'static [&'static str],
    /// How the two differ.
    pub kind: Kind,
    /// Why both may stay as they are.
    pub because: &'static str,
}

/// How client and gateway differ. A fault is named as [`Wrong`](crate::generate::Wrong) is displayed.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The client refuses these faults and the gateway takes them.
    OnlyClient(&'static [&'static str]),
    /// Both refuse these faults, and the gateway does not say where: it looks for something and finds nothing.
    Unnamed(&'static [&'static str]),
    /// The gateway has one more rule.
    OnlyGateway(Rule),
}

impl Difference {
    /// The client refuses these faults and the gateway takes them.
    pub const fn only_client(rows: Rows, faults: Rows, because: &'static str) -> Self {
        Self { rows, kind: Kind::OnlyClient(faults), because }
    }

    /// Both refuse these faults, and the gateway does not say where.
    pub const fn unnamed(rows: Rows, faults: Rows, because: &'static str) -> Self {
        Self { rows, kind: Kind::Unnamed(faults), because }
    }

    /// The gateway has one more rule.
    pub const fn only_gateway(rows: Rows, rule: Rule, because: &'static str) -> Self {
        Self { rows, kind: Kind::OnlyGateway(rule), because }
    }
}

type Rows = &'static [&'static str];

/// Those of a request: lists, so that requests can share some.
pub type Differences = &'static [&'static [Difference]];

/// What of `kind` stands beside `row`.
pub(crate) fn at<'a>(differences: Differences, row: &'a str) -> impl Iterator<Item = Kind> + use<'a> {
    let all = differences.iter().copied().flatten();
    all.filter(move |difference| difference.rows.contains(&row)).map(|difference| difference.kind)
}
