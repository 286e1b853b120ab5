//! What stands inside a genuinely signed notification: any bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wx_fuzz::{NOW, hold, receiver, signed};
use wx_merchant::Event;

fuzz_target!(|body: &[u8]| {
    let read = receiver().verify(&signed(body), body, NOW).and_then(|notification| {
        let decrypted = receiver().decrypt(&notification)?;
        Event::read(&decrypted)
    });
    match read {
        // The input would have to be encrypted under a key that the fuzzer does not know.
        Ok(_) => panic!("content without the key"),
        Err(error) => hold(&error),
    }
});
