//! What the body of an order may hold, by role and channel.

use std::net::IpAddr;

use serde_json::Value;

use super::channel::Channel;
use super::party::Role;
use super::refusal::Refusal;
use crate::schema::{FieldSpec, Form, Kind, Schema, formed, object, optional, required, text};

/// The table for a body. Members that need a permission (`limit_pay`, `subsidy_info`, `payer.identity`) are unknown.
pub(crate) fn schema(role: Role, channel: Channel) -> &'static Schema {
    match (role, channel) {
        (Role::Merchant, Channel::App | Channel::Native) => &PLAIN,
        (Role::Merchant, Channel::Jsapi) => &JSAPI,
        (Role::Merchant, Channel::H5) => &H5,
        (Role::Provider, Channel::App | Channel::Native) => &PARTNER_PLAIN,
        (Role::Provider, Channel::Jsapi) => &PARTNER_JSAPI,
        (Role::Provider, Channel::H5) => &PARTNER_H5,
    }
}

/// The members that all channels have, and in their midst those that they do not.
macro_rules! order {
    ($($particular:expr),+ $(,)?) => {
        Schema {
            fields: &[
                required("description", text(1, 127)),
                required("out_trade_no", formed(6, 32, Form::OrderNumber)),
                optional("time_expire", formed(1, 64, Form::Time)),
                optional("attach", text(0, 128)),
                required("notify_url", formed(1, 255, Form::NotifyUrl)),
                optional("goods_tag", text(0, 32)),
                optional("support_fapiao", Kind::Flag),
                required(
                    "amount",
                    object(&[
                        required("total", Kind::Int { min: 1, max: i64::MAX }),
                        optional("currency", Kind::Choice(&["CNY"])),
                    ]),
                ),
                optional("detail", DETAIL),
                $($particular),+
            ],
        }
    };
}

macro_rules! merchant_order {
    ($($particular:expr),+ $(,)?) => {
        order!(
            required("appid", text(1, 32)),
            required("mchid", formed(1, 32, Form::Digits)),
            optional("settle_info", object(&[optional("profit_sharing", Kind::Flag)])),
            $($particular),+
        )
    };
}

macro_rules! partner_order {
    ($($particular:expr),+ $(,)?) => {
        order!(
            required("sp_appid", text(1, 32)),
            required("sp_mchid", formed(1, 32, Form::Digits)),
            optional("sub_appid", text(1, 32)),
            required("sub_mchid", formed(1, 32, Form::Digits)),
            optional(
                "settle_info",
                object(&[
                    optional("profit_sharing", Kind::Flag),
                    optional("subsidy_amount", Kind::Int { min: 0, max: i64::MAX }),
                ]),
            ),
            $($particular),+
        )
    };
}

const PLAIN: Schema = merchant_order!(optional("scene_info", SCENE));
const JSAPI: Schema = merchant_order!(
    required("payer", object(&[required("openid", text(1, 128))])),
    optional("scene_info", SCENE),
);
const H5: Schema = merchant_order!(required("scene_info", H5_SCENE));

const PARTNER_PLAIN: Schema = partner_order!(optional("scene_info", SCENE));
const PARTNER_JSAPI: Schema = partner_order!(
    required("payer", object(&[optional("sp_openid", text(1, 128)), optional("sub_openid", text(1, 128))])),
    optional("scene_info", SCENE),
);
const PARTNER_H5: Schema = partner_order!(required("scene_info", H5_SCENE));

const DETAIL: Kind = object(&[
    optional("cost_price", Kind::Int { min: 0, max: i64::MAX }),
    optional("invoice_id", text(0, 32)),
    optional("goods_detail", Kind::List { min: 1, max: 6000, item: &GOODS }),
]);

const GOODS: Kind = object(&[
    required("merchant_goods_id", formed(1, 32, Form::GoodsId)),
    optional("wechatpay_goods_id", text(1, 32)),
    optional("goods_name", text(1, 256)),
    required("quantity", Kind::Int { min: 1, max: i64::MAX }),
    required("unit_price", Kind::Int { min: 0, max: i64::MAX }),
]);

const SCENE: Kind = object(&[PAYER_ADDRESS, DEVICE, STORE]);
const H5_SCENE: Kind = object(&[PAYER_ADDRESS, DEVICE, STORE, required("h5_info", H5_INFO)]);

pub(crate) const PAYER_ADDRESS: FieldSpec = required("payer_client_ip", formed(1, 45, Form::IpAddress));
const DEVICE: FieldSpec = optional("device_id", text(0, 32));

const STORE: FieldSpec = optional(
    "store_info",
    object(&[
        required("id", text(1, 32)),
        optional("name", text(0, 256)),
        optional("area_code", text(0, 32)),
        optional("address", text(0, 512)),
    ]),
);

/// Where an H5 payment begins.
pub(crate) const H5_INFO: Kind = object(&[
    required("type", Kind::Choice(&["iOS", "Android", "Wap"])),
    optional("app_name", text(0, 64)),
    optional("app_url", text(0, 128)),
    optional("bundle_id", text(0, 128)),
    optional("package_name", text(0, 128)),
]);

/// The most bytes that `detail` may have as compact JSON.
const DETAIL_BYTES: usize = 6144;

pub(crate) fn check_detail(body: &Value) -> Result<(), Refusal> {
    match body.get("detail") {
        Some(detail) if detail.to_string().len() > DETAIL_BYTES => {
            Err(Refusal::cross("/detail", "must have at most 6144 bytes as compact JSON"))
        }
        _ => Ok(()),
    }
}

/// H5 pays on the user's own device, which is never this machine.
pub(crate) fn check_payer_address(body: &Value, channel: Channel) -> Result<(), Refusal> {
    let pointer = "/scene_info/payer_client_ip";
    let address = body.pointer(pointer).and_then(Value::as_str).and_then(|text| text.parse().ok());
    if channel == Channel::H5 && address.is_some_and(|address: IpAddr| address.is_loopback()) {
        return Err(Refusal::cross(pointer, "must be the user's address, not a loopback one"));
    }
    Ok(())
}
