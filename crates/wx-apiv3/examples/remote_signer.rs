//! A key that only another process holds: `cargo run -p wx-apiv3 --example remote_signer`.
//!
//! The example starts itself a second time. The child reads the key, listens on loopback and signs what it is sent, one
//! connection for each signature, so that a signature nobody waits for any more is lost and never mistaken for another. A
//! real one asks who its callers are.

use std::{env, io, net::SocketAddr, process, process::Command, sync::Arc, thread};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wx_apiv3::{Credentials, Draft, MerchantSerial, RemoteSign, Stamp, conformance, hosts};
use wx_sign::{Backend, PrivateKey, PublicKey, RustCrypto, SignError, Signature};
use wx_transport::{BoxFuture, Clock as _, OsRandom, SystemClock};
use wx_types::{Mchid, Method};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[derive(Debug)]
struct OtherProcess(SocketAddr);

impl RemoteSign for OtherProcess {
    fn sign<'a>(&'a self, message: &'a [u8]) -> BoxFuture<'a, Result<Signature, SignError>> {
        Box::pin(async move {
            let signature = self.ask(message).await.map_err(SignError::caused_by)?;
            Signature::from_bytes(&signature).map_err(SignError::caused_by)
        })
    }
}

impl OtherProcess {
    async fn ask(&self, message: &[u8]) -> io::Result<Vec<u8>> {
        let (mut stream, mut signature) = (tokio::net::TcpStream::connect(self.0).await?, Vec::new());
        stream.write_all(message).await?;
        stream.shutdown().await?;
        stream.take(1024).read_to_end(&mut signature).await?;
        Ok(signature)
    }
}

/// The child: prints its address, signs until its parent is gone.
fn serve() -> Outcome<()> {
    use io::{Read as _, Write as _};
    let signer =
        RustCrypto.signer(&PrivateKey::from_pem(include_str!("../tests/fixtures/merchant_key.pem"))?)?;
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    thread::spawn(|| io::stdin().read(&mut [0]).map(|_| process::exit(0)));
    for stream in listener.incoming() {
        let (mut stream, mut message) = (stream?, Vec::new());
        (&stream).take(4 << 20).read_to_end(&mut message)?;
        stream.write_all(signer.sign(&message)?.as_bytes())?;
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    if env::args().nth(1).is_some_and(|argument| argument == "serve") {
        return serve();
    }
    let pipe = process::Stdio::piped;
    let mut child = Command::new(env::current_exe()?).arg("serve").stdin(pipe()).stdout(pipe()).spawn()?;
    let mut address = String::new();
    let out = child.stdout.take().ok_or("the child's output")?;
    io::BufRead::read_line(&mut io::BufReader::new(out), &mut address)?;
    let signer = OtherProcess(address.trim().parse()?);

    let key = PublicKey::from_pem(include_str!("../tests/fixtures/merchant_public.pem"))?;
    conformance::check(&signer, &*RustCrypto.verifier(&key)?).await?;
    println!("the other process signs as it must");

    let serial = MerchantSerial::new("F4E1C2A9385B7D604C1E9F2A83B5D7061E4C9A28")?;
    let credentials = Credentials::remote(Mchid::new("1900000001")?, serial, Arc::new(signer));
    let draft = Draft::new(Method::Get, "/v3/certificates", "");
    let stamp = Stamp::draw(SystemClock::new().unix_time(), &OsRandom)?;
    let request = draft.seal_async(hosts().primary(), &stamp, &credentials, None).await?;
    println!("{} {}\n{}", request.method(), request.uri(), request.headers()["authorization"].to_str()?);
    child.kill()?;
    Ok(())
}
