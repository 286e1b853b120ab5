//! What a forger does to a genuine notification, one thing at a time, and which error may answer it.

use std::sync::LazyLock;

use http::HeaderValue;
use wx_apiv3::VerifyError;
use wx_sign::{decode_base64, encode_base64};

use super::{Dice, Genuine, stranger};

/// The headers that are signed or sign.
pub(super) const NAMES: [&str; 4] =
    ["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-signature", "wechatpay-serial"];
const TIMESTAMP: &str = NAMES[0];
const NONCE: &str = NAMES[1];
const SIGNATURE: &str = NAMES[2];
const SERIAL: &str = NAMES[3];

/// One thing that is altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// A bit of the body.
    BodyBit,
    /// The body ends early.
    BodyCut,
    /// The body goes on.
    BodyGrown,
    /// The body of another genuine notification.
    BodySwapped,
    /// The same JSON with white space in it.
    BodyRewritten,
    /// Another moment within the window.
    TimestampMoved,
    /// What is not a number of seconds.
    TimestampGarbled,
    /// A letter of the nonce.
    NonceLetter,
    /// A bit of the signature.
    SignatureBit,
    /// The signature of another genuine notification.
    SignatureSwapped,
    /// The signature ends early.
    SignatureCut,
    /// The right text, signed by a key nobody trusts.
    SignedByStranger,
    /// The name of a key nobody has.
    SerialUnknown,
    /// A header is not there.
    HeaderMissing,
    /// A header is there twice.
    HeaderTwice,
    /// A header is not ASCII.
    HeaderForeign,
    /// A kind of signature that is not spoken here.
    OtherKind,
    /// Genuine and late.
    Replayed,
    /// Genuine and early.
    Ahead,
    /// What the platform sends to see whether anybody looks.
    Probe,
}

impl Alteration {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::BodyBit,
        Self::BodyCut,
        Self::BodyGrown,
        Self::BodySwapped,
        Self::BodyRewritten,
        Self::TimestampMoved,
        Self::TimestampGarbled,
        Self::NonceLetter,
        Self::SignatureBit,
        Self::SignatureSwapped,
        Self::SignatureCut,
        Self::SignedByStranger,
        Self::SerialUnknown,
        Self::HeaderMissing,
        Self::HeaderTwice,
        Self::HeaderForeign,
        Self::OtherKind,
        Self::Replayed,
        Self::Ahead,
        Self::Probe,
    ];

    /// Alters a notification, and says by how many seconds the receiver's clock differs.
    pub(super) fn alter(self, forged: &mut Genuine, other: &Genuine, dice: &mut Dice) -> i64 {
        match self {
            Self::BodyBit | Self::BodyCut | Self::BodyGrown | Self::BodySwapped | Self::BodyRewritten => {
                self.alter_body(forged, other, dice);
            }
            Self::Replayed => return 300 + i64::try_from(dice.below(1_000_000)).unwrap(),
            Self::Ahead => return -300 - i64::try_from(dice.below(1_000_000)).unwrap(),
            _ => self.alter_headers(forged, other, dice),
        }
        0
    }

    fn alter_body(self, forged: &mut Genuine, other: &Genuine, dice: &mut Dice) {
        let mut body = forged.body.to_vec();
        match self {
            Self::BodyBit => dice.flip(&mut body),
            Self::BodyCut => body.truncate(dice.below(body.len())),
            Self::BodyGrown => body.push(dice.throw().to_le_bytes()[0]),
            Self::BodySwapped => body = other.body.to_vec(),
            _ => {
                let commas: Vec<_> = (0..body.len()).filter(|at| body[*at] == b',').collect();
                body.insert(commas[dice.below(commas.len())] + 1, b' ');
            }
        }
        forged.body = body.into();
    }

    fn alter_headers(self, forged: &mut Genuine, other: &Genuine, dice: &mut Dice) {
        let headers = &mut forged.headers;
        let name = NAMES[dice.below(NAMES.len())];
        let text = |name| headers[name].to_str().unwrap().to_owned();
        let (header, value) = match self {
            Self::TimestampMoved => {
                let moved = 1 + i64::try_from(dice.below(250)).unwrap();
                (TIMESTAMP, (text(TIMESTAMP).parse::<i64>().unwrap() + moved).to_string())
            }
            Self::TimestampGarbled => (TIMESTAMP, GARBLED[dice.below(GARBLED.len())].to_owned()),
            Self::NonceLetter => {
                let mut nonce = text(NONCE).into_bytes();
                let at = dice.below(nonce.len());
                nonce[at] = if nonce[at] == b'x' { b'y' } else { b'x' };
                (NONCE, String::from_utf8(nonce).unwrap())
            }
            Self::SignatureBit => {
                let mut bytes = decode_base64(&text(SIGNATURE)).unwrap();
                dice.flip(&mut bytes);
                (SIGNATURE, encode_base64(&bytes))
            }
            Self::SignatureSwapped => (SIGNATURE, other.headers[SIGNATURE].to_str().unwrap().to_owned()),
            Self::SignatureCut => {
                let whole = text(SIGNATURE);
                (SIGNATURE, whole[..1 + dice.below(whole.len() - 1)].to_owned())
            }
            Self::SignedByStranger => (SIGNATURE, by_stranger(dice)),
            Self::SerialUnknown => (SERIAL, format!("PUB_KEY_ID_{:028}", dice.throw())),
            Self::OtherKind => ("wechatpay-signature-type", "WECHATPAY2-SM2-WITH-SM3".to_owned()),
            Self::Probe => (SIGNATURE, format!("WECHATPAY/SIGNTEST/{:0>325}", dice.throw())),
            Self::HeaderMissing => {
                headers.remove(name);
                return;
            }
            Self::HeaderTwice => {
                let value = headers[name].clone();
                headers.append(name, value);
                return;
            }
            _ => {
                headers.insert(name, HeaderValue::from_bytes("中".as_bytes()).unwrap());
                return;
            }
        };
        headers.insert(header, value.parse().unwrap());
    }

    /// Whether an error names what was altered.
    pub(super) fn fits(self, error: &VerifyError) -> bool {
        match self {
            Self::TimestampGarbled => matches!(
                error,
                VerifyError::Malformed { .. } | VerifyError::Stale { .. } | VerifyError::Unsigned { .. }
            ),
            Self::SerialUnknown => matches!(error, VerifyError::UnknownSerial { .. }),
            Self::HeaderMissing => matches!(error, VerifyError::Unsigned { .. }),
            Self::HeaderTwice | Self::HeaderForeign => matches!(error, VerifyError::Malformed { .. }),
            Self::OtherKind => *error == VerifyError::SignatureType,
            Self::Replayed => matches!(error, VerifyError::Stale { ahead, .. } if *ahead <= -299),
            Self::Ahead => matches!(error, VerifyError::Stale { ahead, .. } if *ahead >= 300),
            Self::Probe => *error == VerifyError::Probe,
            _ => *error == VerifyError::Tampered,
        }
    }
}

const GARBLED: [&str; 10] = [
    "",
    "-1700000000",
    "+1700000000",
    "0",
    "00000000000000000000",
    "99999999999999999999",
    "1700000000.0",
    "17e8",
    "0x6553f100",
    "999999999999",
];

/// A whole and well-formed signature of the wrong hand.
fn by_stranger(dice: &mut Dice) -> String {
    static SIGNATURES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let signer = stranger();
        (0..16_u8).map(|byte| signer.sign(&[byte]).unwrap().to_base64()).collect()
    });
    SIGNATURES[dice.below(SIGNATURES.len())].clone()
}
