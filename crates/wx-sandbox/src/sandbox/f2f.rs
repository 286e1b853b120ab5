//! What a test does to access tokens and to person-to-person orders.

use super::Sandbox;
use crate::ActError;
use crate::f2f::F2fEvent;

impl Sandbox {
    /// Makes all access tokens given out so far invalid, as if somebody else had fetched new ones.
    pub fn invalidate_tokens(&self) {
        self.gateway.tokens().invalidate(self.gateway.clock.now());
    }

    /// The payer pays this order; returns its `order_id`. Nobody is told: there is no notification.
    ///
    /// # Errors
    /// If no order has this `out_request_no`, or if it is neither `NOTPAY` nor `PAYERROR`.
    pub fn f2f_pay(&self, out_request_no: &str) -> Result<String, ActError> {
        self.f2f_event(out_request_no, F2fEvent::Pay).map(Option::unwrap_or_default)
    }

    /// An attempt to pay this order fails; it becomes `PAYERROR`.
    ///
    /// # Errors
    /// If no order has this `out_request_no`, or if it is neither `NOTPAY` nor `PAYERROR`.
    pub fn f2f_fail(&self, out_request_no: &str) -> Result<(), ActError> {
        self.f2f_event(out_request_no, F2fEvent::Fail).map(drop)
    }

    /// This order closes without being paid.
    ///
    /// # Errors
    /// If no order has this `out_request_no`, or if it is neither `NOTPAY` nor `PAYERROR`.
    pub fn f2f_close(&self, out_request_no: &str) -> Result<(), ActError> {
        self.f2f_event(out_request_no, F2fEvent::Close).map(drop)
    }

    /// The payee gives the money back.
    ///
    /// # Errors
    /// If no order has this `out_request_no`, or if it is not `SUCCESS`.
    pub fn f2f_refund(&self, out_request_no: &str) -> Result<(), ActError> {
        self.f2f_event(out_request_no, F2fEvent::Refund).map(drop)
    }

    fn f2f_event(&self, out_request_no: &str, event: F2fEvent) -> Result<Option<String>, ActError> {
        crate::f2f::happen(&self.gateway, out_request_no, event)
    }
}
