use serde::Deserialize;
use wx_apiv3::{AppInvocation, Client, SealError};
use wx_types::{AppId, Checker, Endpoint, Mchid, Model, NotifyUrl, Rfc3339};

use super::{CombineClose, CombineSceneInfo, CombineSubOrder, order::check_sub_orders};
use crate::{CombineOutTradeNo, transactions::PrepayReply};

/// Places several orders that are paid at once in an app, or gets a fresh prepay id for them.
///
/// Official page: *combined APP order*, dated 2025-09-02, read 2026-11-23.
///
/// # If it is sent twice
/// The whole is known by [`combine_out_trade_no`](Self::combine_out_trade_no). The identical request again returns a
/// valid prepay id, also after the first one expired (2 h); with any other value, in any sub-order, it is refused, and
/// so it is once it is paid. Keep the request as it was first sent: closing it needs the sub-orders again.
///
/// # Errors
/// The codes of an [`AppPrepay`](crate::AppPrepay). With an unknown outcome the orders may exist and be paid: send this
/// very request again, or query its number.
///
/// ```
/// use wx_merchant::{CombineAppPrepay, CombineOutTradeNo, combine::{CombineAmount, CombineSubOrder}};
/// use wx_types::{AppId, Endpoint, Fen, Mchid, NotifyUrl, OutTradeNo};
///
/// let mchid = Mchid::new("1900000109")?;
/// let part = |number, fen| -> Result<_, wx_types::Violation> {
///     let number = OutTradeNo::new(number)?;
///     Ok(CombineSubOrder::new(mchid.clone(), "深圳分店", CombineAmount::cny(Fen::new(fen)), number, "QQ公仔"))
/// };
/// let order = CombineAppPrepay::new(
///     AppId::new("wxd678efh567hg6787")?,
///     mchid.clone(),
///     CombineOutTradeNo::new("P20150806125346")?,
///     vec![part("20150806125346", 100)?, part("20150806125346", 50)?],
///     NotifyUrl::new("https://yourapp.com/notify")?,
/// );
/// assert_eq!(
///     order.check().unwrap_err().to_string(),
///     "sub_orders[1].out_trade_no: must be given once per mchid"
/// );
/// # Ok::<(), wx_types::Violation>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/combine-transactions/app",
    reply = PrepayReply,
    repeat = SameKey("combine_out_trade_no"),
    page = "combined APP order (2025-09-02)",
    read = "2026-11-23",
    check = sub_orders_fit,
)]
#[non_exhaustive]
pub struct CombineAppPrepay {
    /// The app, bound to the merchant. At most 32 characters.
    #[wx(typed)]
    pub combine_appid: AppId,
    /// The merchant or provider of the whole; must be the one that signs. At most 32 digits.
    #[wx(typed)]
    pub combine_mchid: Mchid,
    /// The number of the whole. 6 to 32 digits, letters or `_-|*`, unique per merchant.
    #[wx(typed)]
    pub combine_out_trade_no: CombineOutTradeNo,
    /// Where and on what the payer pays.
    #[wx(nested)]
    pub scene_info: Option<CombineSceneInfo>,
    /// The orders that are paid at once: 2 to 10 of a merchant, 1 to 50 of a service provider.
    #[wx(items = 1..=50, nested)]
    pub sub_orders: Vec<CombineSubOrder>,
    /// From when it can be paid, as RFC 3339.
    #[wx(typed, chars = 1..=32)]
    pub time_start: Option<Rfc3339>,
    /// Until when it can be paid, as RFC 3339.
    #[wx(typed, chars = 1..=32)]
    pub time_expire: Option<Rfc3339>,
    /// Where the payment is notified, once for the whole. At most 255 characters, with a path, without query and blanks.
    #[wx(typed, chars = 1..=255)]
    pub notify_url: NotifyUrl,
}

fn sub_orders_fit(order: &CombineAppPrepay, checker: &mut Checker) {
    check_sub_orders(&order.sub_orders, checker);
}

impl CombineAppPrepay {
    /// Signs what the app needs to start the payment: this order's app and merchant with the prepay id of `reply`.
    ///
    /// # Errors
    /// [`SealError`] where the key cannot sign or there is no randomness.
    pub fn invocation(&self, client: &Client, reply: &PrepayReply) -> Result<AppInvocation, SealError> {
        client.app_invocation(&self.combine_appid, &reply.prepay_id)
    }

    /// The request that closes it, with all of its sub-orders.
    #[must_use]
    pub fn close(&self) -> CombineClose {
        CombineClose::of(&self.combine_out_trade_no, &self.combine_appid, &self.sub_orders)
    }
}
