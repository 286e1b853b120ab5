//! Texts that are passed on and never shown.
//!
//! What stands in requests obeys the pages' rules. What stands in answers obeys none: an answer is not worth less because an
//! openid grew.

use wx_types::{Rule, charset::Charset, identifier};

identifier!(
    personal
    /// `openid` or `sub_openid` of a request: a user under one appid. 1 to 128 visible characters. One that an answer told
    /// is a [`UserId`]; `OpenId::new(user.as_str())` checks it.
    ///
    /// It is personal data and not shown by `Debug`.
    OpenId,
    "openid",
    &[Rule::Chars { min: 1, max: 128 }, Rule::Charset(Charset::VISIBLE)]
);

identifier!(
    personal
    /// `openid` or `sub_openid` of an answer or a notification: a user under one appid, as it was received. It obeys no
    /// rule.
    ///
    /// It is personal data and not shown by `Debug`.
    UserId,
    "openid",
    &[]
);

identifier!(
    personal
    /// `query_id`: what the platform hands to the page a user returns to. 1 to 512 visible characters; an older page says
    /// 64.
    ///
    /// Whoever has it can ask for the order, so that it is not shown by `Debug`.
    QueryId,
    "query_id",
    &[Rule::Chars { min: 1, max: 512 }, Rule::Charset(Charset::VISIBLE)]
);

identifier!(
    personal
    /// `package`: what the client needs to show the user the order for confirmation, as it was received. The page says 1024
    /// characters; it obeys no rule here.
    ///
    /// The sources disagree on what it holds: a token that the merchant signs together with other parameters, or the
    /// finished query string, valid for five minutes. So it is passed on unread; see [`jump`](crate::jump). It is not
    /// shown by `Debug`.
    Package,
    "package",
    &[]
);

identifier!(
    personal
    /// `apply_permissions_token`: what the client needs to show the user the authorisation, as it was received. An older
    /// page says 300 characters; it obeys no rule here. It is not shown by `Debug`.
    PermissionsToken,
    "apply_permissions_token",
    &[]
);

identifier!(
    personal
    /// A part of somebody's HTTP exchange in base64, as it was received. Headers among them may hold credentials, so that it
    /// is not shown by `Debug`.
    OpaqueText,
    "base64",
    &[]
);
