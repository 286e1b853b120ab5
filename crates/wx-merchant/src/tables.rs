//! Every endpoint of the crate as constant data: what the printed matrix, the checks and the sandbox read.

use wx_types::{Endpoint, Operation};

use crate::{
    refunds::{QueryRefund, Refund},
    transactions::{AppPrepay, Close, QueryByOutTradeNo, QueryByTransactionId},
};

/// The endpoints, in the order of an order's life.
pub const ENDPOINTS: &[Operation] = &[
    AppPrepay::OPERATION,
    QueryByTransactionId::OPERATION,
    QueryByOutTradeNo::OPERATION,
    Close::OPERATION,
    Refund::OPERATION,
    QueryRefund::OPERATION,
];
