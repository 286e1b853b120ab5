//! Authorisations: a user's consent to be served without being asked each time.

mod apply;
mod notice;
mod query;
mod resolve;
mod terminate;

pub use apply::{PermissionsReply, Preauthorize};
pub use notice::{AuthorizationNotice, ServiceStatus};
pub use query::{Authorization, AuthorizationState, QueryAuthorization};
pub use terminate::TerminateAuthorization;
