wx_types::open_enum! {
    /// How an order stands. A state that nobody described is kept, and is neither paid nor final.
    pub enum OrderState {
        /// Paid; the money went to the payee.
        Success = "SUCCESS",
        /// Paid and given back: the payee did that inside WeChat, as there is no call for it.
        Refund = "REFUND",
        /// Not paid yet.
        NotPay = "NOTPAY",
        /// Closed without payment. Another attempt needs a new number.
        Closed = "CLOSED",
        /// An attempt to pay failed. No page says that it is the last one.
        PayError = "PAYERROR",
    }
}

impl OrderState {
    /// Whether the payee has the money. False for what was given back.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        matches!(self, Self::Success)
    }

    /// Whether asking again is pointless, but for a later refund: success, refund and closed.
    ///
    /// A failed payment is not final here: the payer may try again until the order closes.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Success | Self::Refund | Self::Closed)
    }
}
