//! Every endpoint of the crate as constant data: what the printed matrix, the checks and the sandbox read.

use wx_types::{Endpoint, Operation};

use crate::orders::{CreateOrder, QueryOrder};

/// The endpoints, in the order of an order's life.
pub const ENDPOINTS: &[Operation] = &[CreateOrder::OPERATION, QueryOrder::OPERATION];
