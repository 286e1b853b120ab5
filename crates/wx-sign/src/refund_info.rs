//! The encrypted part of a classic refund notice (`req_info`).

use aes_gcm::aes::{
    Aes256, Block,
    cipher::{BlockDecrypt as _, KeyInit as _},
};
use md5::{Digest as _, Md5};
use zeroize::Zeroizing;

use crate::{decrypt::BadCiphertext, params::ParameterKey};

/// Decrypts `req_info` of an APIv2 refund notice, after Base64.
///
/// AES-256 in ECB mode with PKCS#7 padding, under the 32 lower-case hexadecimal digits of the MD5 of the APIv2 key. The
/// mode keeps nobody from rearranging blocks, and the notice around it is not signed: take what comes out as a hint, and
/// query the refund before acting on it.
///
/// # Errors
/// [`BadCiphertext`] for every cause, so that it answers no question about padding.
pub fn decrypt_refund_info(
    key: &ParameterKey,
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, BadCiphertext> {
    const BLOCK: usize = 16;
    if ciphertext.is_empty() || !ciphertext.len().is_multiple_of(BLOCK) {
        return Err(BadCiphertext);
    }
    let digits = Zeroizing::new(format!("{:x}", Md5::digest(key.secret_bytes())));
    let cipher = Aes256::new_from_slice(digits.as_bytes()).map_err(|_| BadCiphertext)?;
    let mut text = Zeroizing::new(ciphertext.to_vec());
    for block in text.chunks_exact_mut(BLOCK) {
        cipher.decrypt_block(Block::from_mut_slice(block));
    }
    let padding = text.last().copied().map_or(0, usize::from);
    let kept =
        text.len().checked_sub(padding).filter(|_| (1..=BLOCK).contains(&padding)).ok_or(BadCiphertext)?;
    if text.iter().skip(kept).any(|byte| usize::from(*byte) != padding) {
        return Err(BadCiphertext);
    }
    text.truncate(kept);
    Ok(text)
}
