//! A bill of 100 MB in little memory: `cargo run -p wx-merchant --example big_bill`.
//!
//! The platform is played inside this process: it makes the rows while they are fetched, so that nobody holds the whole
//! file. The client downloads it into a temporary file, holds it against its digest, and adds up the rows. In the end it
//! says how much memory the process had at most, and fails where that is too much.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    sync::{Arc, Mutex},
    time::Instant,
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, HeaderValue, Request, Response};
use wx_apiv3::{Client, Settings, Sha1Hasher, Sha1Sum, hosts};
use wx_merchant::bills::{self, Bill, BillDate, BillLimits, TarType, TradeBill};
use wx_sign::{Backend, PrivateKey, RustCrypto, encode_base64};
use wx_transport::{BoxFuture, Chunks, Download, Environment, Executor, SendError, Transport};
use wx_types::Fen;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0114232134912410000000000000";
const SIZE: usize = 100_000_000;
const MOST_MEMORY: u64 = 64 * 1024;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let before = peak_kib();
    for gzip in [false, true] {
        let began = Instant::now();
        run(gzip).await?;
        println!("  in {:.1?}", began.elapsed());
    }
    match (before, peak_kib()) {
        (Some(before), Some(peak)) => {
            println!("memory: at most {peak} KiB ({before} KiB before the first bill)");
            if peak > MOST_MEMORY {
                return Err("the bill was kept in memory".into());
            }
        }
        _ => println!("memory: this system does not say"),
    }
    Ok(())
}

async fn run(gzip: bool) -> Outcome<()> {
    let platform = Arc::new(Platform { digest: Rows::default().digest(), gzip });
    let settings = Settings::new(
        "1900000001",
        "F4E1C2A9385B7D604C1E9F2A83B5D7061E4C9A28",
        include_str!("../tests/fixtures/merchant_key.pem"),
        "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb",
    )
    .with_public_key(PUBLIC_KEY_ID, include_str!("../tests/fixtures/platform_public.pem"));
    let executor = Executor::new(platform.clone(), hosts(), Environment::system());
    let client = Client::new(settings.credentials(&RustCrypto)?, settings.trust(&RustCrypto)?, executor)?;

    let mut request = TradeBill::new(BillDate::new("2026-11-22")?);
    if gzip {
        request = request.with_tar_type(TarType::Gzip);
    }
    let address = client.send(&request).await?.reply;

    let path = std::env::temp_dir().join(format!("big-bill-{}.csv", std::process::id()));
    let mut file = BufWriter::new(File::create(&path)?);
    let downloaded = bills::download(&client, &platform, &address, BillLimits::default(), &mut file).await?;
    drop(file);
    println!("downloaded {} bytes{}, digest right", downloaded.bytes, if gzip { " from gzip" } else { "" });

    let mut rows = Bill::verified(File::open(&path)?, &downloaded.digest)?.trades()?;
    let mut sum = Fen::new(0);
    for row in &mut rows {
        sum = sum.checked_add(row?.settlement_total.unwrap_or_default()).ok_or("more money than there is")?;
    }
    fs::remove_file(&path)?;
    println!("  {} rows, {} in all, totals say {:?}", rows.count_so_far(), sum.to_yuan(), rows.totals());
    Ok(())
}

/// The greatest size that this process ever had in memory.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}

/// The lines of a bill, made when they are asked for.
#[derive(Default)]
struct Rows {
    made: usize,
    number: u64,
    is_over: bool,
}

impl Rows {
    /// Some lines, or nothing at the end.
    fn next(&mut self) -> Vec<u8> {
        let mut piece = String::new();
        if self.number == 0 {
            piece.push_str("交易时间,商户号,微信订单号,商户订单号,交易状态,应结订单金额,商品名称,手续费\n");
        }
        while piece.len() < 16_384 && self.made.saturating_add(piece.len()) < SIZE {
            self.number = self.number.saturating_add(1);
            let Self { number, .. } = self;
            let yuan = Fen::new(i64::try_from(number.wrapping_mul(7919) % 100_000).unwrap_or(0)).to_yuan();
            piece.push_str(&format!(
                "`2026-11-22 08:00:00,`1900000001,`42000{number:020},`A{number:010},`SUCCESS,`{yuan},`茶, 一杯,`0.00000\n"
            ));
        }
        if piece.is_empty() && !self.is_over {
            self.is_over = true;
            piece = format!("总交易单数,手续费总金额\n`{},`0.00000\n", self.number);
        }
        self.made = self.made.saturating_add(piece.len());
        piece.into_bytes()
    }

    fn digest(mut self) -> Sha1Sum {
        let mut hasher = Sha1Hasher::new();
        loop {
            match self.next() {
                piece if piece.is_empty() => return hasher.finish(),
                piece => hasher.update(&piece),
            }
        }
    }
}

/// Signs where the bill lies, and serves it unsigned.
#[derive(Debug)]
struct Platform {
    digest: Sha1Sum,
    gzip: bool,
}

impl Transport for Platform {
    fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        let url = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=t";
        let body = format!(r#"{{"hash_type":"SHA1","hash_value":"{}","download_url":"{url}"}}"#, self.digest);
        Box::pin(async move {
            let mut response = Response::new(Bytes::from(body.clone()));
            *response.headers_mut() = sign(&body).unwrap_or_default();
            Ok(response)
        })
    }
}

fn sign(body: &str) -> Outcome<HeaderMap> {
    let now = Environment::system().clock().unix_time().as_secs();
    let nonce = "c5ac7061fccab6bf3e254dcf98995b8c";
    let key = PrivateKey::from_pem(include_str!("../tests/fixtures/platform_key.pem"))?;
    let signature = RustCrypto.signer(&key)?.sign(format!("{now}\n{nonce}\n{body}\n").as_bytes())?;
    let mut headers = HeaderMap::new();
    headers.insert("wechatpay-timestamp", HeaderValue::from(now));
    headers.insert("wechatpay-nonce", HeaderValue::from_static(nonce));
    headers.insert("wechatpay-signature", HeaderValue::try_from(encode_base64(signature.as_bytes()))?);
    headers.insert("wechatpay-serial", HeaderValue::from_static(PUBLIC_KEY_ID));
    Ok(headers)
}

impl Download for Platform {
    fn fetch(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Box<dyn Chunks>>, SendError>> {
        let gzip = self.gzip.then(|| GzEncoder::new(Vec::new(), Compression::fast()));
        let body = Body(Mutex::new((Rows::default(), gzip)));
        Box::pin(async move { Ok(Response::new(Box::new(body) as Box<dyn Chunks>)) })
    }
}

struct Body(Mutex<(Rows, Option<GzEncoder<Vec<u8>>>)>);

impl Body {
    fn piece(&self) -> std::io::Result<Option<Vec<u8>>> {
        let mut guard = self.0.lock().map_err(|_| std::io::Error::other("poisoned"))?;
        let (rows, gzip) = &mut *guard;
        loop {
            let piece = rows.next();
            let Some(encoder) = gzip else { return Ok((!piece.is_empty()).then_some(piece)) };
            if piece.is_empty() {
                let rest = gzip.take().map(GzEncoder::finish).transpose()?;
                return Ok(rest);
            }
            encoder.write_all(&piece)?;
            if !encoder.get_ref().is_empty() {
                return Ok(Some(std::mem::take(encoder.get_mut())));
            }
        }
    }
}

impl Chunks for Body {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        Box::pin(async move {
            let piece =
                self.piece().map_err(|error| SendError::new(wx_transport::SendErrorKind::Unknown, error))?;
            Ok(piece.map(Bytes::from))
        })
    }
}
