//! An offline WeChat Pay gateway with real signatures, as a library and a server.
//!
//! APIv3 has no official sandbox. This crate is the other side of its wire, built from the public documents and from
//! nothing else: it parses the `Authorization` header itself, builds its own canonical message, verifies the
//! merchant's signature, keeps orders and refunds in strict state machines, signs its answers, and delivers encrypted
//! notifications with the documented retries. It shares no line with the client crates of this workspace, so that a
//! mistake made there is not repeated here.
//!
//! ```no_run
//! use wx_sandbox::{Credentials, Options, Sandbox};
//!
//! # async fn demo() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start(Options::new().with_credentials(Credentials::for_tests()?)).await?;
//! println!("send requests to {} or {}", sandbox.primary_url(), sandbox.backup_url());
//! // .. the program under test creates the order A-00001, then the user pays it:
//! let transaction_id = sandbox.pay("A-00001")?;
//! sandbox.deliveries_done().await;
//! println!("{transaction_id} is paid, and the log says {:?}", sandbox.log());
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here reaches beyond loopback: the listeners refuse to bind elsewhere, and a notification is only delivered
//! to a loopback address, so that a production `notify_url` in a test never receives a made-up payment.
//!
//! # Reading order
//!
//! | Module | Holds |
//! |---|---|
//! | `sandbox`, `options` | the handle a test holds, and what can be chosen before it starts |
//! | `credentials` | the keys and numbers of one imaginary merchant, and the gateway's own |
//! | `gateway`, `platform` | the shared state, the platform's certificates |
//! | `server`, `connection`, `line` | the four listeners, one connection, its way out |
//! | `router`, `body` | who answers which path, and how |
//! | `apiv3` | everything that is particular to APIv3 |
//! | `f2f`, `cloudrun` | `api.weixin.qq.com`: access tokens and person-to-person orders, cloud hosting |
//! | `fubei` | the Fubei gateway |
//! | `schema` | strict JSON: unknown members, `null`, types and limits |
//! | `params`, `yuan` | signing with MD5, amounts in yuan |
//! | `notify`, `log`, `control` | deliveries, what was seen, the HTTP remote control |
//! | [`fault`], `spoil` | what can go wrong, as data |
//! | `faults`, `disturb` | the plan that is obeyed, and how it is carried out |

mod sandbox;

mod credentials;
mod options;

mod body;
mod connection;
mod control;
mod disturb;
mod gateway;
mod line;
mod platform;
mod router;
mod server;

mod apiv3;
mod cloudrun;
mod f2f;
mod fubei;

mod act_error;
mod params;
mod schema;
mod yuan;

mod notify;

pub mod fault;

mod clock;
mod crypto;
mod faults;
mod log;
mod random;
mod spoil;

pub use act_error::ActError;
#[doc(hidden)]
pub use apiv3::authorization::fields as authorization_fields;
pub use apiv3::bill_spoil::BillSpoil;
pub use apiv3::order::{PayError, TradeState};
pub use apiv3::payscore::events::Collector;
pub use apiv3::refund_state::{RefundResult, SettleError};
pub use cloudrun::{CloudRefundResult, CloudShape, Sidecar};
pub use credentials::{Credentials, CredentialsError};
pub use fubei::{FubeiRefundResult, FubeiShape};
pub use log::{ConnectionEntry, Delivery, LogEntry, NotificationEntry, RequestEntry};
pub use options::{KeyMode, Options};
pub use sandbox::{Faults, Sandbox, StartError};
pub use server::{DarkError, Which};
pub use spoil::Spoil;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
