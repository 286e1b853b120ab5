//! Where the client and the gateway differ about PayScore.

use wx_tests::difference::Difference;
use wx_types::{Rule, charset::Charset};

pub(super) const DIGITS: Difference = Difference::only_gateway(
    &["service_id"],
    Rule::Charset(Charset::DIGITS),
    "the page says 32 digits, and an example of another page has letters",
);
pub(super) const LOOKED_UP: Difference = Difference::unnamed(
    &["service_id", "channel_id"],
    &["chars high", "charset low", "charset high"],
    "the gateway looks up what a query says, and finds nothing",
);
pub(super) const CODE: Difference = Difference::only_gateway(
    &["authorization_code"],
    Rule::Charset(Charset::ORDER_NUMBER),
    "no page gives the alphabet: the gateway takes that of order numbers",
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
    DIGITS,
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
        Rule::Range { min: 1, max: 1_000_000 },
        "the cap of a service is configured, and no page states a least amount",
    ),
    Difference::only_client(
        &["need_user_confirm"],
        &["missing"],
        "left out it means false here and true in the sister family, so that the client asks for it",
    ),
];

/// The page adds these members to those of an order and tells neither which are required nor how long they may be.
pub(super) const SHOPPING: &[Difference] = {
    const UNTOLD: &str = "the page does not say what is required, and each side chose for itself";
    const LENGTHS: &str = "the page gives no length, and the gateway has one for each";
    &[
        Difference::wanted(
            &["shopping_info", "shopping_info.jump_link.appid", "shopping_info.jump_link.path"],
            UNTOLD,
        ),
        Difference::only_client(
            &[
                "shopping_info.jump_link",
                "shopping_info.goods[].picture",
                "shopping_info.goods[].amount",
                "shopping_info.goods[].count",
            ],
            &["missing"],
            UNTOLD,
        ),
        Difference::only_gateway(&["shopping_info.goods"], Rule::Items { min: 1, max: 100 }, UNTOLD),
        Difference::only_client(
            &["shopping_info.real_merchant_appid", "shopping_info.jump_link.appid"],
            &["charset low", "charset high"],
            "the page gives a length alone",
        ),
        Difference::only_gateway(&["shopping_info.goods[].name"], Rule::Chars { min: 1, max: 128 }, LENGTHS),
        Difference::only_gateway(
            &["shopping_info.goods[].picture", "shopping_info.jump_link.path"],
            Rule::Chars { min: 1, max: 1024 },
            LENGTHS,
        ),
        Difference::only_gateway(
            &["shopping_info.goods[].category_id[]"],
            Rule::Chars { min: 1, max: 64 },
            LENGTHS,
        ),
        Difference::only_gateway(
            &["shopping_info.goods[].category_id"],
            Rule::Items { min: 1, max: 100 },
            LENGTHS,
        ),
    ]
};

/// What completes an order may leave out what is known since its creation.
pub(super) const START: Difference = Difference::only_client(
    &["time_range.start_time"],
    &["missing"],
    "the page shows the time range of a new order, where it is required; the gateway remembers it",
);
