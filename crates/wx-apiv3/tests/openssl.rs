//! The `openssl` command.

use std::{
    fs,
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

/// Whether `openssl` finds the RSA-SHA256 `signature` over `text` right.
pub(crate) fn verifies(public_pem: &str, text: &[u8], signature: &[u8]) -> bool {
    let space = Space::new();
    space.write("public.pem", public_pem.as_bytes());
    space.write("text", text);
    space.write("signature", signature);
    let arguments = ["dgst", "-sha256", "-verify", "public.pem", "-signature", "signature", "text"];
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(&space.0)
        .output()
        .unwrap_or_else(|error| panic!("these tests need the `openssl` command on the path: {error}"));
    output.status.success()
}

/// What `openssl` decrypts: RSA-OAEP with SHA-1 and MGF1-SHA-1.
pub(crate) fn decrypts(private_pem: &str, ciphertext: &[u8]) -> Vec<u8> {
    let space = Space::new();
    space.write("private.pem", private_pem.as_bytes());
    space.write("ciphertext", ciphertext);
    let output = Command::new("openssl")
        .args(["pkeyutl", "-decrypt", "-inkey", "private.pem", "-in", "ciphertext"])
        .args([
            "-pkeyopt",
            "rsa_padding_mode:oaep",
            "-pkeyopt",
            "rsa_oaep_md:sha1",
            "-pkeyopt",
            "rsa_mgf1_md:sha1",
        ])
        .current_dir(&space.0)
        .output()
        .unwrap_or_else(|error| panic!("these tests need the `openssl` command on the path: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A directory of one call, removed when it ends.
struct Space(PathBuf);

impl Space {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("wx-apiv3-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, file: &str, content: &[u8]) {
        fs::write(self.0.join(file), content).unwrap();
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
