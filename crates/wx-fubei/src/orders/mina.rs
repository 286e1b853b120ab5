use serde::Deserialize;
use serde_json::value::RawValue;
use wx_types::{Endpoint, Model, Reply, Resolvable, Yuan, rule::TextForm};

use super::{QueryOrder, SignParams, sign_params};
use crate::{
    id::{MerchantOrderSn, PayerId, SubOpenid},
    lenient,
    method::Method,
};

/// Places an order that is paid in a WeChat mini program.
///
/// Official page: *WeChat mini-program payment interface* (`openapi.payment.order.mina`), read 2026-11-23. The mini program
/// must list the hosts its own pages call among its request domains.
///
/// The page and its samples contradict each other; chosen here:
///
/// - The callback address is sent as `call_back_url`, as the page has it. The official Java client says `call_back` for
///   this method alone.
/// - [`cashier_id`](Self::cashier_id) is sent as the integer of the table; the sample sends a text.
/// - Lengths are counted in characters; the page names no unit. [`byte_warnings`](crate::byte_warnings) lists what would
///   be too long in bytes.
///
/// # If it is sent twice
/// No page says what happens. After a lost answer it is not sent again: [`query`](Self::query) the number, and if the
/// order must be placed again, use the same number.
///
/// # Errors
/// The codes of [`ResultCode`](crate::ResultCode). With an unknown outcome the order may exist and be payable.
///
/// ```
/// use wx_fubei::{MerchantOrderSn, MinaOrder, SubOpenid};
/// use wx_types::{Endpoint, Fen};
///
/// let order = MinaOrder::new(
///     MerchantOrderSn::new("T20240101000001")?,
///     SubOpenid::new("oEXAMPLE0000000000000000001")?,
///     Fen::new(0).to_yuan(),
///     1001,
/// )
/// .with_attach("x".repeat(128));
/// assert_eq!(
///     order.check().unwrap_err().to_string(),
///     "total_fee: must be 1 to 999999999 (found 0); attach: must be 1 to 127 characters (found 128)"
/// );
/// # Ok::<(), wx_types::Violation>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/gateway",
    reply = MinaReply,
    repeat = Once("merchant_order_sn"),
    page = "WeChat mini-program payment, openapi.payment.order.mina",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct MinaOrder {
    /// The merchant's order number. 1 to 32 characters, no blank at either end, unique per merchant.
    #[wx(typed)]
    pub merchant_order_sn: MerchantOrderSn,
    /// The payer, as the mini-program authorisation call answers it. 1 to 32 characters.
    #[wx(typed)]
    pub sub_openid: SubOpenid,
    /// What is to be paid, in yuan: 0.01 to 9999999.99, which is as much as ten characters hold.
    #[wx(range = 1..=999_999_999)]
    pub total_fee: Yuan,
    /// The store. At most 10 digits.
    #[wx(range = 1..=9_999_999_999)]
    pub store_id: i64,
    /// The cashier. At most 10 digits.
    #[wx(range = 1..=9_999_999_999)]
    pub cashier_id: Option<i64>,
    /// Where the payment is notified. 1 to 256 characters: an absolute `http` or `https` address. The page gives the length
    /// alone; what is no address would cost the notice and nothing else would tell.
    #[wx(chars = 1..=256, form = TextForm::WebAddress)]
    pub call_back_url: Option<String>,
    /// What is sold, as the payer sees it. 1 to 128 characters.
    #[wx(chars = 1..=128)]
    pub body: Option<String>,
    /// The merchant's own data, returned by the query. 1 to 127 characters.
    #[wx(chars = 1..=127)]
    pub attach: Option<String>,
}

impl Method for MinaOrder {
    const METHOD: &'static str = "openapi.payment.order.mina";
}

impl MinaOrder {
    /// The query that tells what became of it.
    #[must_use]
    pub fn query(&self) -> QueryOrder {
        Resolvable::query(self)
    }
}

/// The answer to a placed order.
///
/// The declared lengths are broken by the official samples, so none is enforced. The page's table puts `store_id`,
/// `cashier_id` and `user_id` beside `sign_params`, its sample puts them inside: they are read from either place, the table's
/// first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Wire")]
#[non_exhaustive]
pub struct MinaReply {
    /// The prepaid order.
    pub prepay_id: String,
    /// Fubei's order number.
    pub order_sn: String,
    /// The merchant's order number.
    pub merchant_order_sn: String,
    /// What the mini program hands to `wx.requestPayment`, as it was received.
    pub sign_params: SignParams,
    /// The cashier, if there is one.
    pub cashier_id: Option<i64>,
    /// The store.
    pub store_id: Option<i64>,
    /// The payer, if named.
    pub user_id: Option<PayerId>,
}

impl Reply for MinaReply {}

#[derive(Deserialize)]
struct Wire {
    #[serde(deserialize_with = "lenient::required_text")]
    prepay_id: String,
    #[serde(deserialize_with = "lenient::required_text")]
    order_sn: String,
    #[serde(deserialize_with = "lenient::required_text")]
    merchant_order_sn: String,
    sign_params: Box<RawValue>,
    #[serde(default, deserialize_with = "lenient::id")]
    cashier_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::id")]
    store_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::known")]
    user_id: Option<PayerId>,
}

impl TryFrom<Wire> for MinaReply {
    type Error = serde_json::Error;

    fn try_from(wire: Wire) -> Result<Self, serde_json::Error> {
        let Wire { prepay_id, order_sn, merchant_order_sn, sign_params, cashier_id, store_id, user_id } =
            wire;
        let (sign_params, beside) = sign_params::read(&sign_params)?;
        Ok(Self {
            prepay_id,
            order_sn,
            merchant_order_sn,
            sign_params,
            cashier_id: cashier_id.or(beside.cashier_id),
            store_id: store_id.or(beside.store_id),
            user_id: user_id.or(beside.user_id),
        })
    }
}
