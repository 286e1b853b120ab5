//! Every request with every field set, as JSON.

use serde_json::{Value, json};

pub(crate) fn order() -> Value {
    json!({
        "appid": "wxd678efh567hg6787",
        "mchid": "1900000001",
        "description": "Image形象店-深圳腾大-QQ公仔",
        "out_trade_no": "1217752501201407033233368018",
        "time_expire": "2018-06-08T10:34:56+08:00",
        "attach": "自定义数据说明",
        "notify_url": "https://www.weixin.qq.com/wxpay/pay.php",
        "goods_tag": "WXG",
        "support_fapiao": false,
        "amount": { "total": 100, "currency": "CNY" },
        "detail": {
            "cost_price": 608_800,
            "invoice_id": "微信123",
            "goods_detail": [{
                "merchant_goods_id": "1246464644",
                "wechatpay_goods_id": "1001",
                "goods_name": "iPhoneX 256G",
                "quantity": 1,
                "unit_price": 528_800,
            }],
        },
        "scene_info": {
            "payer_client_ip": "14.23.150.211",
            "device_id": "013467007045764",
            "store_info": {
                "id": "0001",
                "name": "腾讯大厦分店",
                "area_code": "440305",
                "address": "广东省深圳市南山区科技中一道10000号",
            },
        },
        "settle_info": { "profit_sharing": false },
    })
}

pub(crate) fn close() -> Value {
    json!({ "out_trade_no": "A|10001*", "mchid": "1900000001" })
}

pub(crate) fn query_by_out_trade_no() -> Value {
    close()
}

pub(crate) fn query_by_transaction_id() -> Value {
    json!({ "transaction_id": "1217752501201407033233368018", "mchid": "1900000001" })
}

/// With the platform's number of the payment; the merchant's own would be one too many.
pub(crate) fn refund() -> Value {
    json!({
        "transaction_id": "1217752501201407033233368018",
        "out_refund_no": "R-1217752501201407033233368018@1",
        "reason": "商品已售完",
        "notify_url": "https://weixin.qq.com/",
        "funds_account": "AVAILABLE",
        "amount": {
            "refund": 888,
            "from": [{ "account": "AVAILABLE", "amount": 444 }, { "account": "UNAVAILABLE", "amount": 444 }],
            "total": 888,
            "currency": "CNY",
        },
        "goods_detail": [{
            "merchant_goods_id": "1217752501201407033233368018",
            "wechatpay_goods_id": "1001",
            "goods_name": "iPhone6s 16G",
            "unit_price": 528_800,
            "refund_amount": 528_800,
            "refund_quantity": 1,
        }],
    })
}

/// The same with the merchant's number of the order.
pub(crate) fn refund_of_order() -> Value {
    let mut refund = refund();
    refund.as_object_mut().unwrap().remove("transaction_id");
    refund["out_trade_no"] = json!("1217752501201407033233368018");
    refund
}

pub(crate) fn query_refund() -> Value {
    json!({ "out_refund_no": "R-1217752501201407033233368018@1" })
}
