//! Endpoints: a request type says what it calls, what comes back, and what happens if it is sent twice.

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    check::Checker,
    duplicate,
    json::{self, Scope},
    model::{Model, ModelInfo},
    violation::{Fault, Violation, Violations},
};

/// A request that can be sent. Written by `#[derive(Endpoint)]` on top of `#[derive(Model)]`.
///
/// ```
/// use serde::Deserialize;
/// use wx_types::{Endpoint, Mchid, Model, OutTradeNo, Repeat, Reply};
///
/// /// Looks an order up by the merchant's own number.
/// #[derive(Clone, Debug, Model, Endpoint)]
/// #[endpoint(
///     GET "/v3/pay/transactions/out-trade-no/{out_trade_no}",
///     reply = Order,
///     repeat = Safe,
///     page = "query order by merchant number",
///     read = "2026-11-23",
/// )]
/// #[non_exhaustive]
/// pub struct Query {
///     /// The merchant's order number.
///     #[wx(path, typed)]
///     pub out_trade_no: OutTradeNo,
///     /// The merchant.
///     #[wx(query, typed)]
///     pub mchid: Mchid,
/// }
///
/// /// The order.
/// #[derive(Debug, Deserialize)]
/// pub struct Order {}
/// impl Reply for Order {}
///
/// let query = Query::new(OutTradeNo::new("A|10001")?, Mchid::new("1900000001")?);
/// assert_eq!(query.target(), "/v3/pay/transactions/out-trade-no/A%7C10001?mchid=1900000001");
/// assert_eq!(Query::OPERATION.repeat, Repeat::Safe);
/// # Ok::<(), wx_types::Violation>(())
/// ```
///
/// The answers to *what happens if this is sent twice?* are the variants of [`Repeat`]; without one it does not compile.
pub trait Endpoint: Model + Serialize + Send + Sync {
    /// What a successful answer holds.
    type Reply: Reply;

    /// The constant facts of the endpoint.
    const OPERATION: Operation;

    /// Whether something has to be asked before the request is sent again after *too many requests*. Written as
    /// `busy = Ask`.
    ///
    /// So it is with the close of an order, where that answer may mean that the payer is paying at this moment.
    const ASKS_WHEN_BUSY: bool = false;

    /// Path and query, percent-encoded, as they are signed and sent.
    fn target(&self) -> String;

    /// The number under which the platform remembers this request, where it has one.
    fn business_number(&self) -> Option<BusinessNumber>;

    /// The fields that travel in path and query, with their values as text before they are encoded; absent ones left out.
    fn addressed(&self) -> Vec<(&'static str, String)>;

    /// Rules that concern more than one field, named by `check = ..` in the attribute.
    fn check_across(&self, _checker: &mut Checker) {}

    /// Checks every rule of every field, and the rules across fields.
    ///
    /// # Errors
    /// Every violation at once.
    fn check(&self) -> Result<(), Violations> {
        let mut checker = Checker::new();
        self.check_fields(&mut checker);
        self.check_across(&mut checker);
        checker.finish()
    }

    /// Reads a request from JSON: one object whose members are all fields of the request, those that travel in the path
    /// or the query included.
    ///
    /// Members that are named twice and violations of the table, identifiers included, are reported together. The rules
    /// across fields are asked once every field holds.
    ///
    /// # Errors
    /// Every violation at once; [`Fault::Unreadable`] where the text is not JSON.
    fn from_json(text: &[u8]) -> Result<Self, Violations>
    where
        Self: DeserializeOwned,
    {
        let unreadable = |expected| Violations::from(Violation::new("", Fault::Unreadable { expected }));
        let not_json = || unreadable("one JSON object in UTF-8");
        let text = str::from_utf8(text).map_err(|_| not_json())?;
        let value: serde_json::Value = serde_json::from_str(text).map_err(|_| not_json())?;
        let mut found = duplicate::find(text);
        found.extend(json::check(Self::INFO, &value, Scope::Request).err().into_iter().flatten());
        Violations::none(found)?;
        let request: Self =
            serde_json::from_value(value).map_err(|_| unreadable("an object of the documented shape"))?;
        request.check()?;
        Ok(request)
    }
}

/// The constant facts of an endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The HTTP method.
    pub method: Method,
    /// The path, with `{field}` where a field stands.
    pub path: &'static str,
    /// What happens if it is sent twice.
    pub repeat: Repeat,
    /// The official page.
    pub page: &'static str,
    /// The day the page was read, as `YYYY-MM-DD`.
    pub read: &'static str,
    /// The request's table.
    pub model: &'static ModelInfo,
    /// Whether success is an empty answer.
    pub empty_reply: bool,
}

/// The HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`: the request has no body.
    Get,
    /// `POST`: the request's body fields are sent as JSON.
    Post,
}

impl Method {
    /// The method as it is signed and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What happens if a request is sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It only reads: sending it again changes nothing.
    Safe,
    /// The platform knows the request by this field and is documented to accept it again with identical parameters. It
    /// may be re-sent byte for byte, and never under another number.
    SameKey(&'static str),
    /// No document says what a second copy does. After a lost answer it is not sent again: the outcome, known under
    /// this field, must be asked for.
    Once(&'static str),
}

/// The number under which the platform remembers a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessNumber {
    name: &'static str,
    value: String,
}

impl BusinessNumber {
    /// `value` of the field that is called `name` on the wire.
    #[must_use]
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into() }
    }

    /// The field's name, such as `out_trade_no`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The number itself.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for BusinessNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.value)
    }
}

/// What a successful answer holds.
pub trait Reply: DeserializeOwned {
    /// Whether success is an empty answer (HTTP 204).
    const EMPTY: bool = false;
}

/// The reply of endpoints that answer 204 and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct NoContent;

impl Reply for NoContent {
    const EMPTY: bool = true;
}
