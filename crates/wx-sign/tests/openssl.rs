//! The `openssl` command as the third opinion.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use wx_sign::Signature;

use crate::{backends, fixtures};

const MESSAGE: &[u8] = b"GET\n/v3/certificates\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n";
const OAEP: [&str; 6] =
    ["-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha1", "-pkeyopt", "rsa_mgf1_md:sha1"];

/// A directory of one test, removed when it ends.
struct Workspace(PathBuf);

impl Workspace {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("wx-sign-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("private.pem"), fixtures::MERCHANT_PKCS8).unwrap();
        fs::write(path.join("public.pem"), fixtures::MERCHANT_PUBLIC).unwrap();
        Self(path)
    }

    fn write(&self, file: &str, content: &[u8]) {
        fs::write(self.0.join(file), content).unwrap();
    }

    fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.0.join(file)).unwrap()
    }

    #[track_caller]
    fn openssl(&self, arguments: &[&str]) {
        run(&self.0, arguments);
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[track_caller]
fn run(directory: &Path, arguments: &[&str]) {
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap_or_else(|error| panic!("these tests need the `openssl` command on the path: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments:?} failed: {said}");
}

#[test]
fn openssl_accepts_our_signature() {
    for backend in backends::ALL {
        let space = Workspace::new(&format!("accepts-{}", backend.name));
        let signature = backend.private(fixtures::MERCHANT_PKCS8).sign(MESSAGE).unwrap();
        space.write("message", MESSAGE);
        space.write("signature", signature.as_bytes());
        space.openssl(&["dgst", "-sha256", "-verify", "public.pem", "-signature", "signature", "message"]);
    }
}

#[test]
fn we_accept_and_equal_the_signature_of_openssl() {
    let space = Workspace::new("signs");
    space.write("message", MESSAGE);
    space.openssl(&["dgst", "-sha256", "-sign", "private.pem", "-out", "signature", "message"]);
    let theirs = Signature::from_bytes(&space.read("signature")).unwrap();
    for backend in backends::ALL {
        backend.public(fixtures::MERCHANT_PUBLIC).verify(MESSAGE, &theirs).unwrap();
        let ours = backend.private(fixtures::MERCHANT_PKCS8).sign(MESSAGE).unwrap();
        assert_eq!(ours.as_bytes(), theirs.as_bytes(), "{}", backend.name);
    }
}

#[test]
fn openssl_decrypts_our_field() {
    for backend in backends::ALL {
        let space = Workspace::new(&format!("decrypts-{}", backend.name));
        let ciphertext = backend.public(fixtures::MERCHANT_PUBLIC).encrypt("张三".as_bytes()).unwrap();
        space.write("ciphertext", &ciphertext);
        let mut arguments =
            vec!["pkeyutl", "-decrypt", "-inkey", "private.pem", "-in", "ciphertext", "-out", "field"];
        arguments.extend(OAEP);
        space.openssl(&arguments);
        assert_eq!(space.read("field"), "张三".as_bytes(), "{}", backend.name);
    }
}

#[test]
fn we_decrypt_the_field_of_openssl() {
    let space = Workspace::new("encrypts");
    space.write("field", "张三".as_bytes());
    let mut arguments =
        vec!["pkeyutl", "-encrypt", "-pubin", "-inkey", "public.pem", "-in", "field", "-out", "ciphertext"];
    arguments.extend(OAEP);
    space.openssl(&arguments);
    for backend in backends::ALL {
        let plaintext = backend.private(fixtures::MERCHANT_PKCS8).decrypt(&space.read("ciphertext")).unwrap();
        assert_eq!(plaintext.as_slice(), "张三".as_bytes(), "{}", backend.name);
    }
}
