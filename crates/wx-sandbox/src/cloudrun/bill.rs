//! `downloadbill`: the trades of one day, from the orders that were really placed.

use std::sync::Arc;

use serde_json::{Value, json};

use super::answer::{APPID, Answer, Failure, MCH_ID};
use super::book::{Book, CloudRefundResult, Order, Payment, Refund};
use super::rules::{NONCE, obey, text_of};
use crate::clock::{parse_compact, rfc3339};
use crate::gateway::Gateway;
use crate::schema::{Form, Kind, Schema, formed, optional, required};
use crate::yuan;

const DAY: i64 = 86_400;
/// When the bill of a day is ready, in seconds from the end of that day.
const READY: i64 = 10 * 3_600;
/// How far back bills go, in days.
const KEPT: i64 = 90;

const BILL: Schema = Schema {
    fields: &[
        required("bill_date", formed(8, 8, Form::CompactDate)),
        optional("bill_type", Kind::Choice(&["ALL", "SUCCESS", "REFUND"])),
        optional("tar_type", Kind::Choice(&["GZIP"])),
        optional("sub_mch_id", formed(1, 32, Form::Digits)),
        NONCE,
    ],
};

/// The columns of a bill of APIv2.
const COLUMNS: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,\
    付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,\
    商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const TOTALS: &str =
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

/// No page says how compressed bytes would lie in an answer of JSON, so that `tar_type` changes nothing here.
pub(crate) fn download(gateway: &Arc<Gateway>, body: &Value) -> Result<Answer, Failure> {
    obey(gateway, &BILL, body, |_| Vec::new())?;
    let date = text_of(body, "bill_date").unwrap_or_default();
    let start = parse_compact(&format!("{date}000000")).unwrap_or_default();
    let end = start.saturating_add(DAY);
    let now = gateway.clock.now();
    let kept = end.saturating_add(KEPT.saturating_mul(DAY));
    let kind = text_of(body, "bill_type").unwrap_or("ALL");
    let rows = rows(&gateway.cloud_book(), gateway, (start, end), kind);
    if now < end.saturating_add(READY) || now > kept || rows.is_empty() {
        return Err(Failure::Return("No Bill Exist", Some("20002")));
    }
    Ok(Answer::new(json!({ "data": text(&rows) })))
}

/// One line of the bill and what it adds to the sums, in fen.
struct Row {
    at: i64,
    line: String,
    paid: i64,
    refunded: i64,
}

fn rows(book: &Book, gateway: &Gateway, (start, end): (i64, i64), kind: &str) -> Vec<Row> {
    let today = |at: i64| (start..end).contains(&at);
    let mut rows = Vec::new();
    for order in book.peek() {
        let Some(payment) = order.payment() else { continue };
        if kind != "REFUND" && today(payment.at) {
            rows.push(row(gateway, order, payment, None));
        }
        if kind != "SUCCESS" {
            let refunds = book.refunds_of(order).filter(|refund| today(refund.created));
            rows.extend(refunds.map(|refund| row(gateway, order, payment, Some(refund))));
        }
    }
    rows.sort_by_key(|row| row.at);
    rows
}

fn row(gateway: &Gateway, order: &Order, payment: &Payment, refund: Option<&Refund>) -> Row {
    let at = refund.map_or(payment.at, |refund| refund.created);
    let time: String = rfc3339(at).chars().take(19).collect::<String>().replace('T', " ");
    let given = |name| text_of(&order.request, name).unwrap_or_default();
    let fee = refund.map_or(0, |refund| refund.fee);
    let paid = if refund.is_some() { 0 } else { order.total };
    let status = match refund.map(|refund| refund.settled.map(|(result, _)| result)) {
        None => "",
        Some(None) => "PROCESSING",
        Some(Some(CloudRefundResult::Success)) => "SUCCESS",
        Some(Some(CloudRefundResult::Change)) => "CHANGE",
        Some(Some(CloudRefundResult::Closed)) => "FAIL",
    };
    let user = ["openid", "sub_openid"].into_iter().find_map(|name| text_of(&order.request, name));
    let values = [
        time.as_str(),
        APPID,
        MCH_ID,
        gateway.credentials.mchid(),
        given("device_info"),
        &payment.transaction_id,
        &order.out_trade_no,
        user.unwrap_or_default(),
        "JSAPI",
        if refund.is_some() { "REFUND" } else { "SUCCESS" },
        "OTHERS",
        "CNY",
        &yuan::text(paid),
        "0.00",
        refund.map_or("0", |refund| &refund.refund_id),
        refund.map_or("0", |refund| &refund.out_refund_no),
        &yuan::text(fee),
        "0.00",
        if refund.is_some() { "ORIGINAL" } else { "" },
        status,
        given("body"),
        given("attach"),
        "0.00000",
        "0.00%",
        &yuan::text(paid),
        &yuan::text(fee),
        "",
    ];
    Row { at, line: marked(&values), paid, refunded: fee }
}

/// The bill: headings, a line for each trade, headings of the sums, the sums.
fn text(rows: &[Row]) -> String {
    let sum = |value: fn(&Row) -> i64| yuan::text(rows.iter().map(value).fold(0, i64::saturating_add));
    let (paid, refunded) = (sum(|row| row.paid), sum(|row| row.refunded));
    let totals = marked(&[&rows.len().to_string(), &paid, &refunded, "0.00", "0.00000", &paid, &refunded]);
    let lines = rows.iter().map(|row| row.line.as_str());
    let all: Vec<&str> = [COLUMNS].into_iter().chain(lines).chain([TOTALS, &totals]).collect();
    all.join("\r\n") + "\r\n"
}

/// Each value behind a grave accent, so that spreadsheets keep it as text. A comma would be a new column.
fn marked(values: &[&str]) -> String {
    values.iter().map(|value| format!("`{}", value.replace(',', " "))).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, TOTALS, marked};

    #[test]
    fn lines_have_as_many_columns_as_headings() {
        assert_eq!((COLUMNS.split(',').count(), TOTALS.split(',').count()), (27, 7));
        assert!(!COLUMNS.contains(' '));
        assert_eq!(marked(&["a,b", ""]), "`a b,`");
    }
}
