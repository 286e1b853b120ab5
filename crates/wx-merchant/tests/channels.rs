//! The channels beside the app: what each asks for, what it answers, and what leads from the answer to the payment.

use serde_json::json;
use wx_apiv3::Outcome;
use wx_merchant::{
    AppPrepay, CodeUrl, H5Prepay, H5Url, JsapiPrepay, NativePrepay, OpenId,
    transactions::{H5Info, H5Kind, H5SceneInfo, JsapiPayer},
};
use wx_types::{Endpoint, Model};

use crate::{
    documents,
    faults::refuses,
    golden::{exchange, fixture, order as app},
    platform::{Platform, run},
};

/// The order of the app as one of another channel: the fields that both have are carried over.
macro_rules! like_the_app {
    ($prepay:ident $(, $own:expr)*) => {{
        let app = app();
        let AppPrepay { appid, mchid, description, out_trade_no, notify_url, amount, .. } = app.clone();
        $prepay::new(appid, mchid, description, out_trade_no, notify_url, amount $(, $own)*)
            .with_time_expire(app.time_expire.unwrap())
            .with_attach(app.attach.unwrap())
            .with_goods_tag(app.goods_tag.unwrap())
            .with_support_fapiao(false)
            .with_detail(app.detail.unwrap())
            .with_settle_info(app.settle_info.unwrap())
    }};
}

fn jsapi() -> JsapiPrepay {
    let payer = JsapiPayer::new(OpenId::new("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o").unwrap());
    like_the_app!(JsapiPrepay, payer).with_scene_info(app().scene_info.unwrap())
}

pub(crate) fn h5_info() -> H5Info {
    H5Info::new(H5Kind::Ios)
        .with_app_name("王者荣耀")
        .with_app_url("https://pay.qq.com")
        .with_bundle_id("com.tencent.wzryiOS")
        .with_package_name("com.tencent.tmgp.sgame")
}

pub(crate) fn h5_scene() -> H5SceneInfo {
    let scene = app().scene_info.unwrap();
    H5SceneInfo::new(scene.payer_client_ip, h5_info())
        .with_device_id(scene.device_id.unwrap())
        .with_store_info(scene.store_info.unwrap())
}

fn h5() -> H5Prepay {
    like_the_app!(H5Prepay, h5_scene())
}

fn native() -> NativePrepay {
    like_the_app!(NativePrepay).with_scene_info(app().scene_info.unwrap())
}

#[test]
fn jsapi_prepay() {
    const REQUEST: &str = fixture!("jsapi_prepay/request.http");
    let reply = exchange(&jsapi(), REQUEST, 200, fixture!("jsapi_prepay/answer.json"));
    assert_eq!(reply.prepay_id.as_str(), "wx201410272009395522657a690389285100");
    let reply = exchange(&jsapi(), REQUEST, 200, fixture!("jsapi_prepay/answer_strange.json"));
    assert_eq!(reply.prepay_id.as_str().len(), 92);
}

#[test]
fn h5_prepay() {
    const REQUEST: &str = fixture!("h5_prepay/request.http");
    let reply = exchange(&h5(), REQUEST, 200, fixture!("h5_prepay/answer.json"));
    assert!(reply.h5_url.as_str().ends_with("&package=1405458241"));
    let reply = exchange(&h5(), REQUEST, 200, fixture!("h5_prepay/answer_strange.json"));
    assert!(reply.h5_url.as_str().len() > 512);
}

#[test]
fn native_prepay() {
    const REQUEST: &str = fixture!("native_prepay/request.http");
    let reply = exchange(&native(), REQUEST, 200, fixture!("native_prepay/answer.json"));
    assert_eq!(reply.code_url.as_str(), "weixin://wxpay/bizpayurl/up?pr=NwY5Mz9&groupid=00");
    let reply = exchange(&native(), REQUEST, 200, fixture!("native_prepay/answer_strange.json"));
    assert!(reply.code_url.as_str().len() > 512);
}

#[test]
fn the_typed_orders_and_the_json_orders_are_one() {
    assert_eq!(JsapiPrepay::from_json(documents::jsapi().to_string().as_bytes()).unwrap(), jsapi());
    assert_eq!(H5Prepay::from_json(documents::h5().to_string().as_bytes()).unwrap(), h5());
    assert_eq!(NativePrepay::from_json(documents::order().to_string().as_bytes()).unwrap(), native());
    assert_eq!(serde_json::to_value(jsapi()).unwrap(), documents::jsapi());
    assert_eq!(serde_json::to_value(h5()).unwrap(), documents::h5());
    assert_eq!(serde_json::to_value(native()).unwrap(), documents::order());
}

/// They are declared apart from the order of the app, so that its page can be read beside it.
#[test]
fn the_channels_share_their_fields_with_the_app() {
    for model in [
        JsapiPrepay::INFO,
        H5Prepay::INFO,
        NativePrepay::INFO,
        wx_merchant::PartnerAppPrepay::INFO,
        wx_merchant::PartnerJsapiPrepay::INFO,
        wx_merchant::PartnerH5Prepay::INFO,
        wx_merchant::PartnerNativePrepay::INFO,
    ] {
        let shared: Vec<_> =
            AppPrepay::INFO.fields.iter().skip(2).filter(|field| !field.name.ends_with("_info")).collect();
        assert_eq!(shared.len(), 9);
        for field in shared {
            let there = model.field(field.name).unwrap();
            assert_eq!(format!("{there:?}"), format!("{field:?}"), "{}", model.name);
        }
    }
}

#[test]
fn a_prepay_id_leads_to_what_a_page_needs() {
    let client = Platform::new(200, "").client();
    let reply = serde_json::from_str(fixture!("jsapi_prepay/answer.json")).unwrap();
    let invocation = jsapi().invocation(&client, &reply).unwrap();
    assert_eq!(invocation.app_id, "wxd678efh567hg6787");
    assert_eq!(invocation.package, "prepay_id=wx201410272009395522657a690389285100");
    assert_eq!(invocation.sign_type, "RSA");
}

#[test]
fn an_h5_order_is_not_paid_from_here() {
    for address in ["127.0.0.1", "127.8.8.8", "::1"] {
        let mut order = documents::h5();
        order["scene_info"]["payer_client_ip"] = json!(address);
        let rule = "scene_info.payer_client_ip: must be the payer's address, not a loopback one";
        refuses::<H5Prepay>(&order, &[rule]);
        // Elsewhere it is no documented fault.
        let mut order = documents::jsapi();
        order["scene_info"]["payer_client_ip"] = json!(address);
        refuses::<JsapiPrepay>(&order, &[]);
    }
    for address in ["14.23.150.211", "10.0.0.1", "2001:db8::1"] {
        let mut order = documents::h5();
        order["scene_info"]["payer_client_ip"] = json!(address);
        refuses::<H5Prepay>(&order, &[]);
    }
}

#[test]
fn the_way_back_is_encoded() {
    let url = |text: &str| H5Url::new(text).unwrap();
    assert_eq!(
        url("https://wx.tenpay.com/c?prepay_id=wx1").returning_to("https://a.cn/完成?a=1&b=2#c d"),
        "https://wx.tenpay.com/c?prepay_id=wx1&redirect_url=https%3A%2F%2Fa.cn%2F%E5%AE%8C%E6%88%90%3Fa%3D1%26b%3D2%23c%20d"
    );
    assert_eq!(url("https://wx.tenpay.com/c").returning_to("a"), "https://wx.tenpay.com/c?redirect_url=a");
}

/// An answer that names no way to pay says nothing about whether there is an order.
#[test]
fn an_answer_without_a_way_to_pay_leaves_the_outcome_unknown() {
    #[track_caller]
    fn check<E: Endpoint<Reply: std::fmt::Debug>>(request: &E, answer: &str) {
        let error = run(Platform::new(200, answer).client().send(request)).unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{answer}");
        assert!(error.to_string().contains("(out_trade_no 1217752501201407033233368018)"));
    }
    for answer in ["{}", r#"{"prepay_id":""}"#, r#"{"prepay_id":null}"#] {
        check(&jsapi(), answer);
    }
    for answer in
        ["{}", r#"{"h5_url":""}"#, r#"{"h5_url":"https://a.cn/\r\nSet-Cookie: a"}"#, r#"{"code_url":"a"}"#]
    {
        check(&h5(), answer);
    }
    for answer in ["{}", r#"{"code_url":7}"#, r#"{"code_url":"weixin://a\nb"}"#, r#"{"h5_url":"a"}"#] {
        check(&native(), answer);
    }
    assert!(CodeUrl::new("a".repeat(4096)).is_ok() && CodeUrl::new("a".repeat(4097)).is_err());
}

#[test]
fn nothing_shows_who_pays() {
    let shown = format!("{:?}", jsapi());
    assert!(shown.contains("OpenId([elided])") && !shown.contains("oUpF8uMuAJO"));
    let mut order = documents::jsapi();
    order["payer"]["openid"] = json!("oUpF8uMuAJO🐤");
    let violations = JsapiPrepay::from_json(order.to_string().as_bytes()).unwrap_err();
    assert!(!format!("{violations} {violations:?}").contains("oUpF8uMuAJO"));
    let error = run(Platform::new(400, r#"{"code":"PARAM_ERROR"}"#).client().send(&jsapi())).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("oUpF8uMuAJO"));
}
