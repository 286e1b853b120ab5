//! Choices about cloud hosting that a running sandbox can change.

/// What the sidecar of the container does. It is what gives a call from a container its credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sidecar {
    /// Nothing: calls arrive without credentials and are refused with 41001, and no answer has `x-openapi-seqid`.
    Off,
    /// It serves the payment interface.
    Pay,
    /// It also serves `/wxa/business/f2f/` for calls without an access token.
    All,
}

impl Sidecar {
    /// The name used by the control endpoints.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Pay => "PAY",
            Self::All => "ALL",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Off, Self::Pay, Self::All].into_iter().find(|sidecar| sidecar.as_str() == name)
    }
}

/// How answers and callbacks are laid out where the documents and what users see disagree.
///
/// [`CloudShape::new`] is what is seen in practice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CloudShape {
    pub(crate) snake_case_callbacks: bool,
    pub(crate) refund_lists: bool,
}

impl CloudShape {
    /// Callbacks have camelCase names, and `queryrefund` answers with empty lists.
    #[must_use]
    pub const fn new() -> Self {
        Self { snake_case_callbacks: false, refund_lists: false }
    }

    /// Whether callbacks have the snake_case names of the field table.
    #[must_use]
    pub const fn with_snake_case_callbacks(self, snake_case_callbacks: bool) -> Self {
        Self { snake_case_callbacks, ..self }
    }

    /// Whether the lists of `queryrefund` are filled.
    #[must_use]
    pub const fn with_refund_lists(self, refund_lists: bool) -> Self {
        Self { refund_lists, ..self }
    }
}
