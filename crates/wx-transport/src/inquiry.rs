//! Asking what became of a request, until it is known or patience ends.

use std::future::Future;

use crate::{
    Executor, Patience, Resolution, StillUnknown,
    inquiry_plan::{End, InquiryPlan, Means, Next, Shown},
    journal::Record,
};

/// What one question or one copy showed, with what it was answered.
pub type Answered<T, E> = (Shown, Result<T, E>);

/// How to ask for one request whose outcome is unknown. Written by the layer that knows the wire; [`resolve`] drives it.
pub trait Inquiry {
    /// What a successful answer to the request holds.
    type Reply;
    /// What the platform says about the number.
    type State;
    /// Why there is no answer that can be used.
    type Error;

    /// What may be done about the request; by default it is only asked for.
    fn means(&self) -> Means {
        Means::Ask
    }

    /// The number and its name, such as `out_trade_no 1217752501`. It is never changed.
    fn number(&self) -> String;

    /// Asks once under the number. The result is the state exactly where what was shown comes from one.
    fn ask(&self) -> impl Future<Output = Answered<Self::State, Self::Error>> + Send;

    /// Sends the very same request again, where [`means`](Self::means) allows it. [`Shown::Done`] with its answer, or what the
    /// error shows: [`Shown::Refused`] or [`Shown::Nothing`]. By default nothing is sent.
    fn copy(&self) -> impl Future<Output = Option<Answered<Self::Reply, Self::Error>>> + Send {
        async { None }
    }

    /// What the [journal](crate::journal) holds of the request: what its [`Call::record`](crate::Call::record) says. By
    /// default nothing.
    fn record(&self) -> Option<Record<'_>> {
        None
    }
}

/// Asks, and where it is allowed sends the very same request again, as the [`InquiryPlan`] says.
///
/// What becomes certain is written down in the executor's [journal](crate::journal), if it has one. What a journal does not
/// take stays open in it, and is asked for again after the next start.
///
/// # Cancellation
/// Dropping the future loses what was learned and nothing else: ask again, whenever.
pub async fn resolve<I: Inquiry>(
    inquiry: &I,
    patience: &Patience,
    executor: &Executor,
) -> Resolution<I::Reply, I::State, I::Error> {
    let resolution = ask_until_known(inquiry, patience, executor).await;
    if let (Some(ending), Some(record)) = (resolution.ending(), inquiry.record()) {
        let _ = executor.conclude(&record, ending).await;
    }
    resolution
}

async fn ask_until_known<I: Inquiry>(
    inquiry: &I,
    patience: &Patience,
    executor: &Executor,
) -> Resolution<I::Reply, I::State, I::Error> {
    let environment = executor.environment();
    let clock = environment.clock();
    let began = clock.elapsed();
    let mut plan = InquiryPlan::new(patience, inquiry.means());
    let mut learned = Learned::of(inquiry);
    let mut shown = learned.ask(inquiry).await;
    loop {
        let elapsed = clock.elapsed().saturating_sub(began);
        shown = match plan.next(shown, elapsed, environment.jitter()) {
            Next::Ask { wait } => {
                environment.sleep().sleep(wait).await;
                learned.ask(inquiry).await
            }
            Next::Copy => learned.copy(inquiry).await,
            Next::Stop(end) => {
                learned.unknown.waited = elapsed;
                return learned.ended(end);
            }
        };
    }
}

/// What was learned so far.
struct Learned<I: Inquiry> {
    reply: Option<I::Reply>,
    taken: Option<&'static str>,
    refusal: Option<I::Error>,
    unknown: StillUnknown<I::State, I::Error>,
}

impl<I: Inquiry> Learned<I> {
    fn of(inquiry: &I) -> Self {
        Self { reply: None, taken: None, refusal: None, unknown: StillUnknown::about(inquiry.number()) }
    }

    async fn ask(&mut self, inquiry: &I) -> Shown {
        let (shown, result) = inquiry.ask().await;
        self.unknown.asked = self.unknown.asked.saturating_add(1);
        match result {
            Ok(state) => self.unknown.state = Some(state),
            Err(error) => self.unknown.last_error = Some(error),
        }
        if let Shown::Taken { field } = shown {
            self.taken = Some(field);
        }
        shown
    }

    async fn copy(&mut self, inquiry: &I) -> Shown {
        let Some((shown, result)) = inquiry.copy().await else { return Shown::Nothing };
        self.unknown.copies = self.unknown.copies.saturating_add(1);
        match result {
            Ok(reply) => self.reply = Some(reply),
            Err(error) if shown == Shown::Refused => self.refusal = Some(error),
            Err(error) => self.unknown.last_copy_error = Some(error),
        }
        shown
    }

    /// What does not fit together is unknown.
    fn ended(mut self, end: End) -> Resolution<I::Reply, I::State, I::Error> {
        let Self { reply, taken, refusal, .. } = self;
        match (end, self.unknown.state.take()) {
            (End::Found, Some(state)) => return Resolution::Found(state),
            (End::Overtaken, Some(state)) => return Resolution::Overtaken(state),
            (End::Taken, Some(state)) => {
                return Resolution::Taken { field: taken.unwrap_or_default(), state };
            }
            (_, state) => self.unknown.state = state,
        }
        match (end, reply, refusal) {
            (End::Done, Some(reply), _) => Resolution::Done(reply),
            (End::Refused, _, Some(error)) => Resolution::Refused(error),
            (_, _, refusal) => {
                let last_copy_error = refusal.or(self.unknown.last_copy_error);
                Resolution::StillUnknown(StillUnknown { last_copy_error, ..self.unknown })
            }
        }
    }
}
