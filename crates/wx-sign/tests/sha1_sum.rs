//! SHA-1 of files: the published examples of FIPS 180 and the `openssl` command.

use wx_sign::{MalformedSum, Sha1Hasher, Sha1Sum};

#[track_caller]
fn check(pieces: &[&[u8]], hex: &str) {
    let mut hasher = Sha1Hasher::new();
    pieces.iter().for_each(|piece| hasher.update(piece));
    let sum = hasher.finish();
    assert_eq!(sum.to_string(), hex);
    assert_eq!(sum, Sha1Sum::from_hex(hex).unwrap());
    assert_eq!(sum, Sha1Sum::from_hex(&hex.to_uppercase()).unwrap());
}

#[test]
fn published_examples() {
    check(&[], "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    check(&[b"abc"], "a9993e364706816aba3e25717850c26c9cd0d89d");
    let long = "84983e441c3bd26ebaae4aa1f95129e5e54670f1";
    check(&[b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"], long);
    check(&[b"abcdbcdecdefdefgefghfghighij", b"", b"hijkijkljklmklmnlmnomnopnopq"], long);
    check(&[&[b'a'; 1000][..]; 1000], "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

#[test]
fn what_is_no_digest_is_refused() {
    let good = "a9993e364706816aba3e25717850c26c9cd0d89d";
    let bad = [
        "",
        &good[1..],
        &format!("{good}0"),
        &format!(" {}", &good[1..]),
        &format!("+{}", &good[1..]),
        &good.replace('e', "g"),
        &format!("{}é", &good[2..]),
    ];
    for text in bad {
        assert_eq!(Sha1Sum::from_hex(text), Err(MalformedSum), "{text:?}");
    }
}

#[test]
fn it_agrees_with_openssl() {
    let path = std::env::temp_dir().join(format!("wx-sign-{}-sha1", std::process::id()));
    let file: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    std::fs::write(&path, &file).unwrap();
    let output =
        std::process::Command::new("openssl").args(["dgst", "-sha1", "-r"]).arg(&path).output().unwrap();
    std::fs::remove_file(&path).unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let pieces: Vec<_> = file.chunks(977).collect();
    check(&pieces, said.split(' ').next().unwrap());
}
