//! The same for messages that are signed over their parameters with a shared key: Fubei's callbacks, and classic ones.

use wx_fubei::{Callback, Credentials};
use wx_sign::params::{Algorithm, ParameterKey, fubei_sign, v2_sign, v2_verify};

use super::{Dice, Tally};

const SECRET: &str = "EXAMPLE-SECRET-0123456789abcdef01";

/// Forged callbacks of Fubei.
#[derive(Debug)]
pub struct FubeiStorm {
    credentials: Credentials,
    data: String,
    sign: String,
}

impl FubeiStorm {
    /// A genuine callback to start from.
    pub fn new() -> Self {
        let data = r#"{"merchant_order_sn":"T20240101000001","trade_state":"SUCCESS","total_fee":"0.010"}"#;
        let key = ParameterKey::new(SECRET).unwrap();
        let sign = fubei_sign(&[("data", data), ("result_code", "200")], &key).unwrap();
        let credentials = Credentials::merchant("20990101000000000001", SECRET).unwrap();
        Self { credentials, data: data.to_owned(), sign: sign.as_str().to_owned() }
    }

    /// Whether the genuine one is taken.
    pub fn is_taken(&self) -> bool {
        Callback::verify(self.post(self.data.as_bytes(), "200", &self.sign).as_bytes(), &self.credentials)
            .is_ok()
    }

    /// Throws so many.
    pub fn throw(&self, count: u64, seed: u64) -> Tally {
        let mut tally = Tally::default();
        for index in 0..count {
            let mut dice = Dice::of(seed, index);
            let (mut data, mut sign) = (self.data.clone().into_bytes(), self.sign.clone());
            let mut code = "200".to_owned();
            match index % 5 {
                0 => dice.flip(&mut data),
                1 => code = format!("2{:02}", 1 + dice.below(99)),
                2 => data.truncate(dice.below(data.len())),
                3 => sign = format!("{:032X}", u128::from(dice.throw()) << 64 | u128::from(dice.throw())),
                _ => sign.truncate(dice.below(sign.len())),
            }
            let post = self.post(&data, &code, &sign);
            tally.forged += 1;
            match Callback::verify(post.as_bytes(), &self.credentials) {
                Ok(_) => tally.accepted += 1,
                Err(error) if error.is_verified() => tally.misnamed += 1,
                Err(_) => tally.refused += 1,
            }
        }
        tally
    }

    fn post(&self, data: &[u8], code: &str, sign: &str) -> String {
        let encoded: String = data.iter().map(|byte| format!("%{byte:02X}")).collect();
        format!("data={encoded}&result_code={code}&sign={sign}")
    }
}

impl Default for FubeiStorm {
    fn default() -> Self {
        Self::new()
    }
}

/// Forged parameters in the classic way of signing.
#[derive(Debug)]
pub struct V2Storm {
    key: ParameterKey,
    algorithm: Algorithm,
    sign: String,
}

const PAIRS: [(&str, &str); 5] = [
    ("appid", "wxd930ea5d5a258f4f"),
    ("mch_id", "10000100"),
    ("nonce_str", "ibuaiVcKdpRxkhJA"),
    ("result_code", "SUCCESS"),
    ("total_fee", "100"),
];

impl V2Storm {
    /// Genuine parameters, signed in this way.
    pub fn new(algorithm: Algorithm) -> Self {
        let key = ParameterKey::new(SECRET).unwrap();
        let sign = v2_sign(&PAIRS, &key, algorithm).unwrap().as_str().to_owned();
        Self { key, algorithm, sign }
    }

    /// Whether the genuine ones are taken.
    pub fn is_taken(&self) -> bool {
        v2_verify(&PAIRS, &self.key, self.algorithm, &self.sign).is_ok()
    }

    /// Throws so many.
    pub fn throw(&self, count: u64, seed: u64) -> Tally {
        let mut tally = Tally::default();
        for index in 0..count {
            let mut dice = Dice::of(seed, index);
            let mut pairs = PAIRS.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let mut sign = self.sign.clone();
            let at = dice.below(pairs.len());
            match index % 6 {
                0 => pairs[at].1.push('0'),
                1 => pairs[at].0.push('x'),
                2 => drop(pairs.remove(at)),
                3 => pairs.push((format!("added_{at}"), "1".to_owned())),
                4 => pairs.push(pairs[at].clone()),
                _ => sign.truncate(dice.below(sign.len())),
            }
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            tally.forged += 1;
            match v2_verify(&pairs, &self.key, self.algorithm, &sign) {
                Ok(()) => tally.accepted += 1,
                Err(_) => tally.refused += 1,
            }
        }
        tally
    }
}
