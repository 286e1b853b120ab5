//! What orders and refunds of a merchant, of a service provider and of combinations have in common.

use serde_json::Value as Json;
use wx_tests::difference::Difference;
use wx_types::Rule;

use super::{Turn, tied::remove};

/// What drawn orders of all kinds need.
pub(super) fn elsewhere(members: &mut Json) {
    let address = members.pointer_mut("/scene_info/payer_client_ip");
    if let Some(address) = address.filter(|text| text.as_str().unwrap().starts_with("127.") || *text == "::1")
    {
        *address = "14.23.150.211".into();
    }
}

/// Makes a refund part of an order over 1,000,000, and its sources add up to it.
pub(super) fn part_of_a_million(turn: Turn, members: &mut Json) {
    turn.number(members, "out_refund_no");
    let amount = &mut members["amount"];
    amount["total"] = 1_000_000.into();
    let part = amount["refund"].as_i64().unwrap().max(10);
    amount["refund"] = part.into();
    let from = amount.get_mut("from").and_then(Json::as_array_mut);
    if let Some((last, others)) = from.and_then(|entries| entries.split_last_mut()) {
        last["amount"] = (part - i64::try_from(others.len()).unwrap()).into();
        others.iter_mut().for_each(|other| other["amount"] = 1.into());
    } else {
        remove(amount, "from");
    }
}

pub(super) const NO_LEAST_LENGTH: &str =
    "the page gives no least length, and the client refuses what says nothing";
pub(super) const TAGS: Difference =
    Difference::only_client(&["attach", "goods_tag"], &["chars low"], NO_LEAST_LENGTH);
pub(super) const INVOICE: Difference =
    Difference::only_client(&["detail.invoice_id"], &["chars low"], NO_LEAST_LENGTH);
pub(super) const SCENE: Difference = Difference::only_client(
    &[
        "scene_info.device_id",
        "scene_info.store_info.name",
        "scene_info.store_info.area_code",
        "scene_info.store_info.address",
    ],
    &["chars low"],
    NO_LEAST_LENGTH,
);
pub(super) const H5: Difference = Difference::only_client(
    &[
        "scene_info.h5_info.app_name",
        "scene_info.h5_info.app_url",
        "scene_info.h5_info.bundle_id",
        "scene_info.h5_info.package_name",
    ],
    &["chars low"],
    NO_LEAST_LENGTH,
);
pub(super) const ORDER: &[Difference] = &[TAGS, INVOICE, SCENE];
pub(super) const LOOKED_UP: Difference = Difference::unnamed(
    &["transaction_id"],
    &["charset low", "charset high"],
    "the gateway looks the number up as it is, and finds nothing",
);
pub(super) const PATH: Difference = Difference::unnamed(
    &["transaction_id"],
    &["chars low", "chars high", "charset low", "charset high"],
    "the gateway looks the number up as it is, and finds nothing",
);
pub(super) const REFUND: &[Difference] = &[
    LOOKED_UP,
    Difference::only_client(
        &["reason", "goods_detail[].wechatpay_goods_id", "goods_detail[].goods_name"],
        &["chars low"],
        NO_LEAST_LENGTH,
    ),
    Difference::only_gateway(
        &["goods_detail"],
        Rule::Items { min: 1, max: usize::MAX },
        "no page says what an empty list means",
    ),
];
