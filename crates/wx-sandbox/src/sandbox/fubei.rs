//! What a test does to Fubei.

use super::Sandbox;
use crate::ActError;
use crate::fubei::{self, FubeiRefundResult, FubeiShape};

impl Sandbox {
    /// The user pays this Fubei order; returns its `order_sn`. The callback goes out in the background, if the order
    /// has a `call_back_url`.
    ///
    /// # Errors
    /// If the order does not exist or is not `USERPAYING`.
    pub fn fubei_pay(&self, merchant_order_sn: &str) -> Result<String, ActError> {
        fubei::pay(&self.gateway, merchant_order_sn)
    }

    /// This Fubei refund ends; returns its `refund_sn`. Nothing is sent: no notification of refunds is documented for
    /// these methods.
    ///
    /// # Errors
    /// If the refund does not exist or has ended.
    pub fn fubei_settle_refund(
        &self,
        merchant_refund_sn: &str,
        result: FubeiRefundResult,
    ) -> Result<String, ActError> {
        self.gateway.fubei_book().settle(merchant_refund_sn, result)
    }

    /// Changes the shape of Fubei's answers from now on.
    pub fn set_fubei_shape(&self, shape: FubeiShape) {
        self.gateway.fubei_book().shape = shape;
    }
}
