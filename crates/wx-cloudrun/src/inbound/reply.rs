use serde::Serialize;

/// What to answer to a callback: JSON with status 200. A cloud function returns the same object.
///
/// The official sample in JavaScript answers the bare word `success`; the documented object is what is made here.
///
/// ```
/// use wx_cloudrun::CallbackReply;
///
/// assert_eq!(CallbackReply::accepted().to_json(), r#"{"errcode":0,"errmsg":"ok"}"#);
/// assert_eq!(CallbackReply::refused("try again").to_json(), r#"{"errcode":-1,"errmsg":"try again"}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallbackReply {
    errcode: i64,
    errmsg: String,
}

impl CallbackReply {
    /// The content type to answer with.
    pub const CONTENT_TYPE: &'static str = "application/json";

    /// It is stored: it need not come again.
    #[must_use]
    pub fn accepted() -> Self {
        Self { errcode: 0, errmsg: "ok".to_owned() }
    }

    /// It is not stored: it comes again, for about two days.
    #[must_use]
    pub fn refused(why: impl Into<String>) -> Self {
        Self { errcode: -1, errmsg: why.into() }
    }

    /// The body of the answer.
    #[must_use]
    pub fn to_json(&self) -> String {
        let Self { errcode, errmsg } = self;
        serde_json::json!({ "errcode": errcode, "errmsg": errmsg }).to_string()
    }
}
