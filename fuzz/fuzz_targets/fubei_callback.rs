//! A callback of Fubei: nobody who lacks the secret can make one that passes, and a genuine one reads or says why not.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wx_fubei::{Callback, Credentials};
use wx_fuzz::{CANARY, hold};
use wx_sign::params::{ParameterKey, fubei_sign};

static CREDENTIALS: LazyLock<Credentials> =
    LazyLock::new(|| Credentials::merchant("20990101000000000001", CANARY).expect("credentials"));
static KEY: LazyLock<ParameterKey> = LazyLock::new(|| ParameterKey::new(CANARY).expect("a key"));

fuzz_target!(|body: &[u8]| {
    hold(&Callback::verify(body, &CREDENTIALS).expect_err("nobody knows the secret"));
    let Ok(data) = str::from_utf8(body) else { return };
    let pairs = [("result_code", "200"), ("data", data)];
    let sign = fubei_sign(&pairs, &KEY).expect("two names");
    let encoded: String = data.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let genuine = format!("result_code=200&data={encoded}&sign={}", sign.as_str());
    let callback = Callback::verify(genuine.as_bytes(), &CREDENTIALS).expect("it is genuine");
    assert_eq!(callback.data().unwrap_or_default(), data);
    if let Err(fault) = callback.notice() {
        assert!(fault.is_verified());
        hold(&fault);
    }
});
