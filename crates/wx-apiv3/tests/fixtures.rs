//! The files under `fixtures/`, whose README says what each is, and the texts that appear in many tests.

pub(crate) const MERCHANT_KEY: &str = include_str!("fixtures/merchant_key.pem");
pub(crate) const MERCHANT_CERT: &str = include_str!("fixtures/merchant_cert.pem");
pub(crate) const MERCHANT_PUBLIC: &str = include_str!("fixtures/merchant_public.pem");
pub(crate) const PLATFORM_KEY: &str = include_str!("fixtures/platform_key.pem");
pub(crate) const PLATFORM_CERT: &str = include_str!("fixtures/platform_cert.pem");
pub(crate) const PLATFORM_PUBLIC: &str = include_str!("fixtures/platform_public.pem");
pub(crate) const RSA_1024_PUBLIC: &str = include_str!("fixtures/rsa_1024_public.pem");
pub(crate) const INVOCATION_PUBLIC: &str = include_str!("fixtures/invocation_public.pem");

pub(crate) const MCHID: &str = "1900000001";
pub(crate) const MERCHANT_SERIAL: &str = "F4E1C2A9385B7D604C1E9F2A83B5D7061E4C9A28";
pub(crate) const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0114232134912410000000000000";
pub(crate) const PLATFORM_SERIAL: &str = "0A1B2C3D4E5F60718293A4B5C6D7E8F901234567";
pub(crate) const APIV3_KEY: &str = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb";

/// The moment and the nonce of the published examples.
pub(crate) const NOW: i64 = 1_554_208_460;
pub(crate) const NONCE: &str = "593BEC0C930BF1AFEB40B4A08C8FB242";
