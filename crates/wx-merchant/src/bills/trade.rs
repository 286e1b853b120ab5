use std::fmt;

use wx_types::Fen;

use super::{Fee, columns::record, sealed::BillRow};
use crate::transactions::{TradeState, TradeType};

record! {
    /// A payment or a refund of a trade bill.
    ///
    /// The bills of all, of paid and of refunded orders have different columns; what one does not have is `None`. An empty
    /// cell is `None` as well. Amounts stand in yuan in the file and are fen here, exactly.
    pub struct TradeRow {
        /// When it was paid, in Beijing time: `2018-02-01 04:21:23`.
        pub time: String = ["交易时间"],
        /// The app, official account or mini program.
        pub appid: Option<String> = ["公众账号ID"],
        /// The merchant.
        pub mchid: String = ["商户号"],
        /// The sub-merchant; `0` or nothing for a direct merchant.
        pub sub_mchid: Option<String> = ["特约商户号", "子商户号"],
        /// The number of the store or till.
        pub device_id: Option<String> = ["设备号"],
        /// The platform's number of the payment.
        pub transaction_id: String = ["微信订单号"],
        /// The merchant's order number.
        pub out_trade_no: String = ["商户订单号"],
        /// The payer under the appid. Personal data.
        pub openid: Option<String> = ["用户标识"],
        /// How it was paid.
        pub trade_type: Option<TradeType> = ["交易类型"],
        /// `SUCCESS` for a payment, `REFUND` for a refund, `REVOKED` for a reversal.
        pub trade_state: TradeState = ["交易状态"],
        /// The bank.
        pub bank_type: Option<String> = ["付款银行"],
        /// The currency.
        pub currency: Option<String> = ["货币种类"],
        /// What the merchant is to receive of a payment: the total without free coupons. In old bills the total.
        pub settlement_total: Option<Fen> = ["应结订单金额", "总金额"],
        /// What was paid with coupons.
        pub coupon: Option<Fen> = ["代金券金额", "代金券或立减优惠金额", "企业红包金额"],
        /// When the refund was requested.
        pub refund_created: Option<String> = ["退款申请时间"],
        /// When the money went back.
        pub refund_success: Option<String> = ["退款成功时间"],
        /// The platform's refund number; for a payment `0` or nothing.
        pub refund_id: Option<String> = ["微信退款单号"],
        /// The merchant's refund number; for a payment `0` or nothing.
        pub out_refund_no: Option<String> = ["商户退款单号"],
        /// What the merchant gives back.
        pub refund: Option<Fen> = ["退款金额"],
        /// What goes back of coupons that the merchant had paid for.
        pub coupon_refund: Option<Fen> = ["充值券退款金额", "代金券或立减优惠退款金额", "企业红包退款金额"],
        /// Where the money goes, such as `ORIGINAL`.
        pub refund_type: Option<String> = ["退款类型"],
        /// Where the refund stands. Its words are not those of the refund query.
        pub refund_status: Option<BillRefundStatus> = ["退款状态"],
        /// What was sold.
        pub description: Option<String> = ["商品名称"],
        /// What the order carried.
        pub attach: Option<String> = ["商户数据包"],
        /// The platform's fee; negative or zero for a refund.
        pub fee: Option<Fee> = ["手续费"],
        /// Its rate in words, such as `0.60%`.
        pub fee_rate: Option<String> = ["费率"],
        /// What the order was about.
        pub total: Option<Fen> = ["订单金额"],
        /// What was asked to go back.
        pub requested_refund: Option<Fen> = ["申请退款金额"],
        /// A remark on the rate.
        pub fee_rate_note: Option<String> = ["费率备注"],
    }
}

impl TradeRow {
    /// Whether it is a refund and not a payment.
    #[must_use]
    pub fn is_refund(&self) -> bool {
        self.trade_state == TradeState::Refund
    }
}

impl BillRow for TradeRow {
    type Totals = TradeSummary;
}

/// Shows by which numbers and states to find it; the rest is the payer's and the merchant's.
impl fmt::Debug for TradeRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TradeRow")
            .field("transaction_id", &self.transaction_id)
            .field("out_trade_no", &self.out_trade_no)
            .field("trade_state", &self.trade_state)
            .field("out_refund_no", &self.out_refund_no)
            .field("refund_status", &self.refund_status)
            .finish_non_exhaustive()
    }
}

record! {
    /// The last line of a trade bill.
    pub struct TradeSummary {
        /// How many rows the bill has.
        pub count: u64 = ["总交易单数"],
        /// The sum of [`TradeRow::settlement_total`].
        pub settlement_total: Option<Fen> = ["应结订单总金额", "总交易额"],
        /// The sum of [`TradeRow::refund`].
        pub refund: Option<Fen> = ["退款总金额", "总退款金额"],
        /// The sum of [`TradeRow::coupon_refund`].
        pub coupon_refund: Option<Fen> = ["充值券退款总金额", "总代金券或立减优惠退款金额", "总企业红包退款金额"],
        /// The sum of [`TradeRow::fee`].
        pub fee: Option<Fee> = ["手续费总金额"],
        /// The sum of [`TradeRow::total`].
        pub total: Option<Fen> = ["订单总金额"],
        /// The sum of [`TradeRow::requested_refund`].
        pub requested_refund: Option<Fen> = ["申请退款总金额"],
    }
}

impl fmt::Debug for TradeSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TradeSummary")
            .field("count", &self.count)
            .field("settlement_total", &self.settlement_total)
            .field("refund", &self.refund)
            .field("fee", &self.fee)
            .finish_non_exhaustive()
    }
}

wx_types::open_enum! {
    /// Where a refund stands, in the words of a bill.
    pub enum BillRefundStatus {
        /// The payer's account cannot take it.
        Change = "CHANGE",
        /// It failed.
        Fail = "FAIL",
        /// Under way.
        Processing = "PROCESSING",
        /// The money went back.
        Success = "SUCCESS",
    }
}
