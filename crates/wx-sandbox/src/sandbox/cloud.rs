//! What a test does to cloud hosting.

use super::Sandbox;
use crate::ActError;
use crate::cloudrun::{self, CloudRefundResult, CloudShape, Sidecar};

impl Sandbox {
    /// The user pays this order of cloud hosting; returns the `transaction_id`. The callback to the container goes out
    /// in the background.
    ///
    /// # Errors
    /// If the order does not exist, is not `NOTPAY`, or has expired.
    pub fn cloud_pay(&self, out_trade_no: &str) -> Result<String, ActError> {
        cloudrun::pay(&self.gateway, out_trade_no)
    }

    /// This refund of cloud hosting ends; returns the `refund_id`. The callback goes out in the background, if the
    /// refund was asked for with a container.
    ///
    /// # Errors
    /// If the refund does not exist or has ended.
    pub fn cloud_settle_refund(
        &self,
        out_refund_no: &str,
        result: CloudRefundResult,
    ) -> Result<String, ActError> {
        cloudrun::settle_refund(&self.gateway, out_refund_no, result)
    }

    /// Changes what the sidecar does from now on.
    pub fn set_sidecar(&self, sidecar: Sidecar) {
        self.gateway.cloud_book().sidecar = sidecar;
    }

    /// Changes the shape of answers and callbacks from now on.
    pub fn set_cloud_shape(&self, shape: CloudShape) {
        self.gateway.cloud_book().shape = shape;
    }

    /// Where the container of this service can be reached from now on: `http://127.0.0.1:` and a port.
    pub fn set_container(&self, service: impl Into<String>, url: impl Into<String>) {
        self.gateway.cloud_book().containers.insert(service.into(), url.into());
    }
}
