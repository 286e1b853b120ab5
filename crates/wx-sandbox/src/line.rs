//! A connection whose way out can be cut or slowed down.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// What becomes of the bytes of the next answer. Shared by a connection and by whoever answers on it.
#[derive(Default)]
pub(crate) struct Wire(Mutex<Mode>);

#[derive(Clone, Copy, Default)]
enum Mode {
    #[default]
    Plain,
    /// So many bytes more, then the end: with a reset, or orderly.
    Cut { left: usize, reset: bool },
    /// One byte, then this pause.
    Drip(Duration),
}

impl Wire {
    /// Undoes the others.
    pub(crate) fn mend(&self) {
        self.set(Mode::Plain);
    }

    pub(crate) fn cut(&self, left: usize, reset: bool) {
        self.set(Mode::Cut { left, reset });
    }

    pub(crate) fn drip(&self, pause: Duration) {
        self.set(Mode::Drip(pause));
    }

    fn set(&self, mode: Mode) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = mode;
    }

    fn get(&self) -> Mode {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) struct Line {
    stream: TcpStream,
    wire: Arc<Wire>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Line {
    pub(crate) fn new(stream: TcpStream, wire: Arc<Wire>) -> Self {
        Self { stream, wire, pause: None }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match this.wire.get() {
            Mode::Plain => Pin::new(&mut this.stream).poll_write(context, bytes),
            Mode::Cut { left: 0, reset } => {
                if reset {
                    // Without it, the end is an orderly one; there is no better way to break off.
                    let _ = this.stream.set_zero_linger();
                }
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            }
            Mode::Cut { left, reset } => {
                let part = bytes.get(..left).unwrap_or(bytes);
                let written = ready!(Pin::new(&mut this.stream).poll_write(context, part))?;
                this.wire.cut(left.saturating_sub(written), reset);
                Poll::Ready(Ok(written))
            }
            Mode::Drip(pause) => {
                if let Some(sleep) = &mut this.pause {
                    ready!(sleep.as_mut().poll(context));
                }
                let byte = bytes.get(..1).unwrap_or(bytes);
                let written = ready!(Pin::new(&mut this.stream).poll_write(context, byte))?;
                this.pause = Some(Box::pin(tokio::time::sleep(pause)));
                Poll::Ready(Ok(written))
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
