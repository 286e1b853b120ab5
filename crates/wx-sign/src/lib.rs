//! RSA-2048, AES-256-GCM, MD5 and HMAC signing and verification for WeChat payment APIs: bytes in, bytes out
