//! The content of a genuine notification: any text under every kind of event, for both products that read them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wx_fuzz::{Notice, hold};

const KINDS: [(&str, &str); 8] = [
    ("PAYSCORE.USER_CONFIRM", "payscore"),
    ("PAYSCORE.USER_PAID", "payscore"),
    ("PAYSCORE.MCH_PREPAY", "payscore"),
    ("PAYSCORE.USER_OPEN_SERVICE", "payscore"),
    ("PAYSCORE.USER_CLOSE_SERVICE", "payscore"),
    ("TRANSACTION.SUCCESS", "transaction"),
    ("REFUND.SUCCESS", "refund"),
    ("REFUND.CLOSED", "transaction"),
];

fuzz_target!(|data: &[u8]| {
    let [kind, plaintext @ ..] = data else { return };
    let index = usize::from(*kind) % KINDS.len();
    let (event_type, original_type) = KINDS[index];
    let decrypted = Notice { event_type, original_type }.deliver(plaintext);
    assert_eq!(decrypted.plaintext(), plaintext);
    let payscore = wx_payscore::Event::read(&decrypted).map(drop);
    let merchant = wx_merchant::Event::read(&decrypted).map(drop);
    for (fits, read) in [(index < 5, payscore), (matches!(index, 5 | 6), merchant)] {
        match read {
            Ok(()) => assert!(fits && serde_json::from_slice::<serde::de::IgnoredAny>(plaintext).is_ok()),
            Err(error) => hold(&error),
        }
    }
});
