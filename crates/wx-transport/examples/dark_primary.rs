//! What a primary host costs that swallows every packet, over real sockets on this machine.
//!
//! The primary is a listener whose queue is full, so that connecting to it takes until somebody gives up; the backup
//! answers at once. It takes about two minutes: `cargo run -p wx-transport --example dark_primary`.

use std::{
    future::ready,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{Request, Response};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
};
use wx_transport::{
    Attempt, BoxFuture, Call, Environment, Executor, Host, Hosts, Policy, Repeat, ReqwestOptions, Verdict,
};

type Failure = Box<dyn std::error::Error>;

/// An order that may be sent again.
struct Order;

impl Call for Order {
    type Output = ();
    type Error = String;

    fn repeat(&self) -> Repeat {
        Repeat::SameBody
    }

    fn seal<'a>(&'a self, host: &'a Host, _: Attempt<'a>) -> BoxFuture<'a, Result<Request<Bytes>, String>> {
        let uri = host.uri("/order").map_err(|error| error.to_string());
        let request = uri.and_then(|uri| {
            Request::post(uri).body(Bytes::from_static(b"{}")).map_err(|error| error.to_string())
        });
        Box::pin(ready(request))
    }

    fn open(&self, response: Response<Bytes>, _: Duration) -> Verdict<(), String> {
        match response.status().as_u16() {
            200 => Verdict::Done(()),
            status => Verdict::Refused(format!("status {status}")),
        }
    }
}

/// A listener that accepts nothing, and the connections that fill its queue.
struct BlackHole {
    listener: TcpListener,
    address: SocketAddr,
    fill: Vec<TcpStream>,
}

impl BlackHole {
    async fn dig() -> Result<Self, Failure> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let listener = socket.listen(1)?;
        let address = listener.local_addr()?;
        let mut fill = Vec::new();
        let patience = Duration::from_millis(200);
        while let Ok(connected) = tokio::time::timeout(patience, TcpStream::connect(address)).await {
            fill.push(connected?);
        }
        Ok(Self { listener, address, fill })
    }

    /// Begins to answer.
    fn recover(self) {
        drop(self.fill);
        tokio::spawn(serve(self.listener));
    }
}

/// Answers every request with 200.
async fn serve(listener: TcpListener) {
    while let Ok((mut stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let mut buffer = [0; 4096];
            while stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
                if stream.write_all(answer).await.is_err() {
                    return;
                }
            }
        });
    }
}

/// An executor of a process that knows nothing yet.
fn executor(hosts: &Hosts, policy: Policy) -> Result<Executor, Failure> {
    let transport = ReqwestOptions::default().without_system_roots().build()?;
    Ok(Executor::new(Arc::new(transport), hosts.clone(), Environment::system()).with_policy(policy))
}

fn host(address: SocketAddr) -> Result<Host, Failure> {
    Ok(Host::parse(&format!("http://{address}"))?)
}

/// How long one call takes.
async fn timed(executor: &Executor) -> Result<Duration, Failure> {
    let began = Instant::now();
    executor.run(&Order).await.map_err(|failure| failure.to_string())?;
    Ok(began.elapsed())
}

fn print(what: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let at = |percent: usize| {
        took.get(took.len().saturating_sub(1).saturating_mul(percent).checked_div(100).unwrap_or(0))
            .copied()
            .unwrap_or_default()
    };
    println!("{what}: {} calls, p50 {:?}, p99 {:?}", took.len(), at(50), at(99));
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let backup = TcpListener::bind("127.0.0.1:0").await?;
    let backup_host = host(backup.local_addr()?)?;
    tokio::spawn(serve(backup));
    let hole = BlackHole::dig().await?;
    let both = Hosts::new(host(hole.address)?).with_backup(backup_host.clone());
    let plain = Policy::default().with_hedge_after(None);

    let mut took = Vec::new();
    for _ in 0..200 {
        took.push(timed(&executor(&Hosts::new(backup_host.clone()), plain)?).await?);
    }
    print("first call, no dark host", took);
    for (name, policy, rounds) in [
        ("first call, dark primary, hedged", Policy::default(), 60),
        ("first call, dark primary, plain", plain, 10),
    ] {
        let mut took = Vec::new();
        for _ in 0..rounds {
            took.push(timed(&executor(&both, policy)?).await?);
        }
        print(name, took);
    }

    let alone = executor(&Hosts::new(backup_host), plain)?;
    let memory = executor(&both, Policy::default())?;
    for (name, executor) in [("later calls, no dark host", &alone), ("later calls, dark primary", &memory)] {
        for _ in 0..4 {
            timed(executor).await?;
        }
        let mut took = Vec::new();
        for _ in 0..1000 {
            took.push(timed(executor).await?);
        }
        print(name, took);
    }
    println!("{}", memory.health());

    hole.recover();
    let recovered = Instant::now();
    let mut used = None;
    while memory.health().hosts.iter().any(|host| host.state != wx_transport::health::HostState::Up) {
        let done = memory.run(&Order).await.map_err(|failure| failure.to_string())?;
        let primary = done.trail.attempts.last().is_some_and(|last| last.host == *memory.hosts().primary());
        used = used.or(primary.then(|| recovered.elapsed()));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let trusted = recovered.elapsed();
    println!(
        "after its recovery the primary was used in {:?}, and by every call in {trusted:?}",
        used.unwrap_or(trusted)
    );

    amplification().await
}

/// Both hosts refuse every connection.
async fn amplification() -> Result<(), Failure> {
    let closed = [TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?];
    let [first, second] = [host(closed[0].local_addr()?)?, host(closed[1].local_addr()?)?];
    drop(closed);
    let refused = executor(&Hosts::new(first).with_backup(second), Policy::default())?;
    let asked = 1000;
    let mut sent = Vec::new();
    for _ in 0..asked {
        let failure = refused.run(&Order).await.err().ok_or("nobody can have answered")?;
        sent.push(failure.trail().attempts.len());
    }
    let sent: usize = sent.iter().sum();
    println!("both hosts refuse: {sent} attempts for {asked} calls");
    Ok(())
}
