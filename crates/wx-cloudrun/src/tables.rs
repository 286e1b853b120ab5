//! Every endpoint of the crate as constant data: what the printed matrix, the checks and the sandbox read.

use wx_types::{Endpoint, Operation};

use crate::{
    bill::DownloadBill,
    orders::{CloseOrder, QueryOrder, UnifiedOrder},
    refunds::{QueryRefund, Refund},
};

/// The endpoints, in the order of an order's life.
pub const ENDPOINTS: &[Operation] = &[
    UnifiedOrder::OPERATION,
    QueryOrder::OPERATION,
    CloseOrder::OPERATION,
    Refund::OPERATION,
    QueryRefund::OPERATION,
    DownloadBill::OPERATION,
];
