//! What became of a request whose answer was lost: ask until it is known.

use wx_transport::{Answered, Inquiry, Patience, Resolution, Shown, journal::Record, resolve};
use wx_types::{Endpoint, Resolvable, Standing};

use crate::{
    api_error::{ApiError, Remedy},
    call::record,
    client::{Answer, Client},
    error::{Error, Reason},
    method::Method,
};

/// What [`Client::resolve`] ends in: the answer to the request, the state that its question shows, or this client's error.
pub type Resolved<E> =
    Resolution<Answer<<E as Endpoint>::Reply>, <<E as Resolvable>::Query as Endpoint>::Reply, Error>;

impl Client {
    /// Finds out what became of a request whose outcome is unknown: it asks under the same number until the truth is known
    /// or patience ends. It never takes another number, and it sends nothing again, since no page says what a second copy
    /// does after a lost answer.
    ///
    /// A state that shows that it was carried out is [`Resolution::Found`]; one that shows that it never will be is
    /// [`Resolution::Overtaken`], or [`Resolution::Taken`] where it belongs to another request. *Does not exist* is no
    /// proof, since the request may be applied after the question was answered; nothing is signed besides. So where nothing
    /// is found before patience ends, the outcome is [`Resolution::StillUnknown`].
    ///
    /// To go on after that, keep the number. Send the very same request again, which no page allows or forbids; or send a
    /// [`CloseOrder`](crate::CloseOrder) and resolve that one: where it finds the order closed, a new number is safe. A
    /// refund has no such way out: ask again later.
    ///
    /// Where the executor has a [journal](wx_transport::journal), what becomes certain is written down in it.
    ///
    /// # Cancellation
    /// Dropping the future loses what was learned, and nothing else.
    pub async fn resolve<E>(&self, request: &E, patience: &Patience) -> Resolved<E>
    where
        E: Method<Reply: Send> + Resolvable<Query: Method<Reply: Send>>,
    {
        let question = Question { client: self, request, query: request.query() };
        resolve(&question, patience, self.executor()).await
    }
}

struct Question<'a, E: Resolvable> {
    client: &'a Client,
    request: &'a E,
    query: E::Query,
}

impl<E> Inquiry for Question<'_, E>
where
    E: Method<Reply: Send> + Resolvable<Query: Method<Reply: Send>>,
{
    type Reply = Answer<E::Reply>;
    type State = <E::Query as Endpoint>::Reply;
    type Error = Error;

    fn number(&self) -> String {
        self.request.business_number().map(|number| number.to_string()).unwrap_or_default()
    }

    async fn ask(&self) -> Answered<Self::State, Error> {
        match self.client.send(&self.query).await {
            Ok(Answer { reply, .. }) => {
                let shown = match self.request.standing(&reply) {
                    Standing::CarriedOut => Shown::CarriedOut,
                    Standing::Overtaken => Shown::Overtaken,
                    Standing::Renewable => Shown::Renewable,
                    Standing::NotYet => Shown::NotYet,
                    Standing::Taken { field } => Shown::Taken { field },
                };
                (shown, Ok(reply))
            }
            Err(error) => (unanswered(&error), Err(error)),
        }
    }

    fn record(&self) -> Option<Record<'_>> {
        let biz_content = serde_json::to_vec(self.request).ok()?;
        record(self.request, self.client.credentials(), biz_content)
    }
}

/// What a question shows that has no state for an answer. No page names the code of a number that nobody knows, and nothing
/// is signed, so that no absence is proven.
fn unanswered(error: &Error) -> Shown {
    match (error.reason(), error.api_error().map(ApiError::remedy)) {
        (Reason::Invalid(_) | Reason::Serialize(_), _) | (_, Some(Remedy::FixSetup)) => Shown::Hopeless,
        (_, Some(Remedy::ActFirst | Remedy::FixRequest | Remedy::Unknown)) => Shown::Absent { proven: false },
        _ => Shown::Nothing,
    }
}
