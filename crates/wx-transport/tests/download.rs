//! Downloads under the executor's time limits, in a world without time.

use std::{collections::VecDeque, future::pending, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use wx_transport::{BoxFuture, Chunks, Download, Executor, Host, Policy, SendError, SendErrorKind};

use crate::world::{World, run};

/// What comes next.
#[derive(Clone, Copy, Debug)]
enum Piece {
    Bytes(&'static [u8]),
    Break,
    Never,
}

/// Pieces, one after the other; each takes as long as the world's oversleep says.
#[derive(Debug)]
struct Script {
    head: Option<SendErrorKind>,
    pieces: Vec<Piece>,
}

struct Body(VecDeque<Piece>);

impl Download for Script {
    fn fetch(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Box<dyn Chunks>>, SendError>> {
        Box::pin(async move {
            match self.head {
                Some(SendErrorKind::Unknown) => pending().await,
                Some(kind) => Err(SendError::new(kind, "scripted")),
                None => Ok(Response::new(Box::new(Body(self.pieces.clone().into())) as Box<dyn Chunks>)),
            }
        })
    }
}

impl Chunks for Body {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        let piece = self.0.pop_front();
        Box::pin(async move {
            match piece {
                Some(Piece::Bytes(bytes)) => Ok(Some(Bytes::from_static(bytes))),
                Some(Piece::Break) => Err(SendError::new(SendErrorKind::Interrupted, "scripted")),
                Some(Piece::Never) => pending().await,
                None => Ok(None),
            }
        })
    }
}

fn executor(world: &Arc<World>) -> Executor {
    let host = Host::parse("https://api.example.com").unwrap();
    world.executor(host.into()).with_policy(Policy::default().with_attempt_timeout(Duration::from_secs(10)))
}

fn all(script: &Script, time: Duration) -> (Result<Vec<u8>, SendErrorKind>, Arc<World>) {
    let world = Arc::new(World::new(&[]));
    let taken = run(async {
        let mut pieces = executor(&world).fetch(script, Request::new(Bytes::new()), time).await?.into_body();
        let mut taken = Vec::new();
        while let Some(piece) = pieces.next().await? {
            taken.extend_from_slice(&piece);
        }
        Ok(taken)
    });
    (taken.map_err(|error: SendError| error.kind()), world)
}

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn pieces_come_in_their_order_and_end() {
    let pieces = vec![Piece::Bytes(b"ab"), Piece::Bytes(b""), Piece::Bytes(b"c")];
    assert_eq!(all(&Script { head: None, pieces }, MINUTE).0, Ok(b"abc".to_vec()));
}

#[test]
fn what_the_transport_says_is_handed_on() {
    let script = Script { head: Some(SendErrorKind::Connect), pieces: Vec::new() };
    assert_eq!(all(&script, MINUTE).0, Err(SendErrorKind::Connect));
    let script = Script { head: None, pieces: vec![Piece::Bytes(b"ab"), Piece::Break] };
    assert_eq!(all(&script, MINUTE).0, Err(SendErrorKind::Interrupted));
}

#[test]
fn a_head_or_a_piece_that_never_comes_ends_after_the_attempt_timeout() {
    for script in [
        Script { head: Some(SendErrorKind::Unknown), pieces: Vec::new() },
        Script { head: None, pieces: vec![Piece::Bytes(b"ab"), Piece::Never] },
    ] {
        let (taken, world) = all(&script, MINUTE);
        assert_eq!(taken, Err(SendErrorKind::Timeout));
        assert_eq!(world.sleeps(), [10_000]);
    }
}

#[test]
fn all_pieces_together_have_a_limit() {
    let script = Script { head: None, pieces: vec![Piece::Never] };
    let (taken, world) = all(&script, Duration::from_secs(3));
    assert_eq!(taken, Err(SendErrorKind::Timeout));
    assert_eq!(world.sleeps(), [3_000]);
    let (taken, world) = all(&script, Duration::ZERO);
    assert_eq!((taken, world.sleeps().len()), (Err(SendErrorKind::Timeout), 0));
}
