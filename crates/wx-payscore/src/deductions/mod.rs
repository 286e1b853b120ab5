//! Deductions: the numbers under which the clearing house is asked for the money of completed orders.
//!
//! The platform collects nothing for an acquiring institution. After an order is completed its deduction is registered
//! here, and the money is then asked for at the clearing house, under the same number. Refunds run there as well; no page
//! of this product describes one.

mod query;
mod register;
mod resolve;

pub use query::{Deduction, QueryDeduction};
pub use register::{RegisterDeduction, RegisteredDeduction};
