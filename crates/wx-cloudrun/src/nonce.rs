use std::fmt::Write as _;

use wx_transport::{Random, RandomError};

/// Thirty-two hexadecimal digits, drawn once per call: they are part of the body, and the body belongs to the call.
pub(crate) fn draw(random: &dyn Random) -> Result<String, RandomError> {
    let mut bytes = [0_u8; 16];
    random.fill(&mut bytes)?;
    Ok(bytes.iter().fold(String::with_capacity(32), |mut nonce, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(nonce, "{byte:02x}");
        nonce
    }))
}
