//! The layers of an answer: `errcode`, `return_code`, `result_code`.

use serde_json::{Map, Value, json};

use crate::gateway::Gateway;
use crate::params::{md5, sorted};

/// The service provider that the platform acts as.
pub(crate) const APPID: &str = "wx5a5a5a5a5a5a5a5a";
pub(crate) const MCH_ID: &str = "1800000001";

/// A success: what `respdata` holds beside the common members.
pub(crate) struct Answer(pub(crate) Map<String, Value>);

/// A failure, and the layer that tells it.
pub(crate) enum Failure {
    /// `errcode`, the same as text, and `errmsg`.
    Outer(i64, &'static str, &'static str),
    /// `return_code` is FAIL, with this `return_msg` and, for bills, an `error_code`.
    Return(&'static str, Option<&'static str>),
    /// `result_code` is FAIL, with this `err_code` and `err_code_des`.
    Inner(&'static str, String),
}

impl Failure {
    pub(crate) fn inner(err_code: &'static str, des: impl Into<String>) -> Self {
        Self::Inner(err_code, des.into())
    }

    /// For the log.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Outer(_, code, _) | Self::Inner(code, _) => code,
            Self::Return(_, code) => code.unwrap_or("FAIL"),
        }
    }

    /// For the log.
    pub(crate) fn issue(&self) -> String {
        match self {
            Self::Outer(_, _, issue) | Self::Return(issue, _) => (*issue).to_owned(),
            Self::Inner(_, des) => des.clone(),
        }
    }

    /// A refused order carries a `payment` all the same, around a `prepay_id` that is empty. This was seen for real.
    pub(crate) fn body(&self, gateway: &Gateway, is_order: bool) -> Value {
        match self {
            Self::Outer(..) => Value::Null,
            Self::Return(message, error_code) => {
                let mut body = json!({ "return_code": "FAIL", "return_msg": message });
                if let (Some(code), Value::Object(members)) = (error_code, &mut body) {
                    members.insert("error_code".to_owned(), json!(code));
                }
                body
            }
            Self::Inner(err_code, des) => {
                let mut members = common(gateway, "FAIL");
                members.insert("err_code".to_owned(), json!(err_code));
                let des: String = des.chars().take(128).collect();
                members.insert("err_code_des".to_owned(), json!(des));
                if is_order {
                    members.insert("payment".to_owned(), payment(gateway, ""));
                }
                signed(gateway, members)
            }
        }
    }
}

impl Answer {
    pub(crate) fn new(members: Value) -> Self {
        match members {
            Value::Object(members) => Self(members),
            _ => Self(Map::new()),
        }
    }

    pub(crate) fn body(self, gateway: &Gateway) -> Value {
        let mut members = common(gateway, "SUCCESS");
        members.extend(self.0);
        signed(gateway, members)
    }
}

fn common(gateway: &Gateway, result: &str) -> Map<String, Value> {
    let members = [
        ("return_code", "SUCCESS".to_owned()),
        ("return_msg", "OK".to_owned()),
        ("appid", APPID.to_owned()),
        ("mch_id", MCH_ID.to_owned()),
        ("sub_appid", gateway.credentials.mini_program_appid().to_owned()),
        ("sub_mch_id", gateway.credentials.mchid().to_owned()),
        ("nonce_str", gateway.random.text(16)),
        ("result_code", result.to_owned()),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect()
}

/// What `wx.requestPayment` takes, signed with a key that the caller does not have.
pub(crate) fn payment(gateway: &Gateway, prepay_id: &str) -> Value {
    let mut members = Map::new();
    for (name, value) in [
        ("appId", APPID.to_owned()),
        ("timeStamp", gateway.clock.now().to_string()),
        ("nonceStr", gateway.random.text(16)),
        ("package", format!("prepay_id={prepay_id}")),
        ("signType", "MD5".to_owned()),
    ] {
        members.insert(name.to_owned(), Value::String(value));
    }
    let sign = v2_sign(gateway, &members);
    members.insert("paySign".to_owned(), json!(sign));
    Value::Object(members)
}

fn signed(gateway: &Gateway, mut members: Map<String, Value>) -> Value {
    let sign = v2_sign(gateway, &members);
    members.insert("sign".to_owned(), json!(sign));
    Value::Object(members)
}

/// The MD5 signature of APIv2, over all members with a value that is not empty; objects and lists are left out.
fn v2_sign(gateway: &Gateway, members: &Map<String, Value>) -> String {
    let texts: Vec<(&str, String)> = members
        .iter()
        .filter_map(|(name, value)| match value {
            Value::String(text) if !text.is_empty() => Some((name.as_str(), text.clone())),
            Value::Number(number) => Some((name.as_str(), number.to_string())),
            _ => None,
        })
        .collect();
    let pairs = sorted(texts.iter().map(|(name, value)| (*name, value.as_str())));
    md5(&format!("{pairs}&key={}", gateway.platform_v2_key))
}
