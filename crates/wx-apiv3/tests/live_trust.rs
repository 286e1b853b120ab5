//! Trust over time: what is taken in, what is refused, and how often the platform is asked.

mod download;
mod refresh;
mod rotation;
