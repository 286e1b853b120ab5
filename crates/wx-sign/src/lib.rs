#![doc = include_str!("../README.md")]

// What is done: four traits and the signature they speak of.
mod decrypt;
mod encrypt;
mod sign;
mod signature;
mod verify;

// What is signed.
pub mod message;

// Whom the keys belong to, and what can be wrong with them.
mod certificate;
mod key_error;
mod pem;
mod private_key;
mod public_key;

// Shared keys instead of key pairs.
mod aead;
mod base64;
pub mod params;
mod refund_info;

// What a file holds, where another answer names its digest.
mod sha1_sum;

// Who does the arithmetic, and what is asked of it.
#[cfg(feature = "aws-lc-rs")]
pub mod awslc;
mod backend;
pub mod conformance;
#[cfg(feature = "rsa")]
pub mod rustcrypto;

#[cfg(feature = "aws-lc-rs")]
pub use crate::backend::AwsLc;
#[cfg(feature = "rsa")]
pub use crate::backend::RustCrypto;
pub use zeroize::Zeroizing;

pub use crate::{
    aead::{AeadError, ApiV3Key, KeyLengthError},
    backend::Backend,
    base64::{MalformedBase64, decode_base64, encode_base64},
    certificate::Certificate,
    decrypt::{BadCiphertext, Decrypt},
    encrypt::{Encrypt, EncryptError, MAX_PLAINTEXT},
    key_error::{KeyError, KeyKind},
    private_key::PrivateKey,
    public_key::PublicKey,
    refund_info::decrypt_refund_info,
    sha1_sum::{MalformedSum, Sha1Hasher, Sha1Sum},
    sign::{Sign, SignError},
    signature::{MalformedSignature, Signature},
    verify::{BadSignature, Verify},
};
