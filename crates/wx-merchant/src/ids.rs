//! Identifiers of this product, beside those of `wx-types`.

use wx_types::{Mchid, OutTradeNo, Rule, TransactionId, charset::Charset, identifier, percent_encode};

identifier!(
    personal
    /// `openid`: a user, as one official account or mini program knows them. 1 to 128 characters. It is personal data:
    /// `Debug` does not show it, and there is no `Display`.
    OpenId,
    "openid",
    &[Rule::Chars { min: 1, max: 128 }, Rule::BasicPlane]
);

identifier!(
    /// `sub_mchid`: the merchant for whom a service provider acts. At most 32 digits.
    ///
    /// It is a type of its own, so that it cannot change places with the provider's number: the money goes here.
    SubMchid,
    "sub_mchid",
    Mchid::RULES
);

identifier!(
    /// `combine_out_trade_no`: the merchant's own number of a combined order. 6 to 32 digits, letters or `_-|*`, unique
    /// per merchant. Its sub-orders have numbers of their own.
    ///
    /// Older pages allow `@` as well; it is refused here, as in every other order number.
    CombineOutTradeNo,
    "combine_out_trade_no",
    OutTradeNo::RULES
);

identifier!(
    /// `combine_transaction_id`: the platform's number of a combined payment. At most 32 characters. A refund needs the
    /// number of a sub-order instead.
    CombineTransactionId,
    "combine_transaction_id",
    TransactionId::RULES
);

/// No line feed: these end up in a redirection or in a page. The pages say 512 characters; they come from the platform,
/// so longer ones are taken as well.
const ADDRESS: &[Rule] = &[Rule::Chars { min: 1, max: 4096 }, Rule::Charset(Charset::VISIBLE)];

identifier!(
    /// `h5_url`: where a browser is sent to pay. Valid for five minutes.
    ///
    /// ```
    /// use wx_merchant::H5Url;
    ///
    /// let address = H5Url::new("https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx20&package=14")?;
    /// assert_eq!(
    ///     address.returning_to("https://www.weixin.qq.com/done?order=A1"),
    ///     "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx20&package=14\
    ///      &redirect_url=https%3A%2F%2Fwww.weixin.qq.com%2Fdone%3Forder%3DA1"
    /// );
    /// # Ok::<(), wx_types::Violation>(())
    /// ```
    H5Url,
    "h5_url",
    ADDRESS
);

impl H5Url {
    /// The same address, from which the payer comes back to `redirect_url`, which is percent-encoded here.
    ///
    /// The host of both pages must be one that is set as H5 payment host on the merchant platform. That the payer came
    /// back proves nothing: query the order.
    #[must_use]
    pub fn returning_to(&self, redirect_url: &str) -> String {
        let separator = if self.as_str().contains('?') { '&' } else { '?' };
        format!("{self}{separator}redirect_url={}", percent_encode(redirect_url))
    }
}

identifier!(
    /// `code_url`: what the code holds that the payer scans. Valid for two hours, and until the order is placed again.
    CodeUrl,
    "code_url",
    ADDRESS
);
