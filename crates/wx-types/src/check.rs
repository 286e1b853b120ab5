//! The interpreter: runs the rules of a table over values and gathers every violation.

use crate::{
    model::Value,
    rule::{Field, Rule},
    violation::{Fault, Violation, Violations},
};

/// Gathers violations while a model is walked, and knows where in it the walk is.
///
/// Cross-field checks receive one and [`report`](Self::report) what they find.
#[derive(Debug, Default)]
pub struct Checker {
    path: Vec<Step>,
    found: Vec<Violation>,
}

#[derive(Debug)]
enum Step {
    Member(&'static str),
    Entry(usize),
}

impl Checker {
    /// A checker at the root of a model.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks one field of the model the walk is in.
    pub fn field(&mut self, field: &'static Field, value: &impl Value) {
        self.path.push(Step::Member(field.name));
        value.check(field.rules, self);
        self.path.pop();
    }

    /// Steps into the entry `index` of a list.
    pub fn entry(&mut self, index: usize, walk: impl FnOnce(&mut Self)) {
        self.path.push(Step::Entry(index));
        walk(self);
        self.path.pop();
    }

    /// Checks a text.
    pub fn text(&mut self, rules: &[Rule], text: &str) {
        for fault in rules.iter().filter_map(|rule| rule.fault_of_text(text)) {
            self.fault(fault);
        }
    }

    /// Checks a number.
    pub fn number(&mut self, rules: &[Rule], number: i64) {
        for fault in rules.iter().filter_map(|rule| rule.fault_of_number(number)) {
            self.fault(fault);
        }
    }

    /// Checks the number of entries of a list.
    pub fn count(&mut self, rules: &[Rule], count: usize) {
        for fault in rules.iter().filter_map(|rule| rule.fault_of_count(count)) {
            self.fault(fault);
        }
    }

    /// Checks the size of the field `name` as compact JSON; the derive calls it where a rule limits that.
    pub fn measure(&mut self, name: &'static str, rules: &[Rule], value: &impl serde::Serialize) {
        let bytes = serde_json::to_vec(value).map_or(usize::MAX, |json| json.len());
        self.path.push(Step::Member(name));
        for fault in rules.iter().filter_map(|rule| rule.fault_of_json(bytes)) {
            self.fault(fault);
        }
        self.path.pop();
    }

    /// Reports a fault where the walk is.
    pub fn fault(&mut self, fault: Fault) {
        self.found.push(Violation::new(self.here(), fault));
    }

    /// Reports that the fields at `path` (seen from where the walk is) break a rule that concerns more than one of
    /// them.
    pub fn report(&mut self, path: &str, rule: &'static str) {
        let here = self.here();
        let path = if here.is_empty() { path.to_owned() } else { format!("{here}.{path}") };
        self.found.push(Violation::new(path, Fault::Across { rule }));
    }

    /// Ends the walk.
    ///
    /// # Errors
    /// Every violation that was gathered.
    pub fn finish(self) -> Result<(), Violations> {
        Violations::none(self.found)
    }

    fn here(&self) -> String {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Member(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                }
                Step::Entry(index) => {
                    path.push('[');
                    path.push_str(&index.to_string());
                    path.push(']');
                }
            }
        }
        path
    }
}
