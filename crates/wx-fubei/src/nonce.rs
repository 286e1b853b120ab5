use std::fmt::Write as _;

use wx_transport::{Random, RandomError};

/// Thirty-two hexadecimal digits, fresh for every attempt. The gateway takes 5 to 32 characters.
pub(crate) fn draw(random: &dyn Random) -> Result<String, RandomError> {
    let mut bytes = [0_u8; 16];
    random.fill(&mut bytes)?;
    Ok(bytes.iter().fold(String::with_capacity(32), |mut nonce, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(nonce, "{byte:02x}");
        nonce
    }))
}
