use serde::{Deserialize, Serialize};
use wx_types::{Endpoint, Fen, Model, Reply};

use super::lenient;
use crate::ids::{ConfirmToken, OpenId, OutRequestNo};

/// Tells the platform who is about to pay whom how much, and returns what the payer's client starts the payment with.
///
/// Official page: *create order*, dated 2024-12-27, read 2026-11-23.
///
/// # If it is sent twice
/// The order is known by [`out_request_no`](Self::out_request_no) together with payer, payee and amount. After a system
/// error (269215758) the page asks for the same parameters again, so that a lost answer is followed by the identical
/// request. The number with other values is refused (269215752), and so it is once the order is paid (269215751) or
/// closed (269215767). Keep the request as it was first sent.
///
/// # Errors
/// The codes are those of [`Errcode`](crate::Errcode) and [`CommonCode`](crate::CommonCode); what to do about each is
/// said by its [`Class`](crate::Class). With an unknown outcome the order may exist: send this very request again, or
/// query its number.
///
/// # What the page leaves open
/// - The unit of `amount`: fen is taken here, as beside it for `discount_amount`.
/// - Any relation between the two amounts: none is checked.
/// - Whether somebody may pay themselves: not checked, and hardly wanted.
/// - The `access_token` in the query is the client's: see [`Access`](crate::Access).
///
/// ```
/// use wx_f2f::{CreateOrder, OpenId, OutRequestNo};
/// use wx_types::{Endpoint, Fen};
///
/// let order = CreateOrder::new(
///     OpenId::new("oPayer0000000000000000000001")?,
///     OpenId::new("oPayee0000000000000000000002")?,
///     OutRequestNo::new("F2F-20241227-0001")?,
///     Fen::new(0),
/// )
/// .with_discount_amount(Fen::new(-1));
/// assert_eq!(
///     order.check().unwrap_err().to_string(),
///     "amount: must be at least 1 (found 0); discount_amount: must be at least 0 (found -1)"
/// );
/// # Ok::<(), wx_types::Violation>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/wxa/business/f2f/createorderinfo",
    reply = CreateReply,
    repeat = SameKey("out_request_no"),
    page = "create order (2024-12-27)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct CreateOrder {
    /// Who pays: the user's openid under this mini program. 1 to 64 characters.
    #[wx(typed)]
    pub payer_openid: OpenId,
    /// Who is paid: the openid of the user whose goods or services were chosen. 1 to 64 characters.
    #[wx(typed)]
    pub payee_openid: OpenId,
    /// The caller's number of the order. 1 to 32 digits, letters or `_-|*@`.
    #[wx(typed)]
    pub out_request_no: OutRequestNo,
    /// What is to be paid, in fen, at least 1.
    #[wx(range = 1..)]
    pub amount: Fen,
    /// What was granted as a discount before the payment, in fen, at least 0.
    ///
    /// It is given where that discount shall not be combined with one during the payment.
    #[wx(range = 0..)]
    pub discount_amount: Option<Fen>,
    /// The caller's own data, returned as it was. 1 to 127 characters.
    #[wx(chars = 1..=127)]
    pub attach: Option<String>,
}

/// The answer to a created order.
///
/// `errcode` is 0 in it, or it would be an [`ApiError`](crate::ApiError).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CreateReply {
    /// What the payer's client starts the payment with. Never empty; an answer without it is an unknown outcome.
    #[serde(deserialize_with = "lenient::filled_token")]
    pub confirm_token: ConfirmToken,
    /// The platform's remark, `ok` as a rule; it may end in a `rid: ..` for its support. At most 128 characters.
    #[serde(default, deserialize_with = "lenient::text")]
    pub errmsg: String,
}

impl Reply for CreateReply {}

impl CreateReply {
    /// What the mini program hands to `wx.requestFacetoFacePayment`.
    ///
    /// That `ok` comes back from it is no proof of payment: query the order.
    #[must_use]
    pub fn invocation(&self) -> Invocation {
        Invocation { confirm_token: self.confirm_token.clone() }
    }
}

/// The argument of `wx.requestFacetoFacePayment` (base library 2.11.3, Android and iOS), without its callbacks.
///
/// ```
/// # let reply: wx_f2f::CreateReply = serde_json::from_str(r#"{"confirm_token":"CT1"}"#)?;
/// assert_eq!(serde_json::to_string(&reply.invocation())?, r#"{"confirm_token":"CT1"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Invocation {
    /// From the answer to the created order.
    pub confirm_token: ConfirmToken,
}
