//! The thread that works on the file.

use std::{path::Path, sync::mpsc::Receiver};

use redb::{Builder, Database, ReadableTable as _, TableHandle as _, WriteTransaction};

use crate::{
    fault::Fault,
    open_error::{OpenError, OpenErrorKind},
    tables::{CLAIMS, ENDS, JOURNAL, META},
};

/// A step, and who is told when the transaction is on the disk.
pub(crate) type Job = Box<dyn FnOnce(&WriteTransaction) -> Result<Answer, Fault> + Send>;
pub(crate) type Answer = Box<dyn FnOnce(Result<(), Fault>)>;

/// Opens or creates the file and its tables.
pub(crate) fn open(path: &Path) -> Result<Database, OpenError> {
    let create = |path| Builder::new().create_with_file_format_v3(true).create(path);
    let database = create(path).map_err(Fault::from)?;
    if !is_ours(&database)? {
        return Err(OpenErrorKind::NotAStore.into());
    }
    let transaction = database.begin_write().map_err(Fault::from)?;
    let format = prepare(&transaction)?;
    if format > FORMAT {
        transaction.abort().map_err(Fault::from)?;
        return Err(OpenErrorKind::Newer.into());
    }
    transaction.commit().map_err(Fault::from)?;
    Ok(database)
}

/// Whether it is empty or has our mark.
fn is_ours(database: &Database) -> Result<bool, Fault> {
    let names: Vec<_> = database.begin_read()?.list_tables()?.map(|table| table.name().to_owned()).collect();
    Ok(names.is_empty() || names.iter().any(|name| name == META.name()))
}

/// Makes what is missing, and tells which format the file has.
fn prepare(transaction: &WriteTransaction) -> Result<u64, Fault> {
    let mut meta = transaction.open_table(META)?;
    let format = meta.get(FORMAT_KEY)?.map(|format| format.value());
    if format.is_none() {
        meta.insert(FORMAT_KEY, FORMAT)?;
    }
    if format.unwrap_or(FORMAT) == FORMAT {
        transaction.open_table(CLAIMS)?;
        transaction.open_table(ENDS)?;
        transaction.open_table(JOURNAL)?;
    }
    Ok(format.unwrap_or(FORMAT))
}

/// Carries out jobs until nobody can send any more.
pub(crate) fn run(database: &Database, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let batch = std::iter::once(first).chain(jobs.try_iter().take(BATCH));
        let mut answers = Vec::new();
        let result = carry_out(database, batch, &mut answers);
        for answer in answers {
            answer(result.clone());
        }
    }
}

/// All in one transaction: either every step is on the disk, or none.
fn carry_out(
    database: &Database,
    batch: impl Iterator<Item = Job>,
    answers: &mut Vec<Answer>,
) -> Result<(), Fault> {
    let transaction = database.begin_write()?;
    for job in batch {
        answers.push(job(&transaction)?);
    }
    Ok(transaction.commit()?)
}

/// How many steps may share a transaction with the first.
const BATCH: usize = 255;

/// The format that this version writes.
const FORMAT: u64 = 1;
const FORMAT_KEY: &str = "format";
