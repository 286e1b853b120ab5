//! In whose name an order stands: the merchant's own, or as the provider of a sub-merchant.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::refusal::{Code, Refusal, reason};
use crate::credentials::Credentials;

/// What the merchant of this sandbox is to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Merchant,
    Provider,
}

/// Whose order it is. Orders of one party are not there for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    /// The merchant itself.
    Merchant,
    /// This sub-merchant, with the merchant as its provider.
    Sub(String),
}

impl Party {
    /// The party that a `sub_mchid` means.
    pub(crate) fn of(sub_mchid: Option<&str>) -> Self {
        sub_mchid.map_or(Self::Merchant, |number| Self::Sub(number.to_owned()))
    }

    pub(crate) fn sub_mchid(&self) -> Option<&str> {
        match self {
            Self::Merchant => None,
            Self::Sub(number) => Some(number),
        }
    }

    /// Adds the members that name the parties in an answer or a notification about an order.
    pub(crate) fn name(&self, credentials: &Credentials, request: &Value, members: &mut Map<String, Value>) {
        let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
        match self {
            Self::Merchant => {
                add("appid", json!(credentials.appid()));
                add("mchid", json!(credentials.mchid()));
            }
            Self::Sub(number) => {
                add("sp_appid", json!(credentials.appid()));
                add("sp_mchid", json!(credentials.mchid()));
                if let Some(sub_appid) = request.get("sub_appid") {
                    add("sub_appid", sub_appid.clone());
                }
                add("sub_mchid", json!(number));
            }
        }
    }

    /// The same for a refund, which names no app.
    pub(crate) fn name_in_refund(&self, credentials: &Credentials, members: &mut Map<String, Value>) {
        let mut add = |name: &str, value: &str| members.insert(name.to_owned(), json!(value));
        match self {
            Self::Merchant => {
                add("mchid", credentials.mchid());
            }
            Self::Sub(number) => {
                add("sp_mchid", credentials.mchid());
                add("sub_mchid", number);
            }
        }
    }
}

impl Role {
    /// Whom the numbers in a body name: `mchid`, or `sp_mchid` and `sub_mchid`.
    pub(crate) fn party_of_body(self, call: &Call<'_>, body: &Value) -> Result<Party, Refusal> {
        let text = |name| body.get(name).and_then(Value::as_str);
        match self {
            Self::Merchant => {
                call.check_mchid(text("mchid").unwrap_or_default(), "body", "/mchid")?;
                Ok(Party::Merchant)
            }
            Self::Provider => {
                call.check_mchid(text("sp_mchid").unwrap_or_default(), "body", "/sp_mchid")?;
                Ok(Party::of(text("sub_mchid")))
            }
        }
    }

    /// Whom the numbers in a query name, which holds nothing else.
    pub(crate) fn party_of_query(self, call: &Call<'_>) -> Result<Party, Refusal> {
        match self {
            Self::Merchant => call.check_mchid_query().map(|()| Party::Merchant),
            Self::Provider => {
                let params = call.params(&["sp_mchid", "sub_mchid"], &[])?;
                call.check_mchid(params.text("sp_mchid"), "query", "sp_mchid")?;
                Ok(Party::of(params.get("sub_mchid")))
            }
        }
    }

    /// Refuses an app that is not the merchant's. A sub-merchant's app is free.
    pub(crate) fn check_appid(self, call: &Call<'_>, body: &Value) -> Result<(), Refusal> {
        let name = match self {
            Self::Merchant => "appid",
            Self::Provider => "sp_appid",
        };
        if body.get(name).and_then(Value::as_str) == Some(call.gateway.credentials.appid()) {
            return Ok(());
        }
        let issue = format!("/{name} is not bound to the mchid");
        Err(Refusal::new(Code::AppidMchidNotMatch, reason::APPID_MCHID, issue))
    }
}
