//! Models: structs whose fields carry their documented rules.

use crate::{
    check::Checker,
    json::{self, Scope},
    rule::{Field, Kind, Rule},
    violation::Violations,
};

/// A model's table.
#[derive(Clone, Copy, Debug)]
pub struct ModelInfo {
    /// The Rust name of the model.
    pub name: &'static str,
    /// One row a field, in the order of the official page.
    pub fields: &'static [Field],
}

impl ModelInfo {
    /// The row of the field that is called `name` on the wire.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Checks a JSON value against the table, as the platform does: unknown members and `null` are refused, required
    /// members must be there, types and limits must hold. Fields that travel in the path or the query are not
    /// expected in it.
    ///
    /// # Errors
    /// Every violation, with its path.
    pub fn check_json(&self, value: &serde_json::Value) -> Result<(), Violations> {
        json::check(self, value, Scope::Body)
    }
}

/// A struct with a table of rules. Written by `#[derive(Model)]`.
///
/// Every field carries one `#[wx(..)]` attribute; leaving it out is a compile error, because a rule that nobody wrote
/// down is a rule that nobody looked up.
///
/// | In `#[wx(..)]` | Meaning |
/// |---|---|
/// | `chars = 1..=127` | length in Unicode characters |
/// | `bytes = 1..=127` | length in bytes of UTF-8 |
/// | `range = 1..=100` or `range = 1..` | value of a number |
/// | `items = 1..=6000` | number of entries of a list |
/// | `json_bytes = 6144` | size of the whole value as compact JSON |
/// | `charset = Charset::GOODS_ID` | allowed characters |
/// | `one_of = ["CNY"]` | allowed values |
/// | `form = Form::IpAddress` | an address, a time, … |
/// | `basic_plane` | no character of four UTF-8 bytes |
/// | `typed` | the field's Rust type brings its rules along |
/// | `nested` | another model, or a list of them |
/// | `any` | the page gives no limit |
/// | `path`, `query` | where it travels, if not in the body |
///
/// The derive also writes `new` (required fields, in order), `with_*` (optional ones) and `serde::Serialize`, which
/// leaves absent options out instead of writing `null`.
///
/// ```
/// use wx_types::{Fen, Model};
///
/// /// What is to be paid.
/// #[derive(Clone, Debug, Model)]
/// #[non_exhaustive]
/// pub struct Amount {
///     /// Total in fen.
///     #[wx(range = 1..)]
///     pub total: Fen,
///     /// Always `CNY`.
///     #[wx(one_of = ["CNY"])]
///     pub currency: Option<String>,
/// }
///
/// let amount = Amount::new(Fen::new(0)).with_currency("USD");
/// let violations = amount.validate().unwrap_err();
/// assert_eq!(
///     violations.to_string(),
///     "total: must be at least 1 (found 0); currency: must be one of CNY"
/// );
/// ```
pub trait Model {
    /// The table.
    const INFO: &'static ModelInfo;

    /// Hands every field to the checker. It destructures `self`, so that no field can be forgotten.
    fn check_fields(&self, checker: &mut Checker);

    /// Checks every rule.
    ///
    /// # Errors
    /// Every violation at once.
    fn validate(&self) -> Result<(), Violations> {
        let mut checker = Checker::new();
        self.check_fields(&mut checker);
        checker.finish()
    }
}

/// A type that a model's field may have.
pub trait Value {
    /// The type on the wire.
    const KIND: Kind;
    /// Rules that hold for every value of the type, so that a field of it need not repeat them.
    const LENT: &'static [Rule] = &[];
    /// Whether the member must be present.
    const REQUIRED: bool = true;

    /// Checks the field's own `rules`. The rules of [`LENT`](Self::LENT) hold already.
    fn check(&self, rules: &[Rule], checker: &mut Checker);

    /// The value as text for a path or a query; `None` where it is absent or has no such form.
    fn wire_text(&self) -> Option<String> {
        None
    }
}

impl Value for String {
    const KIND: Kind = Kind::Text;

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.text(rules, self);
    }

    fn wire_text(&self) -> Option<String> {
        Some(self.clone())
    }
}

impl Value for i64 {
    const KIND: Kind = Kind::Integer;

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.number(rules, *self);
    }

    fn wire_text(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Value for bool {
    const KIND: Kind = Kind::Boolean;

    fn check(&self, _rules: &[Rule], _checker: &mut Checker) {}

    fn wire_text(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl<T: Value> Value for Option<T> {
    const KIND: Kind = T::KIND;
    const LENT: &'static [Rule] = T::LENT;
    const REQUIRED: bool = false;

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        if let Some(value) = self {
            value.check(rules, checker);
        }
    }

    fn wire_text(&self) -> Option<String> {
        self.as_ref().and_then(Value::wire_text)
    }
}

impl<T: Value> Value for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    const LENT: &'static [Rule] = T::LENT;

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.count(rules, self.len());
        for (index, entry) in self.iter().enumerate() {
            checker.entry(index, |checker| entry.check(rules, checker));
        }
    }
}
