use std::fmt;

use wx_sign::params::{EmptyValues, VerifyError, fubei_verify};

use crate::{api_error::ResultCode, credentials::Credentials, form, notice::Notice};

/// A verified callback. There is no other way to make one than [`verify`](Self::verify).
///
/// ```
/// use wx_fubei::{Callback, CallbackReply, Credentials};
/// use wx_inbox::Inbox;
///
/// async fn handle(body: &[u8], credentials: &Credentials, inbox: &Inbox) -> CallbackReply {
///     let notice = match Callback::verify(body, credentials).and_then(|callback| callback.notice()) {
///         Ok(notice) => notice,
///         Err(error) => return error.into(),
///     };
///     let Ok(key) = notice.key("20240101000000000001") else { return CallbackReply::send_again() };
///     let handled = inbox.handle(&key, async |_claim| {
///         println!("query {notice:?} before fulfilling it");
///         Ok::<(), std::io::Error>(())
///     });
///     handled.await.into()
/// }
/// ```
///
/// # How far to believe it
/// The signature is an MD5 over names and values that are joined without quoting, and nothing in a callback says when it
/// was made: an old one verifies for ever. Take it as a hint. Before fulfilling anything, hold merchant, store, number
/// and amount against your own books ([`ExpectedOrder`](crate::ExpectedOrder)), handle each order once, and **ask for the order** with
/// [`QueryOrder`](crate::QueryOrder) or [`FbpayQuery`](crate::fbpay::FbpayQuery).
#[derive(Clone, PartialEq, Eq)]
pub struct Callback {
    fields: Vec<(String, String)>,
}

impl Callback {
    /// The largest body that is looked at.
    pub const MAX_BYTES: usize = 1 << 20;

    /// Verifies the raw body of a callback, as it was posted (`application/x-www-form-urlencoded`).
    ///
    /// Every decoded field is covered but `sign`, those nobody has heard of included. Whether Fubei signs empty fields is
    /// not documented: they count as signed, and where that fails and there are any, as left out. The comparison takes the
    /// same time wherever the texts differ, and either case of hex is taken.
    ///
    /// # Errors
    /// [`CallbackError`]: nothing of the body is to be believed.
    pub fn verify(body: &[u8], credentials: &Credentials) -> Result<Self, CallbackError> {
        if body.len() > Self::MAX_BYTES {
            return Err(CallbackError::TooLarge);
        }
        let mut fields = form::decode(body).ok_or(CallbackError::NotAForm)?;
        let pairs: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let sign = pairs.iter().find(|(name, _)| *name == "sign").map(|(_, sign)| *sign);
        let sign = sign.filter(|sign| !sign.is_empty()).ok_or(CallbackError::Unsigned)?;
        let verify = |empty| fubei_verify(&pairs, credentials.secret(), empty, sign);
        let verified = match verify(EmptyValues::Signed) {
            Err(VerifyError::BadSignature) if pairs.iter().any(|(_, value)| value.is_empty()) => {
                verify(EmptyValues::Skipped)
            }
            other => other,
        };
        verified.map_err(|error| match error {
            VerifyError::DuplicateName(_) => CallbackError::Duplicate,
            _ => CallbackError::BadSignature,
        })?;
        // Anybody may add an empty field where empty fields are not signed, so they count as absent.
        fields.retain(|(name, value)| name != "sign" && !value.is_empty());
        Ok(Self { fields })
    }

    /// The fields that are not empty, without the signature. Some notices (merchant audits, settlements) are nothing but
    /// these.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The field of this name, if it is there and not empty.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// The result code, if there is one.
    #[must_use]
    pub fn result_code(&self) -> Option<ResultCode> {
        self.field("result_code").and_then(ResultCode::read)
    }

    /// The data as JSON, if there is any.
    #[must_use]
    pub fn data(&self) -> Option<&str> {
        self.field("data")
    }

    /// Reads what it says, after looking at its result code.
    ///
    /// # Errors
    /// [`CallbackError::NotSuccessful`] for another code than 200, [`CallbackError::Content`] where the data is not of
    /// its shape. Both were verified: keep what is of use under a key of your own, or they come again.
    pub fn notice(&self) -> Result<Notice, CallbackError> {
        match (self.field("result_code"), self.data()) {
            (None, None) => Ok(Notice::Flat),
            (None, Some(_)) => Err(CallbackError::Content),
            (Some(_), data) => match self.result_code().ok_or(CallbackError::Content)? {
                ResultCode::Success => {
                    data.map_or(Ok(Notice::Flat), |data| Notice::read(data).ok_or(CallbackError::Content))
                }
                code => Err(CallbackError::NotSuccessful { code }),
            },
        }
    }
}

/// Shows how many fields there are, and none of them.
impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback").field("fields", &self.fields.len()).finish_non_exhaustive()
    }
}

/// Why a callback is not to be believed, or says nothing that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackError {
    /// The body is larger than [`Callback::MAX_BYTES`].
    TooLarge,
    /// The body is not a form in UTF-8.
    NotAForm,
    /// There is no signature.
    Unsigned,
    /// A field occurs twice, so that it has no single meaning.
    Duplicate,
    /// The signature does not belong to the fields. There is nothing more to learn from it.
    BadSignature,
    /// Verified, and the result code is another one than 200.
    NotSuccessful {
        /// The code.
        code: ResultCode,
    },
    /// Verified, and not of the documented shape.
    Content,
}

impl CallbackError {
    /// Whether the callback is Fubei's, although it cannot be used.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        matches!(self, Self::NotSuccessful { .. } | Self::Content)
    }
}

impl fmt::Display for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the callback is larger than 1 MiB"),
            Self::NotAForm => f.write_str("the callback is not a form in UTF-8; hand in the raw body"),
            Self::Unsigned => f.write_str("the callback has no sign"),
            Self::Duplicate => f.write_str("a field of the callback occurs twice"),
            Self::BadSignature => {
                f.write_str("the sign does not match the callback's fields; check whose secret it is")
            }
            Self::NotSuccessful { code } => write!(f, "the callback carries result code {code}"),
            Self::Content => f.write_str("the callback is signed and not of the documented shape"),
        }
    }
}

impl std::error::Error for CallbackError {}
