//! Amounts in yuan and both kinds of time: what is read prints as something that is read as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wx_types::{CompactTime, Rfc3339, Yuan};

fuzz_target!(|text: &str| {
    if let Ok(yuan) = text.parse::<Yuan>() {
        assert_eq!(yuan.to_string().parse(), Ok(yuan));
    }
    if let Ok(time) = Rfc3339::new(text) {
        assert_eq!(time.as_str(), text);
        if let Some(again) = Rfc3339::from_unix(time.unix_seconds()) {
            assert_eq!(again.unix_seconds(), time.unix_seconds());
        }
    }
    if let Ok(time) = CompactTime::new(text) {
        assert_eq!(CompactTime::from_unix(time.unix_seconds()), Some(time));
    }
});
