//! The same on a socket: an answer of the gateway that ends at any byte of its head or its body.

use std::net::Ipv4Addr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use wx_fubei::{Client, Credentials, MerchantOrderSn, MinaOrder, SubOpenid};
use wx_transport::Outcome;
use wx_types::Fen;

use super::Cutter;

const BODY: &str = r#"{"result_code":200,"result_message":"ok","data":{"order_sn":"20240101000000000001","merchant_order_sn":"CUT-1","prepay_id":"wx0","sign_package":{"appId":"wx0","timeStamp":"1","nonceStr":"n","package":"prepay_id=wx0","signType":"RSA","paySign":"x"}}}"#;

#[tokio::test]
async fn an_answer_that_ends_anywhere_on_the_wire_leaves_the_outcome_unknown() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let credentials = Credentials::merchant("20990101000000000001", "EXAMPLE-SECRET").unwrap();
    let client = Client::new(credentials, Cutter::new().executor(&url));
    let number = MerchantOrderSn::new("CUT-1").unwrap();
    let payer = SubOpenid::new("oEXAMPLE0000000000000000001").unwrap();
    let order = MinaOrder::new(number, payer, Fen::new(1).to_yuan(), 1001);
    let whole = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{BODY}",
        BODY.len()
    );
    for end in 0..whole.len() {
        let answer = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            // Head and body of a request of this size arrive within what is read until its last brace.
            let mut request = Vec::new();
            while !request.ends_with(b"}") {
                stream.read_buf(&mut request).await.unwrap();
            }
            stream.write_all(&whole.as_bytes()[..end]).await.unwrap();
            stream.shutdown().await.unwrap();
        };
        let (sent, ()) = tokio::join!(client.send(&order), answer);
        let error = sent.map(drop).unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{end}: {error:?}");
    }
}
