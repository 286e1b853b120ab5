//! Nonces: which bytes become which letters, and what a bad source of randomness leads to.

use std::{collections::BTreeSet, sync::Mutex};

use wx_apiv3::{Nonce, Stamp};
use wx_transport::{OsRandom, Random, RandomError};

/// Gives these bytes over and over, after a number of rounds of nothing but ones.
#[derive(Debug)]
struct Fake {
    ones: Mutex<u32>,
    bytes: fn(usize) -> u8,
}

impl Random for Fake {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        let mut ones = self.ones.lock().unwrap();
        let spoiled = *ones > 0;
        *ones = ones.saturating_sub(1);
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = if spoiled { 0xFF } else { (self.bytes)(index) };
        }
        Ok(())
    }
}

#[track_caller]
fn draw(ones: u32, bytes: fn(usize) -> u8) -> String {
    Nonce::draw(&Fake { ones: Mutex::new(ones), bytes }).unwrap().to_string()
}

#[test]
fn every_byte_below_248_stands_for_a_letter_or_digit() {
    assert_eq!(draw(0, |index| u8::try_from(index).unwrap()), "0123456789ABCDEFGHIJKLMNOPQRSTUV");
    assert_eq!(draw(0, |index| u8::try_from(index + 30).unwrap()), "UVWXYZabcdefghijklmnopqrstuvwxyz");
    assert_eq!(draw(0, |_| 247), "z".repeat(32), "the last byte that counts");
}

/// 248 to 255 would make the first eight characters likelier than the rest.
#[test]
fn bytes_from_248_on_are_left_out() {
    assert_eq!(draw(0, |index| if index % 2 == 0 { 248 } else { 61 }), "z".repeat(32));
    assert_eq!(draw(9, |_| 10), "A".repeat(32), "nine rounds of nothing but ones");
}

#[test]
fn each_character_stands_for_four_bytes() {
    let mut counts = std::collections::BTreeMap::new();
    for byte in 0..248_u8 {
        #[derive(Debug)]
        struct Constant(u8);
        impl Random for Constant {
            fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
                bytes.fill(self.0);
                Ok(())
            }
        }
        let nonce = Nonce::draw(&Constant(byte)).unwrap();
        *counts.entry(nonce.as_str().as_bytes()[0]).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 62);
    assert!(counts.values().all(|count| *count == 4) && counts.keys().all(u8::is_ascii_alphanumeric));
}

#[test]
fn a_source_that_is_stuck_is_an_error() {
    let error = Nonce::draw(&Fake { ones: Mutex::new(u32::MAX), bytes: |_| 0 }).unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("no nonce"));
}

#[test]
fn a_source_that_fails_is_an_error() {
    #[derive(Debug)]
    struct Dry;
    impl Random for Dry {
        fn fill(&self, _: &mut [u8]) -> Result<(), RandomError> {
            Err(RandomError::new("the well is dry"))
        }
    }
    assert!(Nonce::draw(&Dry).is_err());
    assert!(Stamp::draw(std::time::Duration::ZERO, &Dry).is_err());
}

#[test]
fn drawn_nonces_do_not_repeat() {
    let drawn: BTreeSet<_> = (0..1000).map(|_| Nonce::draw(&OsRandom).unwrap().to_string()).collect();
    assert_eq!(drawn.len(), 1000);
    assert!(drawn.iter().all(|nonce| Nonce::fixed(nonce).is_some()));
}

#[test]
fn a_fixed_nonce_has_32_letters_or_digits() {
    let letters = "a".repeat(31);
    for text in
        ["", &letters, &format!("{letters}aa"), &format!("{letters}\n"), &format!("{letters}\""), "中"]
    {
        assert!(Nonce::fixed(text).is_none(), "{text:?}");
    }
    let nonce = Nonce::fixed(&format!("{letters}9")).unwrap();
    assert_eq!(format!("{nonce:?}"), format!("Nonce({:?})", format!("{letters}9")));
}
