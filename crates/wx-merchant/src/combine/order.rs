//! What combined orders consist of.

use serde::Deserialize;
use wx_types::{AppId, Checker, Fen, Mchid, Model, OutTradeNo, rule::TextForm};

use crate::{OpenId, SubMchid, partner::PartnerSettleInfo, transactions::Currency};

/// One of the orders that are paid at once.
///
/// It can carry no electronic invoice, and its `detail` is a text where that of a single order is an object.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct CombineSubOrder {
    /// The merchant who places this one. At most 32 digits.
    #[wx(typed)]
    pub mchid: Mchid,
    /// The merchant's own data, returned by query, notification and bill. 1 to 128 characters; required here, unlike in
    /// a single order.
    #[wx(chars = 1..=128, basic_plane)]
    pub attach: String,
    /// What is to be paid.
    #[wx(nested)]
    pub amount: CombineAmount,
    /// The number of this sub-order. 6 to 32 digits, letters or `_-|*`, unique per merchant.
    #[wx(typed)]
    pub out_trade_no: OutTradeNo,
    /// The merchant for whom a service provider places it. At most 32 digits; required of providers.
    #[wx(typed)]
    pub sub_mchid: Option<SubMchid>,
    /// That merchant's app, official account or mini program. At most 32 characters.
    #[wx(typed)]
    pub sub_appid: Option<AppId>,
    /// The goods in words. No page that was read gives a greatest length.
    ///
    /// One source has it for APP and JSAPI alone; the platform refuses members it does not expect, so leave it out for H5
    /// and Native unless your page has it.
    #[wx(basic_plane)]
    pub detail: Option<String>,
    /// A coupon marker. 1 to 32 characters, as in a single order.
    #[wx(chars = 1..=32, basic_plane)]
    pub goods_tag: Option<String>,
    /// What is sold, as the payer's bill shows it. 1 to 127 characters.
    #[wx(chars = 1..=127, basic_plane)]
    pub description: String,
    /// How the money is settled. Older pages have `profit_sharing` beside it as well; this one counts where both are
    /// sent, and only this one is sent here.
    #[wx(nested)]
    pub settle_info: Option<PartnerSettleInfo>,
}

/// What is to be paid for a sub-order. The names differ from those of a single order.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct CombineAmount {
    /// The total in fen, 1 to 1,000,000,000.
    #[wx(range = 1..=1_000_000_000)]
    pub total_amount: Fen,
    /// The currency; required here, unlike in a single order.
    #[wx(typed)]
    pub currency: Currency,
}

impl CombineAmount {
    /// `total_amount` in renminbi.
    #[must_use]
    pub fn cny(total_amount: Fen) -> Self {
        Self::new(total_amount, Currency::Cny)
    }
}

/// Where and on what the payer pays.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct CombineSceneInfo {
    /// The number of the store or till. 1 to 16 characters; older pages want at least 7.
    #[wx(chars = 1..=16, basic_plane)]
    pub device_id: Option<String>,
    /// The payer's IPv4 or IPv6 address. At most 45 characters.
    #[wx(chars = 1..=45, form = TextForm::IpAddress)]
    pub payer_client_ip: String,
}

/// Who pays in a page or mini program.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct CombinePayer {
    /// The payer under `combine_appid`. 1 to 128 characters.
    #[wx(typed)]
    pub openid: OpenId,
    /// The payer under a sub-order's `sub_appid`. 1 to 128 characters.
    #[wx(typed)]
    pub sub_openid: Option<OpenId>,
}

/// Who pays, as far as that is known before: an order of these channels is open to whoever has its address or code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct CombineKnownPayer {
    /// The payer under `combine_appid`. 1 to 128 characters.
    #[wx(typed)]
    pub openid: Option<OpenId>,
    /// The payer under a sub-order's `sub_appid`. 1 to 128 characters.
    #[wx(typed)]
    pub sub_openid: Option<OpenId>,
}

/// What must hold among the sub-orders. A merchant by itself combines 2 to 10; a service provider 1 to 50, which is what the
/// table allows, and says of each whose it is.
pub(crate) fn check_sub_orders(sub_orders: &[CombineSubOrder], checker: &mut Checker) {
    let of_others = sub_orders.iter().filter(|part| part.sub_mchid.is_some()).count();
    if of_others == 0 && !(2..=10).contains(&sub_orders.len()) {
        checker.report("sub_orders", "must be 2 to 10 without sub_mchid");
    }
    if of_others != 0 && of_others != sub_orders.len() {
        checker.report("sub_orders", "must have a sub_mchid each, or none of them");
    }
    for (index, part) in sub_orders.iter().enumerate() {
        let same = |other: &CombineSubOrder| {
            (&other.mchid, &other.out_trade_no) == (&part.mchid, &part.out_trade_no)
        };
        if sub_orders.iter().take(index).any(same) {
            let path = format!("sub_orders[{index}].out_trade_no");
            checker.report(&path, "must be given once per mchid");
        }
    }
}
