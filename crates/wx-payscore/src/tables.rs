//! Every endpoint of the crate as constant data: what the printed matrix, the checks and the sandbox read.

use wx_types::{Endpoint, Operation};

use crate::{
    deductions::{QueryDeduction, RegisterDeduction},
    orders::{
        CancelOrder, CompleteOrder, CreateOrder, CreatePayOnDelivery, ModifyOrder, QueryOrder, SyncOrder,
    },
    permissions::{Preauthorize, QueryAuthorization, TerminateAuthorization},
};

/// The endpoints, in the order of an order's life.
pub const ENDPOINTS: &[Operation] = &[
    CreateOrder::OPERATION,
    CreatePayOnDelivery::OPERATION,
    QueryOrder::OPERATION,
    CancelOrder::OPERATION,
    CompleteOrder::OPERATION,
    ModifyOrder::OPERATION,
    RegisterDeduction::OPERATION,
    QueryDeduction::OPERATION,
    SyncOrder::OPERATION,
    Preauthorize::OPERATION,
    QueryAuthorization::OPERATION,
    TerminateAuthorization::OPERATION,
];
