//! The signed form that tells of a payment.

use serde_json::{Value, json};
use wx_sandbox::{Delivery, LogEntry, Sandbox, Spoil};

use crate::client::{Message, options, start, with};
use crate::fubei::{MINA, QUERY, call, mina, ok, sign};
use crate::receiver::{Act, Receiver};

/// The fields of a form, decoded by hand.
fn fields(message: &Message) -> Vec<(String, String)> {
    assert_eq!(message.header("content-type"), Some("application/x-www-form-urlencoded"));
    let text = std::str::from_utf8(&message.body).unwrap();
    assert!(text.is_ascii());
    let decode = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'%' => {
                    let digits = [rest.next().unwrap(), rest.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                b'+' => b' ',
                other => other,
            });
        }
        String::from_utf8(bytes).unwrap()
    };
    text.split('&').map(|pair| pair.split_once('=').unwrap()).map(|(n, v)| (decode(n), decode(v))).collect()
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

async fn paid(sandbox: &Sandbox, number: &str, url: &str) {
    let body = with(mina(number), "/call_back_url", json!(url));
    ok(call(sandbox, MINA, &with(body, "/attach", json!("a b+c&订单"))).await);
    sandbox.fubei_pay(number).unwrap();
    sandbox.deliveries_done().await;
}

fn deliveries(sandbox: &Sandbox) -> Vec<Delivery> {
    let log = sandbox.log().into_iter();
    log.filter_map(|entry| match entry {
        LogEntry::Notification(entry) => Some(entry.delivery),
        _ => None,
    })
    .collect()
}

#[tokio::test]
async fn a_payment_is_told_by_a_signed_form() {
    let mut receiver = Receiver::start(&[Act::Say("success")]).await;
    let sandbox = start().await;
    paid(&sandbox, "F1", &format!("{}?shop=1", receiver.url)).await;
    let message = receiver.next().await;
    assert_eq!(message.first_line, "POST /wxpay/notify?shop=1 HTTP/1.1");
    let fields = fields(&message);
    assert_eq!(fields.len(), 4);
    assert_eq!(
        (value(&fields, "result_code"), value(&fields, "result_message")),
        (Some("200"), Some("成功"))
    );
    let expected = sign(&fields, sandbox.credentials().fubei_secret());
    assert_eq!(value(&fields, "sign"), Some(expected.as_str()));
    let data: Value = serde_json::from_str(value(&fields, "data").unwrap()).unwrap();
    assert_eq!(data["attach"], "a b+c&订单");
    assert_eq!(data, ok(call(&sandbox, QUERY, &json!({ "merchant_order_sn": "F1" })).await));
    assert_eq!(deliveries(&sandbox), [Delivery::Accepted(200)]);
}

#[tokio::test]
async fn only_the_word_is_accepted() {
    let receiver =
        Receiver::start(&[Act::Say("fail"), Act::Answer(204), Act::Say(""), Act::Say("SUCCESS")]).await;
    let sandbox = start().await;
    paid(&sandbox, "F1", &receiver.url).await;
    use Delivery::{Accepted, Refused};
    assert_eq!(deliveries(&sandbox), [Refused(200), Refused(204), Refused(200), Accepted(200)]);
}

#[tokio::test]
async fn without_an_address_nothing_is_sent() {
    let sandbox = start().await;
    ok(call(&sandbox, MINA, &mina("F1")).await);
    sandbox.fubei_pay("F1").unwrap();
    assert_eq!(deliveries(&sandbox), []);
    paid(&sandbox, "F2", "http://192.0.2.1/n").await;
    assert!(matches!(deliveries(&sandbox).as_slice(), [Delivery::Impossible(_)]));
}

#[tokio::test]
async fn callbacks_can_be_spoiled() {
    for spoil in [Spoil::Unsigned, Spoil::Tampered, Spoil::WrongSerial, Spoil::Probe] {
        let mut receiver = Receiver::start(&[Act::Say("fail"), Act::Say("success")]).await;
        let sandbox = Sandbox::start(options()).await.unwrap();
        sandbox.spoil_notifications(spoil, 1);
        paid(&sandbox, "F1", &receiver.url).await;
        let [first, second] = [fields(&receiver.next().await), fields(&receiver.next().await)];
        let secret = sandbox.credentials().fubei_secret();
        assert_ne!(value(&first, "sign"), Some(sign(&first, secret).as_str()), "{spoil}");
        assert_eq!(value(&second, "sign"), Some(sign(&second, secret).as_str()), "{spoil}");
    }
}
