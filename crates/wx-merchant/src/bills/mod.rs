//! Bills: ask for one, download it, hold it against its digest, and only then read its rows.
//!
//! A bill file is the one thing that the platform sends without a signature. What makes it trustworthy is its SHA-1 in the
//! *signed* answer of [`TradeBill`] or [`FundFlowBill`]. So the way to a row leads through three types:
//!
//! | Type | Is | Made by |
//! |---|---|---|
//! | [`BillAddress`] | where the file lies, and its digest | the signed answer |
//! | any `Write` | bytes nobody has vouched for; complete and of that digest once `download` returned `Ok` | `download` |
//! | `Bill` | a file of that digest | `Bill::verified`, which reads it all once more |
//!
//! Only a `Bill` has rows. Nothing is kept in memory but one line and a few buffers, whatever the size of the file.
//!
//! Bills of a day are made from nine o'clock of the next day in Beijing; ask after ten. They can be had for three months.

mod apply;
#[cfg(feature = "bills")]
mod columns;
mod date;
#[cfg(feature = "bills")]
mod download;
#[cfg(feature = "bills")]
mod error;
#[cfg(feature = "bills")]
mod fee;
#[cfg(feature = "bills")]
mod fund_flow;
#[cfg(feature = "bills")]
mod limits;
#[cfg(feature = "bills")]
mod line;
#[cfg(feature = "bills")]
mod rows;
#[cfg(feature = "bills")]
mod sealed;
#[cfg(feature = "bills")]
mod sink;
#[cfg(feature = "bills")]
mod trade;
#[cfg(feature = "bills")]
mod verified;

pub use apply::{BillAccount, BillAddress, BillType, FundFlowBill, HashType, TarType, TradeBill};
#[cfg(feature = "bills")]
pub use columns::OtherCell;
pub use date::BillDate;
#[cfg(feature = "bills")]
pub use download::{Downloaded, download};
#[cfg(feature = "bills")]
pub use error::{BillError, LineFault};
#[cfg(feature = "bills")]
pub use fee::{Fee, InvalidFee};
#[cfg(feature = "bills")]
pub use fund_flow::{FundFlowRow, FundFlowSummary, FundFlowWay};
#[cfg(feature = "bills")]
pub use limits::BillLimits;
#[cfg(feature = "bills")]
pub use rows::Rows;
#[cfg(feature = "bills")]
pub use trade::{BillRefundStatus, TradeRow, TradeSummary};
#[cfg(feature = "bills")]
pub use verified::Bill;
