//! What became of a request whose answer was lost: ask, and where it is documented send the very same request again.

use wx_transport::{
    Answered, Inquiry, Means, Patience, Resolution, Shown, StillUnknown, journal::Record, resolve,
};
use wx_types::{BusinessNumber, Endpoint, Repeat, Resolvable, Standing};

use crate::{
    api_error::{ApiError, ErrorCode, Remedy},
    call::record,
    client::{Answer, Client},
    error::{Error, Reason},
    sensitive::Confidential,
};

/// What [`Client::resolve`] ends in: the answer to the request, the state that its question shows, or this client's error.
pub type Resolved<E> =
    Resolution<Answer<<E as Endpoint>::Reply>, <<E as Resolvable>::Query as Endpoint>::Reply, Error>;

impl Client {
    /// Finds out what became of a request whose outcome is unknown: it asks under the same number until the truth is known
    /// or patience ends. It never takes another number.
    ///
    /// Hand in the request as it was sent first; stored and read back it will do. What happens:
    ///
    /// 1. The number is asked for. A state that shows that the request was carried out is [`Resolution::Found`]; one that
    ///    shows that it never will be is [`Resolution::Overtaken`], or [`Resolution::Taken`] where it belongs to another
    ///    request.
    /// 2. *Does not exist* is no proof, since the request may be applied after the question was answered; least of all when
    ///    nobody signed it. Where the page documents the repetition with identical parameters, the very same request is sent
    ///    again, and its answer is [`Resolution::Done`]. Everything else is only asked for again.
    /// 3. A close always asks first, also after *too many requests*, which may mean that the payer is paying at this moment;
    ///    and it ends when the order is **seen** closed, or paid.
    ///
    /// Whether to go on after [`Resolution::StillUnknown`] is the caller's: it may be called again at any time, also after a
    /// restart. A number that is to be given up can be closed: resolve the close, and where the order is **found** closed, a
    /// new number is safe.
    ///
    /// Where the executor has a [journal](wx_transport::journal), what becomes certain is written down in it.
    ///
    /// A request type that is not [`Resolvable`] does not compile here: nothing can be asked that would tell its outcome.
    ///
    /// # Cancellation
    /// Dropping the future loses what was learned, and nothing else.
    ///
    /// ```no_run
    /// # async fn f<E>(client: &wx_apiv3::Client, order: &E) -> Result<(), Box<dyn std::error::Error>>
    /// # where E: wx_types::Resolvable<Reply: Send, Query: wx_types::Endpoint<Reply: Send>> {
    /// use wx_apiv3::{Outcome, Patience, Resolution};
    ///
    /// match client.send(order).await {
    ///     Ok(_answer) => println!("placed"),
    ///     Err(error) if error.outcome() != Outcome::Unknown => println!("not placed: {error}"),
    ///     Err(_) => match client.resolve(order, &Patience::default()).await {
    ///         Resolution::Done(_answer) => println!("placed"),
    ///         Resolution::Found(_state) => println!("placed: act on its state"),
    ///         Resolution::Overtaken(_state) => println!("too late: act on its state"),
    ///         Resolution::Refused(error) => println!("not placed: {error}"),
    ///         Resolution::Taken { field, .. } => println!("this number has another {field}"),
    ///         Resolution::StillUnknown(unknown) => println!("{unknown}"),
    ///     },
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn resolve<E>(&self, request: &E, patience: &Patience) -> Resolved<E>
    where
        E: Resolvable<Reply: Send, Query: Endpoint<Reply: Send>>,
    {
        let number = request.business_number();
        let question = Question { client: self, request, query: request.query(), number };
        resolve(&question, patience, self.executor()).await
    }

    /// [`resolve`](Self::resolve) for a request with sensitive fields.
    ///
    /// Its ciphertext differs with every call, so that it is only asked for and never sent again; and a journal, which knows
    /// the first one, has to be told by whoever reads its entry.
    pub async fn resolve_confidential<C>(&self, request: &C, patience: &Patience) -> Resolved<C::Encrypted>
    where
        C: Confidential<Encrypted: Resolvable<Reply: Send, Query: Endpoint<Reply: Send>>>,
    {
        match self.encrypt(request) {
            Ok((encrypted, _)) => self.resolve(&encrypted, &patience.with_copies(0)).await,
            Err(error) => Resolution::StillUnknown(StillUnknown::not_asked(
                error.business_number().map(ToString::to_string).unwrap_or_default(),
                error,
            )),
        }
    }
}

struct Question<'a, E: Resolvable> {
    client: &'a Client,
    request: &'a E,
    query: E::Query,
    number: Option<BusinessNumber>,
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
            Repeat::SameKey(_) if E::PROVEN_BY_STATE_ALONE => Means::CopyAndSee,
            Repeat::SameKey(_) => Means::Copy,
            Repeat::Once(_) | Repeat::Safe => Means::Ask,
        }
    }

    fn number(&self) -> String {
        self.number.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    async fn ask(&self) -> Answered<Self::State, Error> {
        match self.client.send(&self.query).await {
            Ok(Answer { reply, .. }) => (stands(self.request.standing(&reply)), Ok(reply)),
            Err(error) => (unanswered(&error), Err(error)),
        }
    }

    async fn copy(&self) -> Option<Answered<Self::Reply, Error>> {
        Some(match self.client.send_as_it_is(self.request).await {
            Ok(answer) => (Shown::Done, Ok(answer)),
            Err(error) if is_refused_for_good(&error) => (Shown::Refused, Err(error)),
            Err(error) => (Shown::Nothing, Err(error)),
        })
    }

    fn record(&self) -> Option<Record<'_>> {
        let body = serde_json::to_vec(self.request).ok()?;
        let mchid = self.client.mchid().as_str();
        Some(record(mchid, E::OPERATION.path, self.number.as_ref()?, body))
    }
}

fn stands(standing: Standing) -> Shown {
    match standing {
        Standing::CarriedOut => Shown::CarriedOut,
        Standing::Overtaken => Shown::Overtaken,
        Standing::Renewable => Shown::Renewable,
        Standing::NotYet => Shown::NotYet,
        Standing::Taken { field } => Shown::Taken { field },
    }
}

/// What a question shows that has no state for an answer.
fn unanswered(error: &Error) -> Shown {
    let Some(api) = error.api_error() else {
        let never_sent = matches!(error.reason(), Reason::Invalid(_) | Reason::Serialize(_));
        return if never_sent { Shown::Hopeless } else { Shown::Nothing };
    };
    match (api.remedy(), api.is_authenticated()) {
        (Remedy::NotFound, proven) => Shown::Absent { proven },
        (Remedy::FixRequest | Remedy::FixSetup, true) => Shown::Hopeless,
        _ => Shown::Nothing,
    }
}

/// Whether every copy of the request must meet the same refusal. A wrong signature is that of one attempt alone, and an empty
/// account may be filled before a copy on its way arrives.
fn is_refused_for_good(error: &Error) -> bool {
    let of_the_request = |api: &ApiError| {
        api.is_authenticated()
            && matches!(api.remedy(), Remedy::FixRequest | Remedy::FixSetup)
            && api.code() != Some(&ErrorCode::SignError)
    };
    error.api_error().is_some_and(of_the_request)
}
