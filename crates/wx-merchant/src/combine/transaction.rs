use std::fmt;

use serde::Deserialize;
use wx_types::{Fen, Reply};

use crate::{
    absent::or_default,
    transactions::{Currency, InstallmentInfo, Payer, Promotion, TradeState, TradeType, TransactionScene},
};

/// A combined order as the platform knows it: the answer of the queries and the content of a payment notification.
///
/// Only what the sources agree on is required, and the state of each sub-order: without one nothing is known of it.
/// Unknown members are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CombineTransaction {
    /// The app, official account or mini program.
    pub combine_appid: String,
    /// The merchant or provider of the whole.
    pub combine_mchid: String,
    /// The merchant's number of the whole.
    pub combine_out_trade_no: String,
    /// The platform's number of the whole. The community transcription requires it; notifications are shown without.
    #[serde(default)]
    pub combine_transaction_id: Option<String>,
    /// Where it was paid.
    #[serde(default)]
    pub scene_info: Option<TransactionScene>,
    /// The sub-orders.
    pub sub_orders: Vec<CombineSubTransaction>,
    /// The payer.
    #[serde(default)]
    pub combine_payer_info: Option<Payer>,
    /// The instalments.
    #[serde(default)]
    pub installment_info: Option<InstallmentInfo>,
}

impl Reply for CombineTransaction {}

impl CombineTransaction {
    /// Whether money was paid for it: there are sub-orders, and each stands at `SUCCESS`, or at `REFUND` after that.
    ///
    /// They are paid together or not at all.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        !self.sub_orders.is_empty() && self.sub_orders.iter().all(|part| part.trade_state.is_paid())
    }

    /// The sub-order with this number.
    #[must_use]
    pub fn sub_order(&self, out_trade_no: &str) -> Option<&CombineSubTransaction> {
        self.sub_orders.iter().find(|part| part.out_trade_no == out_trade_no)
    }
}

/// A sub-order as the platform knows it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CombineSubTransaction {
    /// The merchant who placed it.
    pub mchid: String,
    /// The merchant for whom a provider placed it.
    #[serde(default)]
    pub sub_mchid: Option<String>,
    /// That merchant's app, official account or mini program.
    #[serde(default)]
    pub sub_appid: Option<String>,
    /// The payer under `sub_appid`. It is personal data and not shown by `Debug`.
    #[serde(default)]
    pub sub_openid: Option<String>,
    /// Its number.
    pub out_trade_no: String,
    /// The platform's number, by which it is refunded; absent until it is paid.
    #[serde(default)]
    pub transaction_id: Option<String>,
    /// How it was paid.
    #[serde(default)]
    pub trade_type: Option<TradeType>,
    /// Where it stands. Read this, and nothing else, to know whether it is paid.
    pub trade_state: TradeState,
    /// The bank; `OTHERS` is not a bank card.
    #[serde(default)]
    pub bank_type: Option<String>,
    /// What the sub-order carried.
    #[serde(default)]
    pub attach: Option<String>,
    /// When it was paid, as RFC 3339, here with milliseconds.
    #[serde(default)]
    pub success_time: Option<String>,
    /// The amounts.
    #[serde(default)]
    pub amount: Option<CombineTransactionAmount>,
    /// The discounts that were granted.
    #[serde(default, deserialize_with = "or_default")]
    pub promotion_detail: Vec<Promotion>,
}

/// Leaves out who paid.
impl fmt::Debug for CombineSubTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CombineSubTransaction")
            .field("mchid", &self.mchid)
            .field("sub_mchid", &self.sub_mchid)
            .field("sub_openid", &"[elided]")
            .field("out_trade_no", &self.out_trade_no)
            .field("transaction_id", &self.transaction_id)
            .field("trade_type", &self.trade_type)
            .field("trade_state", &self.trade_state)
            .field("success_time", &self.success_time)
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}

/// The amounts of a sub-order, in fen. The names differ from those of a single order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CombineTransactionAmount {
    /// What was ordered.
    pub total_amount: Option<Fen>,
    /// What the payer really paid.
    pub payer_amount: Option<Fen>,
    /// The order's currency.
    pub currency: Option<Currency>,
    /// The payer's currency.
    pub payer_currency: Option<Currency>,
    /// The exchange rate times 100,000,000.
    pub settlement_rate: Option<i64>,
}
