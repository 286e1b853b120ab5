//! What a test does to APIv3 beyond a plain order: addresses to pay at, bills, PayScore.

use super::Sandbox;
use crate::apiv3::payscore::events as payscore;
use crate::{ActError, BillSpoil, Collector, PayError, apiv3};

impl Sandbox {
    /// The user pays at this `code_url` or `h5_url`; returns the `transaction_id`. The notification goes out in the
    /// background.
    ///
    /// # Errors
    /// If nothing can be paid there: the address was replaced by a repeated order, or it is too old, or the order is
    /// not `NOTPAY`. Nothing changes then.
    pub fn pay_at(&self, url: &str) -> Result<String, PayError> {
        apiv3::pay_at(&self.gateway, url)
    }

    /// Spoils the next `times` bills that are asked for, after what was spoiled earlier.
    pub fn spoil_bills(&self, spoil: BillSpoil, times: u32) {
        self.gateway.ledger().bills.spoil(spoil, times);
    }

    /// Fills each trade bill with so many made-up payments of one fen in place of the real ones; `None` ends this. Such
    /// a file is sent in pieces and is never whole in memory.
    pub fn set_big_bill(&self, rows: Option<u32>) {
        self.gateway.ledger().bills.made_up = rows;
    }

    /// The user confirms this PayScore order; returns the `query_id` that the user's client hands back. The
    /// notification goes out in the background.
    ///
    /// # Errors
    /// If the order does not exist, is not `CREATED`, or has expired.
    pub fn confirm_service_order(&self, out_order_no: &str) -> Result<String, ActError> {
        payscore::confirm(&self.gateway, out_order_no)
    }

    /// The money of this PayScore order comes; returns the `transaction_id`. If it is the user who pays, a notification
    /// goes out in the background.
    ///
    /// # Errors
    /// If the order does not exist or is not completed, or if the clearing house has no deduction that it may use.
    pub fn collect_service_order(&self, out_order_no: &str, by: Collector) -> Result<String, ActError> {
        payscore::collect(&self.gateway, out_order_no, by)
    }

    /// The user agrees to the service of this PayScore authorisation; returns the user's openid. The notification goes
    /// out in the background, if the institution gave a `notify_url`.
    ///
    /// # Errors
    /// If the authorisation was not applied for, or a user has agreed or withdrawn already.
    pub fn open_permission(&self, authorization_code: &str) -> Result<String, ActError> {
        payscore::open_permission(&self.gateway, authorization_code)
    }

    /// The user withdraws from this PayScore authorisation; returns the user's openid. The notification goes out as with
    /// [`Sandbox::open_permission`].
    ///
    /// # Errors
    /// If the authorisation was not applied for or is not in force.
    pub fn close_permission(&self, authorization_code: &str) -> Result<String, ActError> {
        payscore::close_permission(&self.gateway, authorization_code)
    }
}
