use std::time::Duration;

use crate::{
    client::Client,
    code::Class,
    error::{Error, Reason},
    orders::{OrderInfo, QueryOrder},
    schedule::Schedule,
    token::TokenErrorKind,
};

/// How polling ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum Polled {
    /// The order is settled: success, refund or closed.
    Final(OrderInfo),
    /// The last moment passed, and the order is not known to be settled.
    StillUnknown(StillUnknown),
}

/// What is known of an order that was not settled when polling ended.
///
/// By then it can no longer be paid by the documents, so that it is most likely to close. Nothing of that is proven: look
/// at it again before anything is delivered or asked for anew.
#[derive(Debug)]
#[non_exhaustive]
pub struct StillUnknown {
    /// The last answer that could be read; `None` where there was none. Its state is one of those that are not final.
    pub last: Option<OrderInfo>,
    /// What stood in the way of the last query; `None` where it was answered.
    pub error: Option<Error>,
    /// How many queries were made.
    pub queries: u32,
}

impl Client {
    /// Asks for an order at the [recommended moments](Schedule), until it is settled or the last of them has passed.
    ///
    /// `age` is how long ago the order was created: zero right after it, more for an order that is picked up again, for
    /// example after a restart. For an order that missed a moment the first query is made at once, for one of more than 65
    /// minutes that is the only one. Time is that of the executor's [environment](wx_transport::Environment).
    ///
    /// A failed payment (`PAYERROR`) and a state nobody described are no end: no page says that they are. Queries without
    /// an answer, and answers that say "later", are no end either.
    ///
    /// # When the payer cancels
    /// The client's `cancel` or `fail` is no proof that nothing was paid, as the payment may cross it. Stop polling by
    /// dropping the future, and make one last [`send`](Self::send) of the same query before the order is given up. The
    /// platform has no call that closes it; within its hour it may still be paid.
    ///
    /// # Errors
    /// What no later query would mend: a request that breaks a rule, or cannot be signed or addressed; a set-up or a
    /// program that the platform refuses; a used-up quota. The order goes on without us.
    ///
    /// # Cancellation
    /// It only reads: the future may be dropped at any moment.
    pub async fn poll(&self, query: &QueryOrder, age: Duration) -> Result<Polled, Error> {
        let began = self.now();
        let mut moments = Schedule::since(age);
        let mut still = StillUnknown { last: None, error: None, queries: 0 };
        let mut at_once = age >= Schedule::FIRST;
        loop {
            let age = age.saturating_add(self.now().saturating_sub(began));
            if !std::mem::take(&mut at_once) {
                let Some(moment) = next_of(&mut moments, age) else {
                    return Ok(Polled::StillUnknown(still));
                };
                self.executor().environment().sleep().sleep(moment.saturating_sub(age)).await;
            }
            still.queries = still.queries.saturating_add(1);
            match self.send(query).await {
                Ok(answer) if answer.reply.state.is_final() => return Ok(Polled::Final(answer.reply)),
                Ok(answer) => {
                    still.last = Some(answer.reply);
                    still.error = None;
                }
                Err(error) if passes(&error) => still.error = Some(error),
                Err(error) => return Err(error),
            }
        }
    }
}

/// The next moment. What went by during a slow query is left out, but never the last one.
fn next_of(moments: &mut Schedule, age: Duration) -> Option<Duration> {
    loop {
        let moment = moments.next()?;
        if moment > age || moments.len() == 0 {
            return Some(moment);
        }
    }
}

/// Whether the same query may be answered at a later moment.
pub(crate) fn passes(error: &Error) -> bool {
    match error.reason() {
        Reason::Invalid(_) | Reason::Serialize(_) | Reason::Seal(_) => false,
        Reason::Token(error) => error.kind() == TokenErrorKind::Wait,
        Reason::Api(error) => !matches!(error.class(), Class::CallerBug | Class::SetUp | Class::Quota),
        _ => true,
    }
}
