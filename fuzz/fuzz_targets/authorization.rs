//! The `Authorization` header as the sandbox reads it: five values that were written, or a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|header: &str| {
    match wx_sandbox::authorization_fields(header) {
        Ok([mchid, nonce, signature, timestamp, serial]) => {
            let again = format!(
                r#"WECHATPAY2-SHA256-RSA2048 mchid="{mchid}",nonce_str="{nonce}",signature="{signature}",timestamp="{timestamp}",serial_no="{serial}""#
            );
            let read = wx_sandbox::authorization_fields(&again);
            assert_eq!(read, Ok([mchid, nonce, signature, timestamp, serial]));
            assert_eq!(again.len(), header.len(), "something was read over");
        }
        Err(reason) => assert!(!reason.is_empty()),
    }
});
