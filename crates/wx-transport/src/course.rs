//! One call on its way: where it begins, its attempts, and what each leaves behind.

use std::{
    future::{Future as _, poll_fn},
    pin::Pin,
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};

use crate::{
    Attempt, AttemptRecord, AttemptResult, Call, Cause, Done, Executor, Failure, Host, Outcome, Plan, Policy,
    Repeat, SendError, Step, StopReason, Trail,
    ended::{Ended, Limit, Missed},
    health::{Nature, Sign, Trip},
    hedge::{Lane, hedge},
    race::race,
    tow::Tow,
};

pub(crate) struct Course<'a> {
    executor: &'a Executor,
    repeat: Repeat,
    plan: Plan,
    began: Duration,
    /// The numbers of the hosts, in the order in which this call tries them.
    order: Vec<usize>,
    /// Where in this order the next attempt goes.
    place: usize,
    /// The next attempt, on its way already where it has a place to give back.
    trip: Option<Trip<'a>>,
    tow: Option<Tow<'a>>,
    number: u32,
    outcome: Outcome,
    trail: Trail,
}

impl<'a> Course<'a> {
    pub(crate) fn new(executor: &'a Executor, repeat: Repeat) -> Self {
        Self {
            executor,
            repeat,
            plan: Plan::new(executor.policy(), repeat, executor.hosts().len()),
            began: executor.environment().clock().elapsed(),
            order: Vec::new(),
            place: 0,
            trip: None,
            tow: None,
            number: 1,
            outcome: Outcome::NotSent,
            trail: Trail::default(),
        }
    }

    pub(crate) async fn run<C: Call + ?Sized>(
        mut self,
        call: &C,
    ) -> Result<Done<C::Output>, Failure<C::Error>> {
        self.set_out().await;
        let mut last = None;
        loop {
            let Some(limit) = self.limit() else {
                return Err(self.fail(StopReason::DeadlinePassed, last.unwrap_or(Cause::DeadlinePassed)));
            };
            let missed = match self.attempt(call, limit).await {
                Ok(output) => return Ok(Done { output, trail: self.trail }),
                Err(missed) => missed,
            };
            match self.next(&missed) {
                Step::Again { wait, .. } => pause(self.executor, wait).await,
                Step::Stop(reason) => return Err(self.fail(reason, missed.cause)),
            }
            last = Some(missed.cause);
        }
    }

    /// Decides where to begin. Where nobody knows whether the first host connects, the first two race for it.
    async fn set_out(&mut self) {
        let executor = self.executor;
        let Policy { hedge_after, attempt_timeout, deadline, .. } = *executor.policy();
        let call = Nature { is_repeatable: self.repeat != Repeat::Once, has_tows: hedge_after.is_some() };
        let (route, trip, tow) = executor.health.route(executor.hosts(), self.now(), call);
        self.order = route.order;
        self.tow = tow.map(|trip| Tow::new(executor, trip, self.now()));
        self.trip = Some(trip);
        let Some(head_start) = hedge_after.filter(|_| route.unknown && !deadline.is_zero()) else { return };
        // A race that nobody wins must leave time for an attempt.
        let left = deadline.saturating_sub(self.elapsed());
        let limit = attempt_timeout.min(left).checked_div(4).unwrap_or_default();
        let started = self.elapsed();
        let pair = [self.host(0), self.host(1)];
        let sleep = executor.environment().sleep();
        let winner = hedge(&*executor.transport, sleep, pair, head_start, limit).await;
        let now = self.now();
        match (winner, self.trip.take()) {
            (Some(Lane::First), Some(trip)) => {
                trip.connects(now);
                self.trip = Some(trip);
            }
            (Some(Lane::Second), Some(trip)) => {
                self.arrive(trip, Sign::NotSent);
                self.record(pair[0], started, AttemptResult::NotSent);
                self.order.swap(0, 1);
                let trip = executor.health.depart(pair[1]);
                trip.connects(now);
                self.trip = Some(trip);
            }
            (_, trip) => self.trip = trip,
        }
    }

    async fn attempt<C: Call + ?Sized>(
        &mut self,
        call: &C,
        limit: Limit,
    ) -> Result<C::Output, Missed<C::Error>> {
        let environment = self.executor.environment();
        let started = self.elapsed();
        let host = self.host(self.place);
        let trip = self.trip.take().unwrap_or_else(|| self.executor.health.depart(host));
        let attempt = Attempt::new(environment.clock().unix_time(), self.number, environment.random());
        let sealed = race(call.seal(host, attempt), environment.sleep().sleep(limit.time)).await;
        let left = limit.time.saturating_sub(self.elapsed().saturating_sub(started));
        let ended = match sealed {
            None => Ended::seal_timed_out(limit),
            Some(Err(error)) => Ended::unsealed(error),
            Some(Ok(request)) => match self.exchange(request, left).await {
                Some(Ok(response)) => {
                    let status = response.status().as_u16();
                    Ended::answered(call.open(response, environment.clock().unix_time()), status)
                }
                Some(Err(error)) => Ended::unanswered(error),
                None => Ended::timed_out(limit),
            },
        };
        self.arrive(trip, ended.sign);
        if ended.is_settled() {
            self.executor.health.gain();
        }
        self.record(host, started, ended.result);
        if let Err(missed) = &ended.output {
            self.note(missed.outcome);
        }
        ended.output
    }

    /// Sends one request once. `None` if its time ran out.
    async fn exchange(
        &mut self,
        request: Request<Bytes>,
        limit: Duration,
    ) -> Option<Result<Response<Bytes>, SendError>> {
        let executor = self.executor;
        let mut sending = race(executor.transport.send(request), executor.environment().sleep().sleep(limit));
        poll_fn(|context| {
            let now = self.now();
            if let Some(mut tow) = self.tow.take() {
                match tow.poll(now, context) {
                    Some(sign) => tow.arrive(sign, now, || self.executor.environment().jitter()),
                    None => self.tow = Some(tow),
                }
            }
            Pin::new(&mut sending).poll(context)
        })
        .await
    }

    /// Unknown is sticky, except where nothing can have been done.
    fn note(&mut self, outcome: Outcome) {
        self.outcome = match self.repeat {
            Repeat::Read => outcome,
            Repeat::SameBody | Repeat::Once => self.outcome.max(outcome),
        };
    }

    fn next<E>(&mut self, missed: &Missed<E>) -> Step {
        let step = self.plan.next(&missed.observed, self.elapsed(), self.executor.environment().jitter());
        let Step::Again { host, .. } = step else { return step };
        if !self.executor.health.spend(missed.retry()) {
            return Step::Stop(StopReason::RetriesSpent);
        }
        self.place = host;
        self.number = self.number.saturating_add(1);
        step
    }

    /// `None` once the deadline has passed, for example because a wait took longer than it should have.
    fn limit(&self) -> Option<Limit> {
        let Policy { attempt_timeout, deadline, .. } = *self.executor.policy();
        let left = deadline.checked_sub(self.elapsed()).filter(|left| !left.is_zero())?;
        Some(Limit { time: left.min(attempt_timeout), is_deadline: left <= attempt_timeout })
    }

    fn arrive(&self, trip: Trip<'_>, sign: Sign) {
        trip.arrive(sign, self.now(), || self.executor.environment().jitter());
    }

    fn record(&mut self, host: &Host, started: Duration, result: AttemptResult) {
        let took = self.elapsed().saturating_sub(started);
        self.trail.attempts.push(AttemptRecord::new(host.clone(), started, took, result));
    }

    /// The host at this place of the call's order.
    fn host(&self, place: usize) -> &'a Host {
        self.executor.hosts().at(self.order.get(place).copied().unwrap_or_default())
    }

    fn now(&self) -> Duration {
        self.executor.environment().clock().elapsed()
    }

    fn elapsed(&self) -> Duration {
        self.now().saturating_sub(self.began)
    }

    pub(crate) fn fail<E>(self, reason: StopReason, cause: Cause<E>) -> Failure<E> {
        Failure::new(self.outcome, reason, cause, self.trail)
    }
}

async fn pause(executor: &Executor, time: Duration) {
    if !time.is_zero() {
        executor.environment().sleep().sleep(time).await;
    }
}
