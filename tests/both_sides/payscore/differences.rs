//! Where the client and the gateway differ about PayScore.

use wx_tests::difference::Difference;
use wx_types::Rule;

pub(super) const LOOKED_UP: Difference = Difference::unnamed(
    &["service_id", "channel_id"],
    &["chars high", "charset low", "charset high"],
    "the gateway looks up what a query says, and finds nothing",
);
pub(super) const ONE_OR_MORE: &str = "no page says what an empty list means";
pub(super) const PAYMENTS: Difference =
    Difference::only_gateway(&["post_payments"], Rule::Items { min: 1, max: usize::MAX }, ONE_OR_MORE);
pub(super) const DISCOUNTS: Difference =
    Difference::only_gateway(&["post_discounts"], Rule::Items { min: 1, max: usize::MAX }, ONE_OR_MORE);
pub(super) const NO_LEAST_LENGTH: &str =
    "the page gives no least length, and the client refuses what says nothing";
pub(super) const DESCRIPTIONS: Difference =
    Difference::only_client(&["post_payments[].description"], &["chars low"], NO_LEAST_LENGTH);
pub(super) const REMARKS: Difference = Difference::only_client(
    &["time_range.start_time_remark", "time_range.end_time_remark"],
    &["chars low"],
    NO_LEAST_LENGTH,
);
pub(super) const SUB_APPID: Difference = Difference::only_client(
    &["sub_appid"],
    &["charset low", "charset high"],
    "the page gives a length alone; the client keeps what is signed to visible characters",
);
pub(super) const NEW_ORDER: &[Difference] = &[
    PAYMENTS,
    DISCOUNTS,
    DESCRIPTIONS,
    REMARKS,
    SUB_APPID,
    Difference::only_client(
        &["openid", "sub_openid"],
        &["charset low", "charset high"],
        "the page gives a length alone",
    ),
    Difference::only_client(
        &["attach"],
        &["chars low", "charset low", "charset high"],
        "the page asks for a text that is URL-encoded already; the gateway only counts it",
    ),
    Difference::only_client(&["risk_fund.description"], &["chars low"], NO_LEAST_LENGTH),
    Difference::only_gateway(
        &["risk_fund.amount"],
        Rule::Range { min: i64::MIN, max: 1_000_000 },
        "the cap of a service is configured, and the client does not know it",
    ),
    Difference::only_client(
        &["need_user_confirm"],
        &["missing"],
        "left out it means false here and true in the sister family, so that the client asks for it",
    ),
];

/// The page adds these members to those of an order.
pub(super) const SHOPPING: &[Difference] = &[Difference::only_client(
    &["shopping_info.real_merchant_appid", "shopping_info.jump_link.appid"],
    &["charset low", "charset high"],
    "the page gives a length alone",
)];
