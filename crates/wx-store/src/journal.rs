//! The journal in the file.

use redb::ReadableTable as _;
use wx_transport::{
    BoxFuture,
    journal::{
        Bodies, BodyHash, Ending, Entry, Journal, JournalError, JournalErrorKind, Key, Phase, Standing,
    },
};

use crate::{fault::Fault, store::Store, tables::JOURNAL};

impl Journal for Store {
    fn begin<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        self.write(entry, |before, entry| Standing::begin(before, entry).map(Some))
    }

    fn finish<'a>(&'a self, entry: &'a Entry, ending: Ending) -> BoxFuture<'a, Result<(), JournalError>> {
        self.write(entry, move |before, entry| match before {
            Some(before) => before.finish(entry, ending),
            None => Ok(None),
        })
    }

    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<Entry>, JournalError>> {
        let listed = self.step(|transaction| {
            let table = transaction.open_table(JOURNAL)?;
            let mut open = Vec::new();
            for row in table.iter()? {
                let (key, standing) = row?;
                let standing = read(standing.value())?;
                if standing.is_open() {
                    let (scope, operation, name, value) = key.value();
                    open.push(Entry::new(
                        Key::new(scope, operation, name, value),
                        standing.body,
                        standing.bodies,
                    ));
                }
            }
            Ok(open)
        });
        Box::pin(async { listed.await.map_err(refused) })
    }
}

impl Store {
    /// Reads a number, makes one step of it and writes the result, in one transaction.
    fn write<'a>(
        &'a self,
        entry: &'a Entry,
        step: impl FnOnce(Option<Standing>, &Entry) -> Result<Option<Standing>, JournalErrorKind> + Send + 'static,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        let entry = entry.clone();
        let written = self.step(move |transaction| {
            let mut table = transaction.open_table(JOURNAL)?;
            let Key { scope, operation, name, value, .. } = &entry.key;
            let key = (&**scope, &**operation, &**name, &**value);
            let before = table.get(key)?.map(|row| read(row.value())).transpose()?;
            match step(before, &entry) {
                Ok(Some(after)) => table.insert(key, write(after)).map(drop)?,
                Ok(None) => table.remove(key).map(drop)?,
                Err(kind) => return Ok(Err(kind)),
            }
            Ok(Ok(()))
        });
        Box::pin(async { Ok(written.await.map_err(refused)??) })
    }
}

fn refused(fault: Fault) -> JournalError {
    JournalError::new(JournalErrorKind::Unavailable, fault.boxed())
}

fn write(standing: Standing) -> ([u8; 32], u8, u8) {
    let bodies = match standing.bodies {
        Bodies::One => 0,
        Bodies::OneAtATime => 1,
    };
    let phase = match standing.phase {
        Phase::Open => 0,
        Phase::InDoubt => 1,
        Phase::Done => 2,
    };
    (*standing.body.as_bytes(), bodies, phase)
}

fn read((body, bodies, phase): ([u8; 32], u8, u8)) -> Result<Standing, Fault> {
    let bodies = match bodies {
        0 => Bodies::One,
        1 => Bodies::OneAtATime,
        _ => return Err(Fault::Value),
    };
    let phase = match phase {
        0 => Phase::Open,
        1 => Phase::InDoubt,
        2 => Phase::Done,
        _ => return Err(Fault::Value),
    };
    Ok(Standing::new(BodyHash::from_bytes(body), bodies, phase))
}
