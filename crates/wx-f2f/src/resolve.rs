//! What became of an order whose answer was lost: ask, and send the very same request again.

use wx_transport::{Answered, Inquiry, Means, Patience, Resolution, Shown, journal::Record, resolve};
use wx_types::{Endpoint, Repeat, Resolvable, Standing};

use crate::{
    call::record,
    client::{Answer, Client},
    code::Class,
    error::{Error, Reason},
    poll::passes,
};

/// What [`Client::resolve`] ends in: the answer to the request, the state that its question shows, or this client's error.
pub type Resolved<E> =
    Resolution<Answer<<E as Endpoint>::Reply>, <<E as Resolvable>::Query as Endpoint>::Reply, Error>;

impl Client {
    /// Finds out what became of a request whose outcome is unknown: it asks under the same number until the truth is known
    /// or patience ends. It never takes another number.
    ///
    /// Hand in the request as it was sent first. An order that is there ends as [`Resolution::Found`], or as
    /// [`Resolution::Taken`] where its amount is another one. While it is unpaid, or where nothing is found, the very same
    /// request is sent again, as the page asks after a system error: its confirm token is [`Resolution::Done`].
    ///
    /// No page names the code of a number that nobody knows, and no answer is signed. So no refusal of the question is
    /// taken for an absence that is proven, and [`Resolution::Refused`] does not occur: a request that is refused, and that
    /// is nowhere found, stays unknown until patience ends, with the refusal in it.
    ///
    /// Whether an order that is there gets paid is told by [`poll`](Self::poll).
    ///
    /// Where the executor has a [journal](wx_transport::journal), what becomes certain is written down in it.
    ///
    /// # Cancellation
    /// Dropping the future loses what was learned, and nothing else.
    pub async fn resolve<E>(&self, request: &E, patience: &Patience) -> Resolved<E>
    where
        E: Resolvable<Reply: Send, Query: Endpoint<Reply: Send>>,
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
    E: Resolvable<Reply: Send, Query: Endpoint<Reply: Send>>,
{
    type Reply = Answer<E::Reply>;
    type State = <E::Query as Endpoint>::Reply;
    type Error = Error;

    fn means(&self) -> Means {
        match E::OPERATION.repeat {
            Repeat::SameKey(_) => Means::Copy,
            Repeat::Once(_) | Repeat::Safe => Means::Ask,
        }
    }

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

    async fn copy(&self) -> Option<Answered<Self::Reply, Error>> {
        Some(match self.client.send_as_it_is(self.request).await {
            Ok(answer) => (Shown::Done, Ok(answer)),
            Err(error) if error.class() == Some(Class::CallerBug) => (Shown::Refused, Err(error)),
            Err(error) => (Shown::Nothing, Err(error)),
        })
    }

    fn record(&self) -> Option<Record<'_>> {
        let number = self.request.business_number()?.value().to_owned();
        let body = serde_json::to_vec(self.request).ok()?;
        Some(record::<E>(self.client.scope(), number, body))
    }
}

/// What a question shows that has no state for an answer. A refusal that blames neither the set-up nor the moment may stand
/// for a number that nobody knows.
fn unanswered(error: &Error) -> Shown {
    let class = error.class();
    let passing = matches!(class, Some(Class::Token | Class::UnknownOutcome | Class::Wait));
    let lasting = matches!(class, Some(Class::SetUp | Class::Quota));
    match error.reason() {
        Reason::Api(_) if !passing && !lasting => Shown::Absent { proven: false },
        _ if passes(error) => Shown::Nothing,
        _ => Shown::Hopeless,
    }
}
