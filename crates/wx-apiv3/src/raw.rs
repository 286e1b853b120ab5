use bytes::Bytes;
use wx_types::{BusinessNumber, Method, Repeat};

/// A call to an endpoint that has no type here yet: signed, sent, repeated and verified like all others.
///
/// What only a type can know is the caller's: the fields' rules, which status is success, and whether the answer belongs
/// to the request.
///
/// ```no_run
/// # async fn f(client: &wx_apiv3::Client) -> Result<(), wx_apiv3::Error> {
/// use wx_apiv3::RawCall;
///
/// let call = RawCall::get("/v3/certificates");
/// let answer = client.call(&call).await?;
/// println!("{} bytes, verified", answer.reply.body.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RawCall {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) body: Bytes,
    pub(crate) repeat: Repeat,
    pub(crate) number: Option<BusinessNumber>,
}

impl RawCall {
    /// A call that only reads. `target` is path and query, percent-encoded.
    #[must_use]
    pub fn get(target: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            target: target.into(),
            body: Bytes::new(),
            repeat: Repeat::Safe,
            number: None,
        }
    }

    /// A call that acts, with the JSON `body` exactly as it is to be signed and sent, under the business `number`.
    ///
    /// After a lost answer it is not sent again, unless [`repeatable`](Self::repeatable) says that the platform documents
    /// the identical repetition.
    #[must_use]
    pub fn post(target: impl Into<String>, body: impl Into<Bytes>, number: BusinessNumber) -> Self {
        Self {
            method: Method::Post,
            target: target.into(),
            body: body.into(),
            repeat: Repeat::Once(number.name()),
            number: Some(number),
        }
    }

    /// Says that the platform accepts the identical request again.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        if let Repeat::Once(name) = self.repeat {
            self.repeat = Repeat::SameKey(name);
        }
        self
    }
}

/// Leaves out target and body, which may hold personal data.
impl std::fmt::Debug for RawCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawCall")
            .field("method", &self.method)
            .field("repeat", &self.repeat)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// A verified answer without a type.
#[derive(Clone)]
#[non_exhaustive]
pub struct RawReply {
    /// The HTTP status, 200 to 299. Only 200 and 204 mean that it is done; 202 is *accepted*, or an error in disguise.
    pub status: u16,
    /// The verified body.
    pub body: Bytes,
}

impl std::fmt::Debug for RawReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawReply")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}
