//! What can go wrong between a merchant and the platform, as data: a catalogue, rules that choose from it, and a plan.
//!
//! Nothing here opens a socket or reads a clock. The gateway obeys a [`Plan`]; a simulation can draw from the same plan
//! with [`Draws`] and carry the faults out in its own way. The same plan on the same sequence of requests makes the
//! same faults.
//!
//! ```
//! use wx_sandbox::fault::{Draws, Fault, Place, Plan, Rule, Subject};
//!
//! let plan = Plan::new(7).with_rule(Rule::new(Fault::ResetAfter).at_path("/v3/pay/*").every(2));
//! let mut draws = Draws::new(plan);
//! let subject = Subject::new("primary", "POST", "/v3/pay/transactions/app");
//! assert_eq!(draws.draw(Place::Request, &subject), None);
//! assert_eq!(draws.draw(Place::Request, &subject).map(|fired| fired.fault), Some(Fault::ResetAfter));
//! ```
//!
//! | Module | Holds |
//! |---|---|
//! | `kind` | the catalogue: each fault, its name, and what a client must conclude |
//! | `rule` | a fault, where it happens, to which requests, and how often |
//! | `plan` | rules with a seed |
//! | `draw` | which requests are struck |
//! | `text` | JSON, and the short form of the command line |

mod draw;
mod kind;
mod plan;
mod rule;
mod text;

#[cfg(test)]
mod tests;

pub use draw::{Draws, Fired, Subject};
pub use kind::{Fault, Place};
pub use plan::Plan;
pub use rule::{Rule, When};
pub use text::PlanError;
