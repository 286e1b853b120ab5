//! Every backend that this build has. A test written once runs against all of them; without any, it has
//! nothing to say.

use wx_sign::{Decrypt, Encrypt, KeyError, PrivateKey, PublicKey, Sign, Verify};

/// What a private key can do.
pub(crate) trait Private: Sign + Decrypt {}
impl<T: Sign + Decrypt> Private for T {}

/// What a public key can do.
pub(crate) trait Public: Verify + Encrypt {}
impl<T: Verify + Encrypt> Public for T {}

pub(crate) struct Backend {
    pub(crate) name: &'static str,
    new_private: fn(&PrivateKey) -> Result<Box<dyn Private>, KeyError>,
    new_public: fn(&PublicKey) -> Result<Box<dyn Public>, KeyError>,
}

impl Backend {
    pub(crate) fn private(&self, pem: &str) -> Box<dyn Private> {
        self.try_private(&PrivateKey::from_pem(pem).unwrap()).unwrap()
    }

    pub(crate) fn public(&self, pem: &str) -> Box<dyn Public> {
        self.try_public(&PublicKey::from_pem(pem).unwrap()).unwrap()
    }

    pub(crate) fn try_private(&self, key: &PrivateKey) -> Result<Box<dyn Private>, KeyError> {
        (self.new_private)(key)
    }

    pub(crate) fn try_public(&self, key: &PublicKey) -> Result<Box<dyn Public>, KeyError> {
        (self.new_public)(key)
    }
}

pub(crate) const ALL: &[Backend] = &[
    #[cfg(feature = "rsa")]
    Backend {
        name: "rsa",
        new_private: |key| Ok(Box::new(wx_sign::rustcrypto::RsaSigner::new(key)?)),
        new_public: |key| Ok(Box::new(wx_sign::rustcrypto::RsaVerifier::new(key)?)),
    },
    #[cfg(feature = "aws-lc-rs")]
    Backend {
        name: "aws-lc-rs",
        new_private: |key| Ok(Box::new(wx_sign::awslc::AwsLcSigner::new(key)?)),
        new_public: |key| Ok(Box::new(wx_sign::awslc::AwsLcVerifier::new(key)?)),
    },
];

#[test]
fn the_build_has_the_backends_of_its_features() {
    let expected = usize::from(cfg!(feature = "rsa")) + usize::from(cfg!(feature = "aws-lc-rs"));
    assert_eq!(ALL.len(), expected);
}

/// The same four traits from one value, for whoever is handed a backend as an argument.
#[test]
fn a_backend_value_makes_all_four() {
    let values: &[&dyn wx_sign::Backend] = &[
        #[cfg(feature = "rsa")]
        &wx_sign::RustCrypto,
        #[cfg(feature = "aws-lc-rs")]
        &wx_sign::AwsLc,
    ];
    assert_eq!(values.len(), ALL.len());
    let private = PrivateKey::from_pem(crate::fixtures::MERCHANT_PKCS8).unwrap();
    let public = private.public_key();
    for backend in values {
        let signature = backend.signer(&private).unwrap().sign(b"message").unwrap();
        backend.verifier(&public).unwrap().verify(b"message", &signature).unwrap();
        let ciphertext = backend.encrypter(&public).unwrap().encrypt(b"field").unwrap();
        let plaintext = backend.decrypter(&private).unwrap().decrypt(&ciphertext).unwrap();
        assert_eq!(plaintext.as_slice(), b"field");
    }
}
