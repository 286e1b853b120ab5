//! The oddities of Fubei's answers.

/// How a prepay answer is laid out.
///
/// The documents contradict themselves, and clients have to live with all of it. [`FubeiShape::new`] follows the table
/// of the page; the sample beneath it nests what the table lists side by side, and one SDK reads a string where the
/// sample has an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FubeiShape {
    pub(crate) sign_params_as_text: bool,
    pub(crate) ids_nested: bool,
}

impl FubeiShape {
    /// `sign_params` is an object; `store_id`, `cashier_id` and `user_id` stand beside it.
    #[must_use]
    pub const fn new() -> Self {
        Self { sign_params_as_text: false, ids_nested: false }
    }

    /// Whether `sign_params` is a string that holds the JSON object.
    #[must_use]
    pub const fn with_sign_params_as_text(self, sign_params_as_text: bool) -> Self {
        Self { sign_params_as_text, ..self }
    }

    /// Whether `store_id`, `cashier_id` and `user_id` stand inside `sign_params`.
    #[must_use]
    pub const fn with_ids_nested(self, ids_nested: bool) -> Self {
        Self { ids_nested, ..self }
    }
}
