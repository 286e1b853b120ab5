use serde::Deserialize;
use wx_types::{Fen, Model};

/// How the money of an order for another merchant is settled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct PartnerSettleInfo {
    /// Whether the money is frozen until it has been shared; `false` where it is left out.
    #[wx(any)]
    pub profit_sharing: Option<bool>,
    /// What the provider adds, in fen (e-commerce platforms only).
    #[wx(range = 0..)]
    pub subsidy_amount: Option<Fen>,
}
