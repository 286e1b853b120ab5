use serde::Deserialize;
use wx_types::{Checker, Endpoint, Fen, Model, Reply};

use super::{lenient, state::OrderState};
use crate::ids::{ConfirmToken, OutRequestNo};

/// Asks how an order stands, by the caller's number, by the confirm token, or by both.
///
/// Official page: *query order*, read 2026-11-23.
///
/// It only reads, so it may be sent as often as wanted; [`Client::poll`](crate::Client::poll) sends it as often as the
/// platform recommends.
///
/// ```
/// use wx_f2f::{OutRequestNo, QueryOrder};
/// use wx_types::Endpoint;
///
/// assert!(QueryOrder::by_out_request_no(OutRequestNo::new("F2F-20241227-0001")?).check().is_ok());
/// assert_eq!(
///     QueryOrder::new().check().unwrap_err().to_string(),
///     "confirm_token: at least one of confirm_token and out_request_no must be given"
/// );
/// # Ok::<(), wx_types::Violation>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/wxa/business/f2f/queryorderinfo",
    reply = OrderInfo,
    repeat = Safe,
    page = "query order",
    read = "2026-11-23",
    check = one_is_given,
)]
#[non_exhaustive]
pub struct QueryOrder {
    /// What creating the order returned. 1 to 128 characters.
    #[wx(typed)]
    pub confirm_token: Option<ConfirmToken>,
    /// The caller's number of the order. 1 to 32 digits, letters or `_-|*@`.
    #[wx(typed)]
    pub out_request_no: Option<OutRequestNo>,
}

fn one_is_given(query: &QueryOrder, checker: &mut Checker) {
    if query.confirm_token.is_none() && query.out_request_no.is_none() {
        checker.report("confirm_token", "at least one of confirm_token and out_request_no must be given");
    }
}

impl QueryOrder {
    /// A query by the caller's number, which works from the first send on, whatever its answer was.
    #[must_use]
    pub fn by_out_request_no(number: OutRequestNo) -> Self {
        Self::new().with_out_request_no(number)
    }

    /// A query by the confirm token.
    #[must_use]
    pub fn by_confirm_token(token: ConfirmToken) -> Self {
        Self::new().with_confirm_token(token)
    }
}

/// How an order stands.
///
/// The page's table could not be read to its end; members that are not listed here are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct OrderInfo {
    /// The state. An answer without it is none.
    pub state: OrderState,
    /// The number on the user's bill, once there is one. At most 64 characters.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub order_id: Option<String>,
    /// The amount of the order in fen. Hold it against what you asked for before you deliver.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub amount: Option<Fen>,
    /// The caller's own data, where the answer repeats it.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub attach: Option<String>,
    /// The platform's remark, `ok` as a rule. At most 128 characters.
    #[serde(default, deserialize_with = "lenient::text")]
    pub errmsg: String,
}

impl Reply for OrderInfo {}
