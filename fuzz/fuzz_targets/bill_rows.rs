//! Bills: rows end with the totals or with an error, and an error never repeats what the bill says.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use wx_apiv3::Sha1Hasher;
use wx_fuzz::hold;
use wx_merchant::bills::{Bill, BillError};

fuzz_target!(|data: &[u8]| {
    let mut hasher = Sha1Hasher::new();
    hasher.update(data);
    let sum = hasher.finish();
    let bill = || Bill::verified(Cursor::new(data), &sum).expect("it is its own digest");
    match bill().trades() {
        Ok(mut rows) => {
            let fault = rows.by_ref().find_map(Result::err);
            match fault {
                Some(fault) => hold(&fault),
                None => assert!(rows.totals().is_some(), "an end without totals"),
            }
        }
        Err(fault) => hold(&fault),
    }
    match bill().fund_flows() {
        Ok(rows) => rows.filter_map(Result::err).for_each(|fault| hold(&fault)),
        Err(fault) => hold(&fault),
    }
    let mut other = Sha1Hasher::new();
    other.update(b"another file");
    let other = other.finish();
    let refused = Bill::verified(Cursor::new(data), &other).err();
    assert!(other == sum || matches!(refused, Some(BillError::Mismatch)));
});
