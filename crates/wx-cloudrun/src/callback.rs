//! Where the result of a payment or a refund is delivered.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wx_types::{Checker, Kind, Model, Rule, Value, rule::TextForm};

/// Where the platform delivers the result. The list is closed: the wire knows these two.
///
/// On the wire the parts lie flat in the body (`callback_type`, `env_id`, `function_name`, `container`). The page marks
/// `function_name` as required and leaves it out of its own sample; here it belongs to the function and `container` to the
/// container, and a mixture is reported by the request's check.
///
/// ```
/// use wx_cloudrun::Callback;
///
/// let callback = Callback::container("prod-66733tes755tabc", "pay", "/paid");
/// assert_eq!(callback.env_id(), "prod-66733tes755tabc");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// A cloud function is called with the result as its event (`callback_type` 1).
    Function {
        /// The environment the function runs in.
        env_id: String,
        /// The function.
        function_name: String,
    },
    /// A hosted container receives a `POST` over the private link (`callback_type` 2).
    Container {
        /// The environment the service runs in; inside the container the variable `CBR_ENV_ID` holds it.
        env_id: String,
        /// The service. 1 to 64 characters.
        service: String,
        /// The path from the root. 1 to 64 characters; there is a report of failures beyond some 20 characters, which
        /// [`warnings`](crate::warnings) lists.
        path: String,
    },
}

impl Callback {
    /// A cloud function.
    #[must_use]
    pub fn function(env_id: impl Into<String>, function_name: impl Into<String>) -> Self {
        Self::Function { env_id: env_id.into(), function_name: function_name.into() }
    }

    /// A hosted container.
    #[must_use]
    pub fn container(env_id: impl Into<String>, service: impl Into<String>, path: impl Into<String>) -> Self {
        Self::Container { env_id: env_id.into(), service: service.into(), path: path.into() }
    }

    /// The environment.
    #[must_use]
    pub fn env_id(&self) -> &str {
        match self {
            Self::Function { env_id, .. } | Self::Container { env_id, .. } => env_id,
        }
    }

    pub(crate) fn flatten(self) -> Flat {
        match self {
            Self::Function { env_id, function_name } => {
                Flat { kind: CallbackType::Function, env_id, function: Some(function_name), container: None }
            }
            Self::Container { env_id, service, path } => {
                let container = Some(Container::new(service, path));
                Flat { kind: CallbackType::Container, env_id, function: None, container }
            }
        }
    }
}

/// A callback as its fields lie in the body.
pub(crate) struct Flat {
    pub(crate) kind: CallbackType,
    pub(crate) env_id: String,
    pub(crate) function: Option<String>,
    pub(crate) container: Option<Container>,
}

/// `callback_type`: 1 for a cloud function, 2 for a container. An integer on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackType {
    /// A cloud function.
    Function,
    /// A hosted container.
    Container,
    /// A number that the page does not know; the check refuses it.
    Other(i64),
}

impl CallbackType {
    /// The number as it travels.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Function => 1,
            Self::Container => 2,
            Self::Other(number) => number,
        }
    }
}

impl Serialize for CallbackType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.number())
    }
}

impl<'de> Deserialize<'de> for CallbackType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(|number| match number {
            1 => Self::Function,
            2 => Self::Container,
            other => Self::Other(other),
        })
    }
}

impl Value for CallbackType {
    const KIND: Kind = Kind::Integer;
    const LENT: &'static [Rule] = &[Rule::Range { min: 1, max: 2 }];

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.number(rules, self.number());
        checker.number(Self::LENT, self.number());
    }
}

/// `container`: the hosted service that receives the result.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct Container {
    /// The service. 1 to 64 characters.
    #[wx(chars = 1..=64)]
    pub service: String,
    /// The path. 1 to 64 characters, from the root: the page gives a length alone, and the platform has to call there.
    #[wx(chars = 1..=64, form = TextForm::RootPath)]
    pub path: String,
}

/// Each kind of callback with its own part and without the other's.
pub(crate) fn fits_together(
    kind: CallbackType,
    function_name: Option<&String>,
    container: Option<&Container>,
    checker: &mut Checker,
) {
    match kind {
        CallbackType::Function => {
            if function_name.is_none() {
                checker.report("function_name", "must be given with callback_type 1");
            }
            if container.is_some() {
                checker.report("container", "must be left out with callback_type 1");
            }
        }
        CallbackType::Container => {
            if container.is_none() {
                checker.report("container", "must be given with callback_type 2");
            }
            if function_name.is_some() {
                checker.report("function_name", "must be left out with callback_type 2");
            }
        }
        // Reported by the rule of the field.
        CallbackType::Other(_) => {}
    }
}
