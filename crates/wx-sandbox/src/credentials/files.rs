//! Credentials as files that any SDK can load.

use std::fs;
use std::io;
use std::path::Path;

use super::{Credentials, CredentialsError, DoorParts, Parts};

const MERCHANT_KEY: &str = "merchant-private-key.pem";
const MERCHANT_CERTIFICATE: &str = "merchant-certificate.pem";
const PUBLIC_KEY: &str = "platform-public-key.pem";
const PLATFORM_CERTIFICATE: &str = "platform-certificate.pem";
const PUBLIC_KEY_PRIVATE: &str = "gateway/platform-public-key-private-key.pem";
const CERTIFICATE_PRIVATE: &str = "gateway/platform-certificate-private-key.pem";
const ENV: &str = "wxpay.env";
const README: &str = "README.txt";

const README_TEXT: &str = "\
Credentials of an offline WeChat Pay sandbox. They open nothing outside of it.

wxpay.env                      numbers, serials, secrets and the APIv3 key, one NAME=value per line
merchant-private-key.pem       signs requests (RSA 2048, PKCS#8)
merchant-certificate.pem       the merchant API certificate; its serial goes into Authorization
platform-public-key.pem        verifies answers and notifications signed under the PUB_KEY_ID
platform-certificate.pem       verifies answers and notifications signed under its serial
gateway/                       the gateway's own private keys; a client never needs them
";

impl Credentials {
    /// Writes PEM files, `wxpay.env` and a `README.txt` into a directory, which is created if it does not exist.
    ///
    /// Files of the same names are replaced. On Unix, files that hold a private key or the APIv3 key can be read by
    /// their owner only.
    ///
    /// # Errors
    /// If a file cannot be written; the error names it.
    pub fn write_to(&self, dir: impl AsRef<Path>) -> Result<(), CredentialsError> {
        let dir = dir.as_ref();
        let failed = |item| move |e| CredentialsError::caused(item, "cannot be written", e);
        fs::create_dir_all(dir.join("gateway")).map_err(failed("directory"))?;
        let open = [
            (README, README_TEXT),
            (MERCHANT_CERTIFICATE, self.merchant_certificate_pem()),
            (PUBLIC_KEY, self.platform_public_key_pem()),
            (PLATFORM_CERTIFICATE, self.platform_certificate_pem()),
        ];
        for (name, text) in open {
            fs::write(dir.join(name), text).map_err(failed(name))?;
        }
        let env = self.env_text();
        let closed = [
            (ENV, env.as_str()),
            (MERCHANT_KEY, self.merchant_private_key_pem()),
            (PUBLIC_KEY_PRIVATE, &self.parts.public_key_private_key),
            (CERTIFICATE_PRIVATE, &self.parts.certificate_private_key),
        ];
        for (name, text) in closed {
            write_private(&dir.join(name), text).map_err(failed(name))?;
        }
        Ok(())
    }

    /// Reads what [`Credentials::write_to`] wrote.
    ///
    /// # Errors
    /// If a file is missing, if a value in `wxpay.env` is missing, or if keys and certificates do not belong together;
    /// the error names the file or the value. A folder that was written before a value existed lacks that value.
    pub fn read_from(dir: impl AsRef<Path>) -> Result<Self, CredentialsError> {
        let dir = dir.as_ref();
        let read = |name: &'static str| {
            fs::read_to_string(dir.join(name))
                .map_err(|e| CredentialsError::caused(name, "cannot be read", e))
        };
        let env = read(ENV)?;
        let value = |name: &'static str| {
            env.lines()
                .filter_map(|line| line.split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.to_owned())
                .ok_or_else(|| CredentialsError::new(name, "is missing in wxpay.env"))
        };
        Self::assemble(Parts {
            mchid: value("WXPAY_MCHID")?,
            appid: value("WXPAY_APPID")?,
            apiv3_key: value("WXPAY_APIV3_KEY")?,
            platform_public_key_id: value("WXPAY_PLATFORM_PUBLIC_KEY_ID")?,
            merchant_private_key: read(MERCHANT_KEY)?,
            merchant_certificate: read(MERCHANT_CERTIFICATE)?,
            public_key_private_key: read(PUBLIC_KEY_PRIVATE)?,
            platform_certificate: read(PLATFORM_CERTIFICATE)?,
            certificate_private_key: read(CERTIFICATE_PRIVATE)?,
            doors: DoorParts::read(value)?,
        })
    }

    fn env_text(&self) -> String {
        let apiv3 = [
            ("WXPAY_MCHID", self.mchid()),
            ("WXPAY_APPID", self.appid()),
            ("WXPAY_APIV3_KEY", self.apiv3_key()),
            ("WXPAY_MERCHANT_SERIAL", self.merchant_serial()),
            ("WXPAY_MERCHANT_PRIVATE_KEY_FILE", MERCHANT_KEY),
            ("WXPAY_MERCHANT_CERTIFICATE_FILE", MERCHANT_CERTIFICATE),
            ("WXPAY_PLATFORM_PUBLIC_KEY_ID", self.platform_public_key_id()),
            ("WXPAY_PLATFORM_PUBLIC_KEY_FILE", PUBLIC_KEY),
            ("WXPAY_PLATFORM_CERTIFICATE_SERIAL", self.platform_certificate_serial()),
            ("WXPAY_PLATFORM_CERTIFICATE_FILE", PLATFORM_CERTIFICATE),
        ];
        let lines = apiv3.into_iter().chain(self.parts.doors.lines());
        lines.map(|(name, value)| format!("{name}={value}\n")).collect()
    }
}

#[cfg(unix)]
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};

    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    // A file that was there before keeps its mode otherwise.
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes())
}

#[cfg(not(unix))]
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)
}

#[cfg(test)]
mod tests {
    use super::{Credentials, fs};

    fn directory(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("wx-sandbox-{name}-{}", std::process::id()))
    }

    #[test]
    fn written_credentials_read_back() {
        let dir = directory("round-trip");
        let written = Credentials::for_tests().unwrap();
        written.write_to(&dir).unwrap();
        let read = Credentials::read_from(&dir).unwrap();
        assert_eq!(read.apiv3_key(), written.apiv3_key());
        assert_eq!(read.merchant_private_key_pem(), written.merchant_private_key_pem());
        assert_eq!(read.platform_public_key_pem(), written.platform_public_key_pem());
        assert_eq!(format!("{read:?}"), format!("{written:?}"));
        fs::remove_dir_all(dir).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn secrets_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;

        let dir = directory("modes");
        Credentials::for_tests().unwrap().write_to(&dir).unwrap();
        for name in [super::ENV, super::MERCHANT_KEY, super::CERTIFICATE_PRIVATE] {
            assert_eq!(fs::metadata(dir.join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        }
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = Credentials::read_from(directory("nowhere")).unwrap_err();
        assert_eq!(error.to_string(), "wxpay.env: cannot be read");
        let dir = directory("half");
        Credentials::for_tests().unwrap().write_to(&dir).unwrap();
        fs::write(dir.join("wxpay.env"), "WXPAY_MCHID=1900000001\n").unwrap();
        let error = Credentials::read_from(&dir).unwrap_err();
        assert_eq!(error.to_string(), "WXPAY_APPID: is missing in wxpay.env");
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn an_older_folder_is_told_what_it_lacks() {
        let dir = directory("older");
        Credentials::for_tests().unwrap().write_to(&dir).unwrap();
        let env = fs::read_to_string(dir.join("wxpay.env")).unwrap();
        let older: String =
            env.split_inclusive('\n').filter(|line| !line.starts_with("WXPAY_FUBEI_VENDOR")).collect();
        fs::write(dir.join("wxpay.env"), older).unwrap();
        let error = Credentials::read_from(&dir).unwrap_err();
        assert_eq!(error.to_string(), "WXPAY_FUBEI_VENDOR_SN: is missing in wxpay.env");
        fs::remove_dir_all(dir).unwrap();
    }
}
