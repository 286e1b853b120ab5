//! What the file holds.

use redb::TableDefinition;

/// The format of the file, and the last fence.
pub(crate) const META: TableDefinition<'_, &str, u64> = TableDefinition::new("wx-store meta");

/// The text of an event's key, to state, fence, and the seconds and nanoseconds of its time.
pub(crate) const CLAIMS: TableDefinition<'_, &str, (u8, u64, u64, u32)> = TableDefinition::new("claims");

/// The same by time: seconds, nanoseconds, key.
pub(crate) const ENDS: TableDefinition<'_, (u64, u32, &str), ()> = TableDefinition::new("ends");

/// Scope, operation, name and value of a number, to the hash of its body, its rights and its phase.
pub(crate) const JOURNAL: TableDefinition<'_, Number, Standing> = TableDefinition::new("journal");

type Number = (&'static str, &'static str, &'static str, &'static str);
type Standing = ([u8; 32], u8, u8);
