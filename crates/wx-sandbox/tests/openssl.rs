//! The oracle: another implementation signs, verifies and inspects.

use std::path::{Path, PathBuf};
use std::process::Command;

use base64ct::{Base64, Encoding};

use crate::client::{APP, Draft, order, start};

pub(crate) fn openssl(args: &[&str], dir: &Path) -> Vec<u8> {
    let output = Command::new("openssl").args(args).current_dir(dir).output().expect("openssl is installed");
    assert!(output.status.success(), "openssl {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

pub(crate) fn directory(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("wx-sandbox-openssl-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

#[tokio::test]
async fn openssl_signs_a_request_and_verifies_the_answer() {
    let sandbox = start().await;
    let dir = directory("wire");
    sandbox.credentials().write_to(&dir).unwrap();
    let key_id = sandbox.credentials().platform_public_key_id();
    let mut draft = Draft::new(&sandbox, "POST", APP, order("A-00001").to_string().as_bytes())
        .with_header("Wechatpay-Serial", key_id);

    std::fs::write(dir.join("request"), draft.message()).unwrap();
    let signature = openssl(&["dgst", "-sha256", "-sign", "merchant-private-key.pem", "request"], &dir);
    draft.authorization = Some(Some(draft.authorization(&Base64::encode_string(&signature))));
    let reply = draft.send(&sandbox).await;
    reply.ok(&sandbox);

    let header = |name| reply.0.header(name).unwrap();
    let head = format!("{}\n{}\n", header("wechatpay-timestamp"), header("wechatpay-nonce"));
    std::fs::write(dir.join("answer"), [head.as_bytes(), &reply.0.body, b"\n"].concat()).unwrap();
    std::fs::write(dir.join("signature"), Base64::decode_vec(header("wechatpay-signature")).unwrap())
        .unwrap();
    let verify =
        ["dgst", "-sha256", "-verify", "platform-public-key.pem", "-signature", "signature", "answer"];
    assert_eq!(openssl(&verify, &dir), b"Verified OK\n");
    std::fs::remove_dir_all(dir).unwrap();
}

#[tokio::test]
async fn openssl_reads_generated_credentials() {
    let dir = directory("credentials");
    let made = wx_sandbox::Credentials::generate("1230000109", "wxabc").await.unwrap();
    made.write_to(&dir).unwrap();
    for (file, serial) in [
        ("merchant-certificate.pem", made.merchant_serial()),
        ("platform-certificate.pem", made.platform_certificate_serial()),
    ] {
        let printed = openssl(&["x509", "-in", file, "-noout", "-serial"], &dir);
        assert_eq!(String::from_utf8(printed).unwrap().trim(), format!("serial={serial}"));
    }
    openssl(&["pkey", "-in", "merchant-private-key.pem", "-check", "-noout"], &dir);
    let issued =
        ["verify", "-partial_chain", "-trusted", "platform-certificate.pem", "platform-certificate.pem"];
    openssl(&issued, &dir);
    std::fs::remove_dir_all(dir).unwrap();
}
