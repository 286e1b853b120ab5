use serde::Deserialize;
use wx_types::{AppId, Checker, CompactTime, Endpoint, Fen, Mchid, Model, Reply, Resolvable, rule::TextForm};

use super::{Payer, Payment, QueryOrder, SceneInfo};
use crate::{
    callback::{self, Callback, CallbackType, Container},
    cloud_call::CloudCall,
    id::{Openid, OutTradeNo},
    lenient,
};

wx_types::open_enum! {
    /// How an order is paid. A mini program knows one way.
    pub enum TradeType {
        /// Inside WeChat.
        Jsapi = "JSAPI",
    }
}

wx_types::open_enum! {
    /// A currency.
    pub enum FeeType {
        /// Renminbi.
        Cny = "CNY",
    }
}

wx_types::open_enum! {
    /// What an order must not be paid with.
    pub enum LimitPay {
        /// No credit card.
        NoCredit = "no_credit",
    }
}

wx_types::open_enum! {
    /// Whether the payer is offered an electronic invoice.
    pub enum Receipt {
        /// An entrance to the invoice is shown. It must be switched on at the platform first.
        Shown = "Y",
    }
}

/// Places an order that is paid in a mini program.
///
/// Official page: *unified order* of cloud hosting, read 2026-11-23. [`place`](Self::place) makes one from whole parts;
/// `new` takes the fields as they lie in the body, and whatever does not fit together is reported before anything is
/// sent.
///
/// The page and its sample contradict each other; chosen here:
///
/// - `function_name` is marked as required and missing in the sample: it belongs to a cloud function, `container` to a
///   container ([`Callback`]).
/// - `nonce_str` and `trade_type` are marked as required and missing in the sample: they are always sent, and filled in
///   where they are left open. The nonce is drawn once per call; all attempts of a call send the same bytes.
/// - `openid` and `sub_openid` are both marked as optional and both called mandatory: exactly one of them, and `sub_appid`,
///   which the table does not list, beside the second ([`Payer`]).
/// - `scene_info` is sent as JSON in a text, as the table types it.
/// - Lengths are counted in characters; the page names no unit. [`warnings`](crate::warnings) lists what would be too
///   long in bytes.
/// - Numbers are sent as numbers. Whether texts would be taken is not documented.
///
/// # If it is sent twice
/// The page knows re-entry with identical parameters (`INVALID_REQUEST` is a re-entry with changed ones) and asks for it
/// after `SYSTEMERROR`. What becomes of an order whose answer was lost it does not say. So nothing is sent again by
/// itself: [`query`](Self::query) the number, then send the same request again. With the nonce fixed beforehand
/// ([`Client::complete`](crate::Client::complete)) even the bytes are the same.
///
/// # Errors
/// The codes of [`InnerCode`](crate::InnerCode). With an unknown outcome the order may exist and be payable.
///
/// ```
/// use wx_cloudrun::{Callback, Openid, OutTradeNo, Payer, UnifiedOrder};
/// use wx_types::{Endpoint, Fen, Mchid};
///
/// let order = UnifiedOrder::place(
///     Callback::container("prod-66733tes755tabc", "pay", "/"),
///     Payer::Openid(Openid::new("oEXAMPLE0000000000000000001")?),
///     Mchid::new("1900000109")?,
///     "乌龙茶",
///     OutTradeNo::new("2021WERUN1647840687637")?,
///     Fen::new(0),
///     "59.37.125",
/// );
/// assert_eq!(
///     order.check().unwrap_err().to_string(),
///     "total_fee: must be at least 1 (found 0); spbill_create_ip: must be an IPv4 or IPv6 address"
/// );
/// # Ok::<(), wx_types::Violation>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/_/pay/unifiedorder",
    reply = UnifiedOrderReply,
    repeat = Once("out_trade_no"),
    page = "cloud hosting, unified order",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct UnifiedOrder {
    /// Where the result is delivered: 1 cloud function, 2 container.
    #[wx(typed)]
    pub callback_type: CallbackType,
    /// The environment that receives the result. Not empty; no upper limit is documented.
    #[wx(chars = 1..)]
    pub env_id: String,
    /// The cloud function that receives the result: with `callback_type` 1, and only then.
    #[wx(chars = 1..)]
    pub function_name: Option<String>,
    /// The hosted service that receives the result: with `callback_type` 2, and only then.
    #[wx(nested)]
    pub container: Option<Container>,
    /// The merchant's own number. 1 to 32 digits.
    #[wx(typed)]
    pub sub_mch_id: Mchid,
    /// The mini program under which `sub_openid` was given out. 1 to 32 characters. Not in the page's table, but its text
    /// demands it beside `sub_openid`.
    #[wx(typed)]
    pub sub_appid: Option<AppId>,
    /// The device or store. 1 to 32 characters.
    #[wx(chars = 1..=32)]
    pub device_info: Option<String>,
    /// A random text of 1 to 32 characters, filled in where it is left out.
    #[wx(chars = 1..=32)]
    pub nonce_str: Option<String>,
    /// What is sold, as the payer sees it. 1 to 128 characters.
    #[wx(chars = 1..=128)]
    pub body: String,
    /// The goods, for discounts on single ones. 1 to 6000 characters.
    #[wx(chars = 1..=6000)]
    pub detail: Option<String>,
    /// The merchant's own data, returned by the query. 1 to 127 characters.
    #[wx(chars = 1..=127)]
    pub attach: Option<String>,
    /// The merchant's order number. 6 to 32 digits, letters or `_-|*@`, unique per merchant.
    #[wx(typed)]
    pub out_trade_no: OutTradeNo,
    /// The currency, `CNY` where it is left out.
    #[wx(typed)]
    pub fee_type: Option<FeeType>,
    /// What is to be paid, in fen: at least 1.
    #[wx(range = 1..)]
    pub total_fee: Fen,
    /// An IPv4 or IPv6 address, 1 to 64 characters. The page calls it that of the calling machine, the official samples send
    /// the payer's; it is for the caller to say.
    #[wx(chars = 1..=64, form = TextForm::IpAddress)]
    pub spbill_create_ip: String,
    /// When the order was made, in Beijing time: `yyyyMMddHHmmss`.
    #[wx(typed)]
    pub time_start: Option<CompactTime>,
    /// Until when it can be paid, in Beijing time: `yyyyMMddHHmmss`, at least a minute after `time_start`.
    #[wx(typed)]
    pub time_expire: Option<CompactTime>,
    /// A mark for vouchers and discounts. 1 to 32 characters.
    #[wx(chars = 1..=32)]
    pub goods_tag: Option<String>,
    /// `JSAPI`, filled in where it is left out.
    #[wx(typed)]
    pub trade_type: Option<TradeType>,
    /// What it must not be paid with: `no_credit`.
    #[wx(typed)]
    pub limit_pay: Option<LimitPay>,
    /// The payer under the platform's or the environment's appid. 1 to 128 characters. This or `sub_openid`.
    #[wx(typed)]
    pub openid: Option<Openid>,
    /// The payer under `sub_appid`. 1 to 128 characters. This or `openid`.
    #[wx(typed)]
    pub sub_openid: Option<Openid>,
    /// Whether an electronic invoice is offered: `Y`.
    #[wx(typed)]
    pub receipt: Option<Receipt>,
    /// Where the sale takes place: JSON in a text of 1 to 256 characters.
    #[wx(typed)]
    pub scene_info: Option<SceneInfo>,
}

impl UnifiedOrder {
    /// An order from whole parts: where its result goes, who pays, who is paid, for what, how much, from where.
    #[must_use]
    pub fn place(
        callback: Callback,
        payer: Payer,
        sub_mch_id: Mchid,
        body: impl Into<String>,
        out_trade_no: OutTradeNo,
        total_fee: Fen,
        spbill_create_ip: impl Into<String>,
    ) -> Self {
        let target = callback.flatten();
        let ip = spbill_create_ip.into();
        let mut order = Self::new(target.kind, target.env_id, sub_mch_id, body, out_trade_no, total_fee, ip);
        order.function_name = target.function;
        order.container = target.container;
        match payer {
            Payer::Openid(openid) => order.with_openid(openid),
            Payer::SubOpenid { sub_appid, sub_openid } => {
                order.with_sub_appid(sub_appid).with_sub_openid(sub_openid)
            }
        }
    }

    /// The query that tells what became of it.
    #[must_use]
    pub fn query(&self) -> QueryOrder {
        Resolvable::query(self)
    }
}

impl CloudCall for UnifiedOrder {
    fn completed(&self, nonce: &str) -> Self {
        let mut order = self.clone();
        order.nonce_str.get_or_insert_with(|| nonce.to_owned());
        order.trade_type.get_or_insert(TradeType::Jsapi);
        order
    }
}

fn fits_together(order: &UnifiedOrder, checker: &mut Checker) {
    callback::fits_together(
        order.callback_type,
        order.function_name.as_ref(),
        order.container.as_ref(),
        checker,
    );
    if order.openid.is_some() == order.sub_openid.is_some() {
        checker.report("openid", "exactly one of openid and sub_openid must be given");
    }
    if order.sub_openid.is_some() && order.sub_appid.is_none() {
        checker.report("sub_appid", "must be given with sub_openid");
    }
    if let (Some(start), Some(expire)) = (&order.time_start, &order.time_expire)
        && expire.unix_seconds().saturating_sub(start.unix_seconds()) < 60
    {
        checker.report("time_expire", "must be at least one minute after time_start");
    }
}

/// The answer to a placed order: it can be paid.
///
/// There is one only where all three layers say success and [`payment`](Self::payment) holds a prepay id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Wire")]
#[non_exhaustive]
pub struct UnifiedOrderReply {
    /// What the mini program hands to `wx.requestPayment`, as it was received.
    pub payment: Payment,
    /// The appid of the platform, which acts as service provider.
    pub appid: Option<String>,
    /// The platform's merchant number.
    pub mch_id: Option<String>,
    /// The mini program.
    pub sub_appid: Option<String>,
    /// The merchant.
    pub sub_mch_id: Option<String>,
    /// The device of the request.
    pub device_info: Option<String>,
    /// A random text of the platform.
    pub nonce_str: Option<String>,
    /// The platform's signature, under a key that the caller does not hold: it cannot be checked.
    pub sign: Option<String>,
    /// How it is paid.
    pub trade_type: Option<TradeType>,
    /// The prepay id, valid for two hours. It differs from the one in [`payment`](Self::payment) in the page's sample.
    pub prepay_id: Option<String>,
}

impl Reply for UnifiedOrderReply {}

#[derive(Deserialize)]
struct Wire {
    payment: Payment,
    #[serde(default, deserialize_with = "lenient::text")]
    appid: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    mch_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    sub_appid: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    sub_mch_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    device_info: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    nonce_str: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    sign: Option<String>,
    #[serde(default, deserialize_with = "lenient::known")]
    trade_type: Option<TradeType>,
    #[serde(default, deserialize_with = "lenient::text")]
    prepay_id: Option<String>,
}

impl TryFrom<Wire> for UnifiedOrderReply {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, &'static str> {
        if wire.payment.prepay_id().is_none() {
            return Err("the package holds no prepay id");
        }
        let Wire {
            payment,
            appid,
            mch_id,
            sub_appid,
            sub_mch_id,
            device_info,
            nonce_str,
            sign,
            trade_type,
            prepay_id,
        } = wire;
        Ok(Self {
            payment,
            appid,
            mch_id,
            sub_appid,
            sub_mch_id,
            device_info,
            nonce_str,
            sign,
            trade_type,
            prepay_id,
        })
    }
}
