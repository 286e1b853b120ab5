#![doc = include_str!("../README.md")]

pub mod orders;

pub mod deductions;
pub mod permissions;

mod error_code;
mod event;
mod expected;
mod ids;
pub mod jump;
mod lenient;
mod opaque;
mod prepay_notice;
mod service_time;
pub mod tables;

pub use deductions::{QueryDeduction, RegisterDeduction};
pub use error_code::{Class, ErrorCode, ReasonNumber};
pub use event::Event;
pub use expected::ExpectedOrder;
pub use ids::{AuthorizationCode, ChannelId, OutOrderNo, ServiceId, SubMchid};
pub use opaque::{OpaqueText, OpenId, Package, PermissionsToken, QueryId, UserId};
pub use orders::{
    CancelOrder, CompleteOrder, CreateOrder, CreatePayOnDelivery, ModifyOrder, QueryOrder, ServiceOrder,
    Stage, State, SyncOrder, UserConfirmation,
};
pub use permissions::{
    Authorization, AuthorizationNotice, Preauthorize, QueryAuthorization, TerminateAuthorization,
};
pub use prepay_notice::{PrepayBody, PrepayNotice};
pub use service_time::{EndTime, StartTime};
