use serde::Deserialize;
use wx_types::{Checker, Endpoint, Model, NotifyUrl, OutRefundNo, OutTradeNo, TransactionId};

use crate::{
    SubMchid,
    absent::or_default,
    refunds::{
        RefundAmount, RefundFundsAccount, RefundGoods, RefundNoticeAmount, RefundReply, RefundStatus,
        check_amount, check_payment,
    },
};

/// Requests a refund of another merchant's order, in whole or in part. The money is the merchant's.
///
/// Official page: *request refund*, dated 2024-07-11, read 2026-11-23: one page for merchants and providers, who name
/// the merchant. Everything else is as in a [`Refund`](crate::Refund), its limits and its errors too.
///
/// # If it is sent twice
/// One [`out_refund_no`](Self::out_refund_no) refunds once. Every repetition must carry it again, or the money goes out
/// twice.
///
/// # Errors
/// The codes of a [`Refund`](crate::Refund). With an unknown outcome the refund may have been made: send this very
/// request again, or query its number.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/refund/domestic/refunds",
    reply = RefundReply,
    repeat = SameKey("out_refund_no"),
    page = "request refund (2024-07-11)",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct PartnerRefund {
    /// The merchant. At most 32 digits.
    #[wx(typed)]
    pub sub_mchid: SubMchid,
    /// The platform's number of the payment. This or `out_trade_no`, not both; prefer this one: lookups by the
    /// provider's number were reported to fail for minutes after payment.
    #[wx(typed)]
    pub transaction_id: Option<TransactionId>,
    /// The provider's number of the order. This or `transaction_id`, not both.
    #[wx(typed)]
    pub out_trade_no: Option<OutTradeNo>,
    /// The provider's number of the refund. 1 to 64 digits, letters or `_-|*@`.
    #[wx(typed)]
    pub out_refund_no: OutRefundNo,
    /// Why, as the payer is told. 1 to 80 characters.
    #[wx(chars = 1..=80, basic_plane)]
    pub reason: Option<String>,
    /// Where the result is notified, instead of the address set on the platform. 8 to 256 characters.
    #[wx(typed, chars = 8..=256)]
    pub notify_url: Option<NotifyUrl>,
    /// From which account the money is taken.
    #[wx(typed)]
    pub funds_account: Option<RefundFundsAccount>,
    /// How much.
    #[wx(nested)]
    pub amount: RefundAmount,
    /// For which goods.
    #[wx(nested)]
    pub goods_detail: Option<Vec<RefundGoods>>,
}

impl PartnerRefund {
    /// A refund of the payment to `sub_mchid` that the platform knows as `transaction_id`.
    #[must_use]
    pub fn of_transaction(
        sub_mchid: SubMchid,
        transaction_id: TransactionId,
        out_refund_no: OutRefundNo,
        amount: RefundAmount,
    ) -> Self {
        Self::new(sub_mchid, out_refund_no, amount).with_transaction_id(transaction_id)
    }

    /// A refund of the order for `sub_mchid` that the provider knows as `out_trade_no`.
    #[must_use]
    pub fn of_order(
        sub_mchid: SubMchid,
        out_trade_no: OutTradeNo,
        out_refund_no: OutRefundNo,
        amount: RefundAmount,
    ) -> Self {
        Self::new(sub_mchid, out_refund_no, amount).with_out_trade_no(out_trade_no)
    }
}

fn fits_together(refund: &PartnerRefund, checker: &mut Checker) {
    check_payment(refund.transaction_id.as_ref(), refund.out_trade_no.as_ref(), checker);
    check_amount(&refund.amount, checker);
}

/// Looks a refund of another merchant's order up by the provider's number. Wait about a minute after the request.
///
/// Official page: *query refund*, dated 2023-10-18, read 2026-11-23.
///
/// # Errors
/// `RESOURCE_NOT_EXISTS` (404) and the common codes. It only reads, so it may be sent as often as wanted.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/refund/domestic/refunds/{out_refund_no}",
    reply = RefundReply,
    repeat = Safe,
    page = "query refund (2023-10-18)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct PartnerQueryRefund {
    /// The provider's refund number. 1 to 64 digits, letters or `_-|*@`.
    #[wx(path, typed)]
    pub out_refund_no: OutRefundNo,
    /// The merchant. At most 32 digits.
    #[wx(query, typed)]
    pub sub_mchid: SubMchid,
}

/// The content of a provider's refund notification.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PartnerRefundNotice {
    /// The provider.
    pub sp_mchid: String,
    /// The merchant.
    pub sub_mchid: String,
    /// The platform's number of the payment.
    pub transaction_id: String,
    /// The provider's order number.
    pub out_trade_no: String,
    /// The platform's refund number.
    pub refund_id: String,
    /// The provider's refund number.
    pub out_refund_no: String,
    /// Where it stands: `SUCCESS`, `CLOSED` or `ABNORMAL`.
    pub refund_status: RefundStatus,
    /// When the money went back, as RFC 3339.
    #[serde(default)]
    pub success_time: Option<String>,
    /// Where the money went, in words.
    #[serde(default, deserialize_with = "or_default")]
    pub user_received_account: String,
    /// The amounts.
    pub amount: RefundNoticeAmount,
}
