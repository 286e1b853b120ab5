//! Every endpoint of the crate as constant data: what the printed matrix, the checks and the sandbox read.

use wx_types::{Endpoint, Operation};

use crate::{
    fbpay::FbpayQuery,
    method::Method,
    orders::{CloseOrder, MinaOrder, QueryOrder},
    refunds::{QueryRefund, Refund},
};

/// An endpoint and its name in the envelope. The path alone does not tell them apart.
#[derive(Clone, Copy, Debug)]
pub struct FubeiEndpoint {
    /// The name in the envelope.
    pub method: &'static str,
    /// Everything else. The table is that of the business content.
    pub operation: Operation,
}

impl FubeiEndpoint {
    /// The row of `E`.
    #[must_use]
    pub const fn of<E: Method>() -> Self {
        Self { method: E::METHOD, operation: <E as Endpoint>::OPERATION }
    }
}

/// The endpoints, in the order of an order's life.
pub const ENDPOINTS: &[FubeiEndpoint] = &[
    FubeiEndpoint::of::<MinaOrder>(),
    FubeiEndpoint::of::<QueryOrder>(),
    FubeiEndpoint::of::<CloseOrder>(),
    FubeiEndpoint::of::<Refund>(),
    FubeiEndpoint::of::<QueryRefund>(),
    FubeiEndpoint::of::<FbpayQuery>(),
];
