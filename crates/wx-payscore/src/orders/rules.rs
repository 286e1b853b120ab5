//! Rules that concern more than one field. They are asked by several endpoints, each with the fields it has.

use std::collections::HashSet;

use wx_types::{AppId, Checker, Fen};

use super::{FinalDiscount, Location, PostDiscount, PostPayment, TimeRange, UserConfirmation};
use crate::OpenId;

/// The one name of an item that may stand in a list more than once.
const GOODS: &str = "商品信息";

/// What a new order says, whichever page describes it.
pub(super) struct NewOrder<'a> {
    pub(super) confirmation: UserConfirmation,
    pub(super) openid: Option<&'a OpenId>,
    pub(super) sub_openid: Option<&'a OpenId>,
    pub(super) sub_appid: Option<&'a AppId>,
    pub(super) post_payments: Option<&'a Vec<PostPayment>>,
    pub(super) post_discounts: Option<&'a Vec<PostDiscount>>,
    pub(super) time_range: &'a TimeRange,
    pub(super) location: Option<&'a Location>,
}

impl NewOrder<'_> {
    pub(super) fn check(&self, checker: &mut Checker) {
        self.user(checker);
        payment_names(self.post_payments.into_iter().flatten(), checker);
        let discounts = self.post_discounts.into_iter().flatten();
        discount_names(discounts.map(|discount| discount.name.as_str()), checker);
        times(self.time_range, checker);
        self.places(checker);
    }

    fn user(&self, checker: &mut Checker) {
        let Self { confirmation, openid, sub_openid, sub_appid, .. } = self;
        if *confirmation == UserConfirmation::Waived && openid.is_some() == sub_openid.is_some() {
            checker.report(
                "openid",
                "exactly one of openid and sub_openid must be given where need_user_confirm is false",
            );
        }
        if sub_openid.is_some() && sub_appid.is_none() {
            checker.report("sub_appid", "must be given where sub_openid is");
        }
    }

    /// A new order that ends somewhere begins somewhere.
    fn places(&self, checker: &mut Checker) {
        if self.location.is_some_and(|place| place.end_location.is_some() && place.start_location.is_none()) {
            checker.report("location.start_location", "must be given where location.end_location is");
        }
    }
}

/// What a price says: that of a completion, or a lower one.
pub(super) struct Price<'a> {
    pub(super) total_amount: Fen,
    pub(super) post_payments: &'a [PostPayment],
    pub(super) post_discounts: Option<&'a Vec<FinalDiscount>>,
}

impl Price<'_> {
    pub(super) fn check(&self, checker: &mut Checker) {
        payment_names(self.post_payments, checker);
        discount_names(self.discounts().map(|discount| discount.name.as_str()), checker);
        self.total(checker);
    }

    /// The total is the sum of the items less the sum of the discounts. An item without an amount leaves it to the platform
    /// to say what the sum is.
    fn total(&self, checker: &mut Checker) {
        let amounts = self.post_payments.iter().map(|payment| payment.amount);
        let Some(paid) = amounts.collect::<Option<Vec<_>>>() else {
            return;
        };
        let taken_off = Fen::checked_sum(self.discounts().map(|discount| discount.amount));
        let due = Fen::checked_sum(paid).zip(taken_off).and_then(|(paid, off)| paid.checked_sub(off));
        if due != Some(self.total_amount) {
            checker.report("total_amount", "must be the sum of post_payments less the sum of post_discounts");
        }
    }

    fn discounts(&self) -> impl Iterator<Item = &FinalDiscount> {
        self.post_discounts.into_iter().flatten()
    }
}

/// The end must not certainly lie before the start.
pub(super) fn times(range: &TimeRange, checker: &mut Checker) {
    if range.end_time.as_ref().is_some_and(|end| end.is_too_early_for(&range.start_time)) {
        checker.report("time_range.end_time", "must be later than time_range.start_time");
    }
}

fn payment_names<'a>(payments: impl IntoIterator<Item = &'a PostPayment>, checker: &mut Checker) {
    let names = payments.into_iter().map(|payment| payment.name.as_str());
    unique("post_payments", names, |name| name == GOODS, checker);
}

fn discount_names<'a>(names: impl Iterator<Item = &'a str>, checker: &mut Checker) {
    unique("post_discounts", names, |_| false, checker);
}

fn unique<'a>(
    list: &str,
    names: impl Iterator<Item = &'a str>,
    may_repeat: fn(&str) -> bool,
    checker: &mut Checker,
) {
    let mut seen = HashSet::new();
    for (index, name) in names.enumerate() {
        if !seen.insert(name) && !may_repeat(name) {
            checker.report(&format!("{list}[{index}].name"), "must be another one than those before it");
        }
    }
}
