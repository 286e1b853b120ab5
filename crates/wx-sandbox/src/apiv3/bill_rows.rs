//! From orders and refunds to the rows of the bills of a day.

use std::ops::Range;

use serde_json::Value;

use super::bill_text::{Flow, Trade, TradeRefund, tells_of};
use super::ledger::Ledger;
use super::order::{Order, Payment};
use super::party::Party;
use super::refund_state::{Refund, RefundResult};
use crate::clock::rfc3339;
use crate::credentials::Credentials;

/// Payments and refunds of a day, oldest first. A refund stands on the day it was asked for.
pub(crate) fn trades(
    ledger: &Ledger,
    credentials: &Credentials,
    day: &Range<i64>,
    sub_mchid: Option<&str>,
) -> Vec<Trade> {
    let mut rows = Vec::new();
    for order in ledger.all().filter(|order| tells_of(&order.party, sub_mchid)) {
        let Some(payment) = order.payment() else { continue };
        if day.contains(&payment.at) {
            rows.push((payment.at, trade(order, payment, credentials, payment.at, None)));
        }
        for refund in ledger.refunds_of(order).filter(|refund| day.contains(&refund.created)) {
            let row = trade(order, payment, credentials, refund.created, Some(trade_refund(refund)));
            rows.push((refund.created, row));
        }
    }
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// What came into the merchant's own account on a day and what went out of it, oldest first.
pub(crate) fn flows(ledger: &Ledger, day: &Range<i64>) -> Vec<Flow> {
    let mut rows = Vec::new();
    for order in ledger.all().filter(|order| order.party == Party::Merchant) {
        let Some(payment) = order.payment() else { continue };
        let flow = |business_id: &str, voucher: &str, amount| Flow {
            time: String::new(),
            business_id: business_id.to_owned(),
            transaction_id: payment.transaction_id.clone(),
            voucher: voucher.to_owned(),
            amount,
            balance: 0,
        };
        rows.push((payment.at, flow(&payment.transaction_id, &order.out_trade_no, order.total)));
        for refund in ledger.refunds_of(order) {
            if let Some((RefundResult::Success, at)) = refund.settled {
                rows.push((
                    at,
                    flow(&refund.refund_id, &refund.out_refund_no, refund.refund.saturating_neg()),
                ));
            }
        }
    }
    rows.sort_by_key(|(at, _)| *at);
    let mut balance = 0_i64;
    let mut told = Vec::new();
    for (at, mut flow) in rows {
        balance = balance.saturating_add(flow.amount);
        if day.contains(&at) {
            (flow.balance, flow.time) = (balance, time(at));
            told.push(flow);
        }
    }
    told
}

fn trade(
    order: &Order,
    payment: &Payment,
    credentials: &Credentials,
    at: i64,
    refund: Option<TradeRefund>,
) -> Trade {
    let text =
        |pointer| order.request.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    Trade {
        time: time(at),
        appid: credentials.appid().to_owned(),
        mchid: credentials.mchid().to_owned(),
        sub_mchid: order.party.sub_mchid().map(str::to_owned),
        device: text("/scene_info/device_id"),
        transaction_id: payment.transaction_id.clone(),
        out_trade_no: order.out_trade_no.clone(),
        openid: payment.openid.clone(),
        trade_type: order.channel.trade_type(),
        description: text("/description"),
        attach: text("/attach"),
        total: order.total,
        refund,
    }
}

/// Bills have words of their own for the state of a refund.
fn trade_refund(refund: &Refund) -> TradeRefund {
    let (status, success_time) = match refund.settled {
        None => ("PROCESSING", String::new()),
        Some((RefundResult::Success, at)) => ("SUCCESS", time(at)),
        Some((RefundResult::Closed, _)) => ("FAIL", String::new()),
        Some((RefundResult::Abnormal, _)) => ("CHANGE", String::new()),
    };
    TradeRefund {
        success_time,
        refund_id: refund.refund_id.clone(),
        out_refund_no: refund.out_refund_no.clone(),
        refund: refund.refund,
        status,
    }
}

/// `2026-01-02 03:04:05`.
fn time(at: i64) -> String {
    rfc3339(at).chars().take(19).map(|c| if c == 'T' { ' ' } else { c }).collect()
}
