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

/// `document` with further members.
fn with(mut document: Value, members: Value) -> Value {
    let Value::Object(members) = members else { panic!("an object") };
    document.as_object_mut().unwrap().extend(members);
    document
}

pub(crate) fn jsapi() -> Value {
    with(order(), json!({ "payer": { "openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" } }))
}

fn h5_info() -> Value {
    json!({
        "type": "iOS",
        "app_name": "王者荣耀",
        "app_url": "https://pay.qq.com",
        "bundle_id": "com.tencent.wzryiOS",
        "package_name": "com.tencent.tmgp.sgame",
    })
}

pub(crate) fn h5() -> Value {
    let mut order = order();
    order["scene_info"]["h5_info"] = h5_info();
    order
}

/// An order of a merchant, placed by a provider.
fn by_provider(mut order: Value) -> Value {
    let members = order.as_object_mut().unwrap();
    members.remove("appid");
    members.remove("mchid");
    with(
        order,
        json!({
            "sp_appid": "wx8888888888888888",
            "sp_mchid": "1900000001",
            "sub_appid": "wxd678efh567hg6999",
            "sub_mchid": "1900000109",
            "settle_info": { "profit_sharing": true, "subsidy_amount": 10 },
        }),
    )
}

pub(crate) fn partner_order() -> Value {
    by_provider(order())
}

pub(crate) fn partner_h5() -> Value {
    by_provider(h5())
}

/// With the payer as the merchant knows them; the provider's name for them would be one too many.
pub(crate) fn partner_jsapi() -> Value {
    with(partner_order(), json!({ "payer": { "sub_openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" } }))
}

/// The same with the payer as the provider knows them.
pub(crate) fn partner_jsapi_of_provider() -> Value {
    with(partner_order(), json!({ "payer": { "sp_openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" } }))
}

pub(crate) fn partner_close() -> Value {
    json!({ "out_trade_no": "A|10001*", "sp_mchid": "1900000001", "sub_mchid": "1900000109" })
}

pub(crate) fn partner_query_by_out_trade_no() -> Value {
    partner_close()
}

pub(crate) fn partner_query_by_transaction_id() -> Value {
    json!({
        "transaction_id": "1217752501201407033233368018",
        "sp_mchid": "1900000001",
        "sub_mchid": "1900000109",
    })
}

pub(crate) fn partner_refund() -> Value {
    with(refund(), json!({ "sub_mchid": "1900000109" }))
}

pub(crate) fn partner_refund_of_order() -> Value {
    with(refund_of_order(), json!({ "sub_mchid": "1900000109" }))
}

pub(crate) fn partner_query_refund() -> Value {
    with(query_refund(), json!({ "sub_mchid": "1900000109" }))
}

pub(crate) fn combine() -> Value {
    json!({
        "combine_appid": "wxd678efh567hg6787",
        "combine_mchid": "1900000001",
        "combine_out_trade_no": "P20150806125346",
        "scene_info": { "device_id": "POS1:1", "payer_client_ip": "14.17.22.32" },
        "sub_orders": [{
            "mchid": "1900000001",
            "attach": "深圳分店",
            "amount": { "total_amount": 100, "currency": "CNY" },
            "out_trade_no": "20150806125346",
            "sub_mchid": "1900000109",
            "sub_appid": "wxd678efh567hg6999",
            "detail": "买单费用",
            "goods_tag": "WXG",
            "description": "腾讯充值中心-QQ会员充值",
            "settle_info": { "profit_sharing": true, "subsidy_amount": 10 },
        }, {
            "mchid": "1900000001",
            "attach": "广州分店",
            "amount": { "total_amount": 50, "currency": "CNY" },
            "out_trade_no": "A|10001*",
            "sub_mchid": "1900000110",
            "description": "腾讯充值中心-QQ会员充值",
        }],
        "time_start": "2019-12-31T15:59:59+08:00",
        "time_expire": "2019-12-31T16:59:59+08:00",
        "notify_url": "https://yourapp.com/notify",
    })
}

pub(crate) fn combine_with_payer() -> Value {
    let payer =
        json!({ "openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", "sub_openid": "oLTPCuN5a-nBD4rAL_fa_AaJwuTE" });
    with(combine(), json!({ "combine_payer_info": payer }))
}

pub(crate) fn combine_h5() -> Value {
    let mut order = combine_with_payer();
    order["scene_info"]["h5_info"] = h5_info();
    order
}

pub(crate) fn combine_query_by_out_trade_no() -> Value {
    json!({ "combine_out_trade_no": "P20150806125346" })
}

pub(crate) fn combine_query_by_transaction_id() -> Value {
    json!({ "combine_transaction_id": "1217752501201407033233368018" })
}

pub(crate) fn combine_close() -> Value {
    json!({
        "combine_out_trade_no": "P20150806125346",
        "combine_appid": "wxd678efh567hg6787",
        "sub_orders": [{
            "mchid": "1900000001",
            "out_trade_no": "20150806125346",
            "sub_mchid": "1900000109",
            "sub_appid": "wxd678efh567hg6999",
        }, {
            "mchid": "1900000001",
            "out_trade_no": "A|10001*",
            "sub_mchid": "1900000110",
        }],
    })
}

pub(crate) fn abnormal_refund() -> Value {
    json!({
        "refund_id": "50000000382019052709732678859",
        "out_refund_no": "R-1217752501201407033233368018@1",
        "type": "USER_BANK_CARD",
        "bank_type": "ICBC_DEBIT",
        "bank_account": "d+xT+MQCvrLHUVDWv/8MR/dB7TkXLVfSrUxMPZy6jWWYzpRrEEaYQE8ZRGYoeorwC+w==",
        "real_name": "UPgQcZSdq3zOayJwZ5XLrHY2dZU1W2Cd",
    })
}

pub(crate) fn trade_bill() -> Value {
    json!({ "bill_date": "2019-06-11", "sub_mchid": "1900000109", "bill_type": "ALL", "tar_type": "GZIP" })
}

pub(crate) fn fund_flow_bill() -> Value {
    json!({ "bill_date": "2019-06-11", "account_type": "BASIC", "tar_type": "GZIP" })
}
