//! The gateway's books against what the merchant believes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::Value as Json;

/// A promise that was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Several orders of one purchase are paid, or can be.
    Double(String),
    /// An order is paid, and the merchant does not know it.
    Lost(String),
    /// The merchant takes an order for paid that is not.
    FalselyPaid(String),
    /// The refunds of an order are not those that the merchant asked for.
    Refunds(String),
    /// Something that the merchant was told is not so, or a right request was refused.
    NotTheTruth(String),
    /// The merchant does not know what became of an order, even when nothing goes wrong any more.
    Unsettled(String),
    /// The run did not end in its time.
    OutOfTime,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Double(purchase) => write!(f, "double: {purchase}"),
            Self::Lost(number) => write!(f, "lost: {number}"),
            Self::FalselyPaid(number) => write!(f, "falsely paid: {number}"),
            Self::Refunds(number) => write!(f, "refunds: {number}"),
            Self::NotTheTruth(what) => write!(f, "not so: {what}"),
            Self::Unsettled(number) => write!(f, "unsettled: {number}"),
            Self::OutOfTime => f.write_str("out of time"),
        }
    }
}

/// What the merchant believes.
#[derive(Debug, Default)]
pub(super) struct Beliefs {
    /// Orders that are paid.
    pub(super) paid: BTreeSet<String>,
    /// Orders of which a part was paid back, and how much.
    pub(super) refunded: BTreeMap<String, i64>,
}

pub(super) fn audit(books: &Json, beliefs: &Beliefs) -> Vec<Broken> {
    let orders = books.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut broken = Vec::new();
    let mut live: BTreeMap<&str, u32> = BTreeMap::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for order in orders {
        let number = order["out_trade_no"].as_str().unwrap();
        let paid = !order["transaction_id"].is_null();
        if order["trade_state"] != "CLOSED" {
            *live.entry(purchase_of(number)).or_default() += 1;
        }
        if paid {
            known.insert(number);
        }
        if paid && !beliefs.paid.contains(number) {
            broken.push(Broken::Lost(number.to_owned()));
        }
        if refunds_of(order) != beliefs.refunded.get(number).copied().into_iter().collect::<Vec<_>>() {
            broken.push(Broken::Refunds(number.to_owned()));
        }
    }
    let doubles = live.into_iter().filter(|(_, orders)| *orders > 1);
    broken.extend(doubles.map(|(purchase, _)| Broken::Double(purchase.to_owned())));
    let believed = beliefs.paid.iter().filter(|number| !known.contains(number.as_str()));
    broken.extend(believed.map(|number| Broken::FalselyPaid(number.clone())));
    broken
}

fn refunds_of(order: &Json) -> Vec<i64> {
    let refunds = order["refunds"].as_array().map(Vec::as_slice).unwrap_or_default();
    refunds.iter().filter_map(|refund| refund["refund"].as_i64()).collect()
}

/// An order's number is that of its purchase, and which of its orders it is.
fn purchase_of(number: &str) -> &str {
    number.rsplit_once('-').map_or(number, |(purchase, _)| purchase)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn order(number: &str, state: &str, refunds: &[i64]) -> Json {
        let refunds: Vec<_> = refunds.iter().map(|fen| json!({ "refund": fen })).collect();
        let paid = matches!(state, "SUCCESS" | "REFUND").then_some("42");
        json!({ "out_trade_no": number, "trade_state": state, "transaction_id": paid, "refunds": refunds })
    }

    fn beliefs(paid: &[&str], refunded: &[(&str, i64)]) -> Beliefs {
        let refunded = refunded.iter().map(|(number, fen)| ((*number).to_owned(), *fen));
        Beliefs {
            paid: paid.iter().map(|number| (*number).to_owned()).collect(),
            refunded: refunded.collect(),
        }
    }

    #[test]
    fn each_broken_promise_is_found() {
        let books = json!([order("A-1", "CLOSED", &[]), order("A-2", "SUCCESS", &[])]);
        assert_eq!(audit(&books, &beliefs(&["A-2"], &[])), []);
        assert_eq!(audit(&books, &beliefs(&[], &[])), [Broken::Lost("A-2".to_owned())]);
        let false_one = audit(&books, &beliefs(&["A-1", "A-2"], &[]));
        assert_eq!(false_one, [Broken::FalselyPaid("A-1".to_owned())]);
        for other in ["SUCCESS", "NOTPAY"] {
            let twice = json!([order("A-1", other, &[]), order("A-2", "SUCCESS", &[])]);
            let found = audit(&twice, &beliefs(&["A-1", "A-2"], &[]));
            assert!(found.contains(&Broken::Double("A".to_owned())), "{found:?}");
        }
    }

    #[test]
    fn refunds_are_paid_once_and_known() {
        let known = beliefs(&["A-1"], &[("A-1", 40)]);
        assert_eq!(audit(&json!([order("A-1", "REFUND", &[40])]), &known), []);
        for refunds in [&[][..], &[40, 40], &[41]] {
            let found = audit(&json!([order("A-1", "REFUND", refunds)]), &known);
            assert_eq!(found, [Broken::Refunds("A-1".to_owned())], "{refunds:?}");
        }
    }
}
