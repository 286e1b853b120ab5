use std::fmt;

use serde::Deserialize;
use wx_types::Reply;

use crate::{
    absent::or_default,
    transactions::{InstallmentInfo, Promotion, TradeState, TradeType, TransactionAmount, TransactionScene},
};

/// An order for another merchant as the platform knows it: the answer of the queries and the content of a payment
/// notification.
///
/// Only what the sources agree on is required. Unknown members are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PartnerTransaction {
    /// The provider's app, official account or mini program.
    pub sp_appid: String,
    /// The provider.
    pub sp_mchid: String,
    /// The merchant's app, official account or mini program, where the order named one.
    #[serde(default)]
    pub sub_appid: Option<String>,
    /// The merchant.
    pub sub_mchid: String,
    /// The provider's order number.
    pub out_trade_no: String,
    /// The platform's number; absent until it is paid.
    #[serde(default)]
    pub transaction_id: Option<String>,
    /// How it was paid.
    #[serde(default)]
    pub trade_type: Option<TradeType>,
    /// Where it stands. Read this, and nothing else, to know whether it is paid.
    pub trade_state: TradeState,
    /// The state in words.
    #[serde(default, deserialize_with = "or_default")]
    pub trade_state_desc: String,
    /// The bank; `OTHERS` is not a bank card.
    #[serde(default)]
    pub bank_type: Option<String>,
    /// What the order carried.
    #[serde(default)]
    pub attach: Option<String>,
    /// When it was paid, as RFC 3339.
    #[serde(default)]
    pub success_time: Option<String>,
    /// The payer.
    #[serde(default)]
    pub payer: Option<PartnerPayer>,
    /// The amounts.
    #[serde(default)]
    pub amount: Option<TransactionAmount>,
    /// Where it was paid.
    #[serde(default)]
    pub scene_info: Option<TransactionScene>,
    /// The discounts that were granted.
    #[serde(default, deserialize_with = "or_default")]
    pub promotion_detail: Vec<Promotion>,
    /// The instalments.
    #[serde(default)]
    pub installment_info: Option<InstallmentInfo>,
}

impl Reply for PartnerTransaction {}

impl PartnerTransaction {
    /// Whether money was paid for it: it stands at `SUCCESS`, or at `REFUND` after that.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        self.trade_state.is_paid()
    }
}

/// Who paid, as the provider and the merchant know them.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PartnerPayer {
    /// The payer under `sp_appid`. It is personal data and not shown by `Debug`.
    #[serde(default)]
    pub sp_openid: Option<String>,
    /// The payer under `sub_appid`. It is personal data and not shown by `Debug`.
    #[serde(default)]
    pub sub_openid: Option<String>,
}

impl fmt::Debug for PartnerPayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartnerPayer")
            .field("sp_openid", &"[elided]")
            .field("sub_openid", &"[elided]")
            .finish()
    }
}
