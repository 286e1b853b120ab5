use std::{error::Error, fmt};

/// What a key file is meant to hold, or turned out to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyKind {
    /// An X.509 certificate, such as `apiclient_cert.pem` or a downloaded platform certificate.
    Certificate,
    /// An RSA private key, such as `apiclient_key.pem`.
    PrivateKey,
    /// An RSA public key, such as `pub_key.pem`.
    PublicKey,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "a certificate",
            Self::PrivateKey => "a private key",
            Self::PublicKey => "a public key",
        })
    }
}

/// Why a key or a certificate was refused, and what to do about it.
///
/// No variant carries any of the text or the bytes that were read, apart from the name in a PEM label.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The key is not for RSA.
    Algorithm {
        /// Its algorithm: a name where we know one, else the object identifier.
        found: Box<str>,
    },
    /// What stands between the PEM lines is not base64.
    Base64 {
        /// What was wanted.
        expected: KeyKind,
    },
    /// The decoded bytes do not have the structure that was announced.
    Der {
        /// What was wanted.
        expected: KeyKind,
    },
    /// There is no text at all.
    Empty {
        /// What was wanted.
        expected: KeyKind,
    },
    /// The private key is protected by a password.
    Encrypted,
    /// The numbers inside do not form an RSA key.
    Inconsistent,
    /// A PEM label that means nothing here.
    Label {
        /// What was wanted.
        expected: KeyKind,
        /// The label, where it is short and printable.
        found: Box<str>,
    },
    /// An RSA key of another size than the platform uses.
    ModulusSize {
        /// Its size in bits.
        found: u32,
    },
    /// No PEM lines.
    NotPem {
        /// What was wanted.
        expected: KeyKind,
    },
    /// A PEM text whose end is missing.
    Truncated {
        /// What was wanted.
        expected: KeyKind,
    },
    /// A good PEM text in the wrong place.
    WrongKind {
        /// What was wanted.
        expected: KeyKind,
        /// What it is.
        found: KeyKind,
    },
}

impl KeyError {
    /// The error for a PEM label that `expected` does not use.
    pub(crate) fn unexpected_label(expected: KeyKind, label: &str) -> Self {
        let found = match label {
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => KeyKind::Certificate,
            "PRIVATE KEY" | "RSA PRIVATE KEY" => KeyKind::PrivateKey,
            "PUBLIC KEY" | "RSA PUBLIC KEY" => KeyKind::PublicKey,
            "ENCRYPTED PRIVATE KEY" if expected == KeyKind::PrivateKey => return Self::Encrypted,
            "ENCRYPTED PRIVATE KEY" => KeyKind::PrivateKey,
            "EC PRIVATE KEY" | "EC PARAMETERS" => return Self::Algorithm { found: "EC".into() },
            "DSA PRIVATE KEY" => return Self::Algorithm { found: "DSA".into() },
            other => return Self::Label { expected, found: presentable(other) },
        };
        if found == expected {
            // An unusual label for the right thing, such as a trusted certificate with its extra fields.
            return Self::Label { expected, found: presentable(label) };
        }
        Self::WrongKind { expected, found }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Algorithm { found } => {
                write!(f, "the key is for {found}, not for RSA; use the RSA-2048 key of the merchant platform")
            }
            Self::Base64 { expected } => write!(
                f,
                "the text of {expected} is not base64 between its BEGIN and END lines; copy the file again, and see \
                 that line ends did not become the two characters \\n"
            ),
            Self::Der { expected } => write!(
                f,
                "the content is not {expected} in the announced form; the file is damaged or carries another's label"
            ),
            Self::Empty { expected } => write!(f, "expected {expected}, found nothing; is the file empty?"),
            Self::Encrypted => f.write_str(
                "the private key is protected by a password; decrypt it first with `openssl pkcs8 -in <file> -out <new>`",
            ),
            Self::Inconsistent => f.write_str(
                "the numbers inside do not form an RSA key; the file is damaged, fetch it from its origin again",
            ),
            Self::Label { expected, found } => {
                write!(f, "expected the PEM text of {expected}, found the label `{found}`")
            }
            Self::ModulusSize { found } => {
                write!(f, "the RSA key has {found} bits; WeChat payments use 2048")
            }
            Self::NotPem { expected } => write!(
                f,
                "expected {expected} as PEM text with a line -----BEGIN ...-----; bare base64 lacks its BEGIN and END \
                 lines, and binary DER has a constructor of its own"
            ),
            Self::Truncated { expected } => {
                write!(f, "the PEM text of {expected} has no matching END line; copy the whole file")
            }
            Self::WrongKind { expected, found } => {
                write!(f, "expected {expected}, found {found}; {}", remedy(*expected, *found))
            }
        }
    }
}

impl Error for KeyError {}

fn remedy(expected: KeyKind, found: KeyKind) -> &'static str {
    match (expected, found) {
        (KeyKind::PrivateKey, KeyKind::Certificate) => "use apiclient_key.pem, not apiclient_cert.pem",
        (KeyKind::PrivateKey, _) => "use the merchant's own apiclient_key.pem",
        (KeyKind::PublicKey, KeyKind::Certificate) => "load it as a certificate, or use pub_key.pem",
        (KeyKind::PublicKey, _) => "use the platform's pub_key.pem; a private key never leaves the merchant",
        (KeyKind::Certificate, KeyKind::PublicKey) => "load it as a public key",
        (KeyKind::Certificate, _) => "use apiclient_cert.pem or the downloaded platform certificate",
    }
}

/// The label if it looks like one. A file that lost its line ends can have key text where the label belongs.
fn presentable(label: &str) -> Box<str> {
    let like_a_label =
        |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" -.".contains(&byte);
    if label.len() <= 32 && label.bytes().all(like_a_label) { label.into() } else { "(unreadable)".into() }
}
