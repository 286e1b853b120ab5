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
    /// expected in it. An amount in yuan is a number of at most fifteen digits, as far as a JSON value is exact.
    ///
    /// A value that was read from text no longer shows members that the text named twice;
    /// [`Endpoint::from_json`](crate::Endpoint::from_json) does.
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
/// | `range = 1..=100` or `range = 1..` | value of a number; of an amount: in fen |
/// | `items = 1..=6000` | number of entries of a list |
/// | `json_bytes = 6144` | size of the whole value as compact JSON |
/// | `charset = Charset::GOODS_ID` | allowed characters |
/// | `one_of = ["CNY"]` | allowed values |
/// | `form = TextForm::IpAddress` | an address, a time, … |
/// | `basic_plane` | no character of four UTF-8 bytes |
/// | `typed` | the field's Rust type brings its rules along |
/// | `nested` | another model, or a list of them |
/// | `any` | the page gives no limit |
/// | `path`, `query` | where it travels, if not in the body |
///
/// A rule that its field could never break does not compile: `chars` beside a number, `items` beside a text, limits in the
/// wrong order. On a list, rules about texts and numbers hold for each entry. `#[serde(rename = "..")]` gives a field
/// another name on the wire; serde attributes that would change the body behind the table's back are refused.
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no table of rules",
    note = "write #[derive(Model)] and one #[wx(..)] per field"
)]
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a model",
    note = "fields are String, i64, bool, Fen, Yuan, times, identifiers, models and what `open_enum!` declares, and \
            Option and Vec of them"
)]
pub trait Value {
    /// The type on the wire.
    const KIND: Kind;
    /// Rules that hold for every value of the type, so that a field of it need not repeat them.
    const LENT: &'static [Rule] = &[];
    /// Whether the member must be present.
    const REQUIRED: bool = true;

    /// Checks the field's own `rules`. The rules of [`LENT`](Self::LENT) hold already.
    fn check(&self, rules: &[Rule], checker: &mut Checker);

    /// The value as text for a path or a query; `None` where it is absent. Objects and lists have no such text, and the
    /// derives refuse them there.
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
    /// Not for a list of options, which the derive refuses: an absent entry would be written as `null`.
    const REQUIRED: bool = T::REQUIRED;

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.count(rules, self.len());
        for (index, entry) in self.iter().enumerate() {
            checker.entry(index, |checker| entry.check(rules, checker));
        }
    }
}
