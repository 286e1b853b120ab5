//! A process that is killed at any moment, started again, and killed again: nothing that it was told is forgotten.
//!
//! The parent starts this program as a child, reads what it reports, and kills it (`SIGKILL` where there is one): once at each
//! point of [`POINTS`], where the child stands still, and then while it runs on, after one report more each time. After every
//! kill it looks into the file. The child handles events and sends orders; what takes effect is written to files of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod child;
mod common;
mod order;
#[path = "../place.rs"]
mod place;
mod told;

use std::{
    env,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
};

use wx_store::Store;

use crate::{
    common::{DIRECTORY, POINT, RUN, lines, must},
    told::Told,
};

/// The moments at which the child is killed while it stands still: between any two steps of an event and of an order, and of an
/// order that is taken up again. What stands before an `again` leaves an order open.
const POINTS: [&str; 14] = [
    "opened",
    "claimed",
    "handled",
    "finished",
    "begun",
    "again-begun",
    "sent",
    "again-sent",
    "answered",
    "again-answered",
    "done",
    "begun",
    "again-done",
    "finished",
];

/// How often it is killed while it runs. A round is seven reports, so that every moment between two of them is met.
const RUNNING: usize = 14;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    match env::var_os(DIRECTORY) {
        Some(directory) => runtime.block_on(child::live(Path::new(&directory))),
        None => runtime.block_on(parent()),
    }
}

async fn parent() {
    let place = place::Place::new();
    let mut told = Told::default();
    let at_points = POINTS.into_iter().map(Kill::At);
    let running = (1..=RUNNING).map(Kill::After);
    for (run, kill) in (0..).zip(at_points.chain(running)) {
        killed(&place.file(""), run, kill, &mut told);
        let store = must("opening the store after a kill", Store::open(place.file("store")));
        told.holds(&store, run, kill, &lines(&place.file("sent"))).await;
    }
    told.effects(&lines(&place.file("effects")));
    println!("{} kills, {told}: ok", POINTS.len() + RUNNING);
}

/// When a child is killed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kill {
    /// Where it stands still, having reported this.
    At(&'static str),
    /// After so many reports, while it runs on.
    After(usize),
}

/// Starts a child and kills it.
fn killed(directory: &Path, run: u32, kill: Kill, told: &mut Told) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.env(DIRECTORY, directory).env(RUN, run.to_string());
    if let Kill::At(point) = kill {
        command.env(POINT, point);
    }
    // The child ends when its input does, which is when nobody is left to kill it.
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = must("starting a child", command.spawn());
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    for count in 1.. {
        assert!(count < 50, "run {run}: {kill:?} is never reached");
        let Some(Ok(line)) = output.next() else { panic!("run {run}, {kill:?}: {}", last_words(child)) };
        told.hear(&line);
        let reached = match kill {
            Kill::At(point) => line.split(' ').next() == Some(point),
            Kill::After(reports) => count == reports,
        };
        if reached {
            break;
        }
    }
    must("killing a child", child.kill());
    must("waiting for a child", child.wait());
    // What it had still reported before it died.
    output.map_while(Result::ok).for_each(|line| told.hear(&line));
}

/// Why a child ended by itself.
fn last_words(mut child: Child) -> String {
    let mut words = String::new();
    let _ = child.stderr.take().unwrap().read_to_string(&mut words);
    format!("the child ended by itself ({}): {words}", must("waiting for a child", child.wait()))
}
