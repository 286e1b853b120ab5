//! What the user's client is handed, and the published vectors of its signature.

use std::convert::Infallible;

use wx_apiv3::{Nonce, Stamp};
use wx_payscore::{
    OutOrderNo, Package, ServiceId,
    jump::{APP_EXT_INFO, CONFIRM, ConfirmPage, DETAIL, DetailPage},
};
use wx_sign::params::{Algorithm, DuplicateName, ParameterKey, v2_sign};
use wx_types::Mchid;

const KEY: &str = "192006250b4c09247ec02edce69f6a2d";
const PACKAGE: &str = "DJIOSQPYWDxsjdldeuwhdodwxasd_dDiodnwjh9we+/=";

fn signer(pairs: &[(&str, &str)]) -> Result<String, DuplicateName> {
    let key = ParameterKey::new(KEY).unwrap();
    v2_sign(pairs, &key, Algorithm::HmacSha256).map(|signature| signature.as_str().to_owned())
}

fn stamp() -> Stamp {
    let nonce = Nonce::fixed("593BEC0C930BF1AFEB40B4A08C8FB242").unwrap();
    Stamp { timestamp: 1_554_208_460, nonce }
}

fn mchid() -> Mchid {
    Mchid::new("1230000109").unwrap()
}

fn package() -> Package {
    Package::new(PACKAGE).unwrap()
}

fn detail() -> DetailPage {
    let (service, number) =
        (ServiceId::new("500001").unwrap(), OutOrderNo::new("1234323JKHDFE|1243252").unwrap());
    DetailPage::sign(&mchid(), &service, &number, &stamp(), signer).unwrap()
}

/// The vector of the official signature page, both algorithms.
#[test]
fn the_published_vector() {
    let pairs = [
        ("appid", "wxd930ea5d5a258f4f"),
        ("body", "test"),
        ("device_info", "1000"),
        ("mch_id", "10000100"),
        ("nonce_str", "ibuaiVcKdpRxkhJA"),
    ];
    assert_eq!(signer(&pairs).unwrap(), "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6");
    let md5 = v2_sign(&pairs, &ParameterKey::new(KEY).unwrap(), Algorithm::Md5).unwrap();
    assert_eq!(md5.as_str(), "9A0A8659F005D6984697E2CA0A9CF3B7");
}

/// The signature was computed by other code than ours.
#[test]
fn the_page_with_the_details() {
    let page = detail();
    let sign = "AE6571403727F288F93A6FF6D5F7188EF6CFA278C652E234BC428FB799CC5AF3";
    assert_eq!(page.sign, sign);
    assert_eq!(
        page.query_string(),
        format!(
            "mch_id=1230000109&service_id=500001&out_order_no=1234323JKHDFE%7C1243252&timestamp=1554208460\
             &nonce_str=593BEC0C930BF1AFEB40B4A08C8FB242&sign_type=HMAC-SHA256&sign={sign}"
        )
    );
    assert_eq!(
        serde_json::to_value(&page).unwrap(),
        serde_json::json!({
            "mch_id": "1230000109",
            "service_id": "500001",
            "out_order_no": "1234323JKHDFE|1243252",
            "timestamp": "1554208460",
            "nonce_str": "593BEC0C930BF1AFEB40B4A08C8FB242",
            "sign_type": "HMAC-SHA256",
            "sign": sign,
        })
    );
}

/// The signature was computed by other code than ours.
#[test]
fn the_page_on_which_the_user_confirms() {
    let page = ConfirmPage::sign(&mchid(), &package(), &stamp(), signer).unwrap();
    let sign = "6DB56ABAEF944561D8C8398C5ECF6B0659695255654FB6421D96B3507DDEBD28";
    assert_eq!(
        page.query_string(),
        format!(
            "mch_id=1230000109&package=DJIOSQPYWDxsjdldeuwhdodwxasd_dDiodnwjh9we%2B%2F%3D&timestamp=1554208460\
             &nonce_str=593BEC0C930BF1AFEB40B4A08C8FB242&sign_type=HMAC-SHA256&sign={sign}"
        )
    );
    assert_eq!(serde_json::to_value(&page).unwrap()["package"], PACKAGE);
}

#[test]
fn every_parameter_but_the_signature_is_signed() {
    let mut seen = Vec::new();
    let sign = |pairs: &[(&str, &str)]| {
        seen = pairs.iter().map(|(name, _)| (*name).to_owned()).collect();
        Ok::<_, Infallible>("S".to_owned())
    };
    let page = ConfirmPage::sign(&mchid(), &package(), &stamp(), sign).unwrap();
    assert_eq!(seen, ["mch_id", "package", "timestamp", "nonce_str", "sign_type"]);
    assert_eq!(page.sign, "S");
}

#[test]
fn the_error_of_the_signer_comes_back() {
    let refused = ConfirmPage::sign(&mchid(), &package(), &stamp(), |_| Err("no key"));
    assert_eq!(refused.unwrap_err(), "no key");
}

#[test]
fn constants() {
    assert_eq!((CONFIRM, DETAIL), ("wxpayScoreUse", "wxpayScoreDetail"));
    assert_eq!(APP_EXT_INFO, "{\"miniProgramType\":0}");
}

#[test]
fn neither_page_shows_its_signature() {
    let page = detail();
    assert!(!format!("{page:?}").contains(&page.sign));
    let page = ConfirmPage::sign(&mchid(), &package(), &stamp(), signer).unwrap();
    let shown = format!("{page:?}");
    assert!(!shown.contains(&page.sign) && !shown.contains(PACKAGE), "{shown}");
}
