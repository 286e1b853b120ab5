//! A transport of your own, in less than thirty lines: `cargo run -p wx-transport --example own_transport`.
//!
//! This one stays inside the process. The primary host is dead and the backup answers, so that the output shows a
//! failover. A transport over another HTTP stack has the same shape.

use std::{future::ready, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use wx_transport::{
    Attempt, BoxFuture, Call, Environment, Executor, Host, Hosts, Repeat, SendError, SendErrorKind,
    TargetError, Transport, Verdict,
};

/// Answers from a script. The whole transport is these lines.
#[derive(Debug)]
struct InProcess {
    dead: &'static str,
}

impl Transport for InProcess {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async move {
            // `Connect` is a promise that nothing left. When in doubt, say `Interrupted`.
            if request.uri().host() == Some(self.dead) {
                return Err(SendError::new(SendErrorKind::Connect, "nobody listens"));
            }
            let text = format!("{} {}", request.method(), request.uri().path());
            Ok(Response::new(Bytes::from(text)))
        })
    }
}

/// A question whose answer is believed as it is. A real call signs in `seal` and verifies in `open`.
struct Question;

impl Call for Question {
    type Output = Bytes;
    type Error = TargetError;

    fn repeat(&self) -> Repeat {
        Repeat::Read
    }

    fn seal<'a>(
        &'a self,
        host: &'a Host,
        _: Attempt<'a>,
    ) -> BoxFuture<'a, Result<Request<Bytes>, TargetError>> {
        let request = host.uri("/v3/certificates").map(|uri| {
            let mut request = Request::new(Bytes::new());
            *request.uri_mut() = uri;
            request
        });
        Box::pin(ready(request))
    }

    fn open(&self, response: Response<Bytes>, _: Duration) -> Verdict<Bytes, TargetError> {
        Verdict::Done(response.into_body())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let hosts = Hosts::new(Host::parse("https://api.example.com")?)
        .with_backup(Host::parse("https://api2.example.com")?);
    let transport = Arc::new(InProcess { dead: "api.example.com" });
    let executor = Executor::new(transport, hosts, Environment::system());

    let done = executor.run(&Question).await?;

    println!("answer: {}", String::from_utf8_lossy(&done.output));
    println!("trail:  {}", done.trail);
    Ok(())
}
