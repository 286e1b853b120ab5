//! What stands in a bill: a header row, rows, a header row of the summary and its row. Each cell but those of the headers
//! begins with a backtick, and amounts are in yuan.

use bytes::Bytes;

use super::party::Party;
use crate::body::Pieces;
use crate::yuan;

/// A file that can be made again and again.
#[derive(Clone)]
pub(crate) enum Text {
    Whole(Bytes),
    /// A trade bill of so many made-up payments on this day.
    Big {
        rows: u32,
        kind: TradeKind,
        mchid: String,
        day: String,
    },
}

/// Which rows and columns a trade bill has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TradeKind {
    All,
    Success,
    Refund,
}

/// One row of a trade bill.
#[derive(Default)]
pub(crate) struct Trade {
    /// `2026-01-02 03:04:05`, like the other two times.
    pub(crate) time: String,
    pub(crate) appid: String,
    pub(crate) mchid: String,
    pub(crate) sub_mchid: Option<String>,
    pub(crate) device: String,
    pub(crate) transaction_id: String,
    pub(crate) out_trade_no: String,
    pub(crate) openid: String,
    pub(crate) trade_type: &'static str,
    pub(crate) description: String,
    pub(crate) attach: String,
    /// Fen.
    pub(crate) total: i64,
    pub(crate) refund: Option<TradeRefund>,
}

pub(crate) struct TradeRefund {
    pub(crate) success_time: String,
    pub(crate) refund_id: String,
    pub(crate) out_refund_no: String,
    /// Fen.
    pub(crate) refund: i64,
    pub(crate) status: &'static str,
}

/// One row of a fund flow bill.
pub(crate) struct Flow {
    pub(crate) time: String,
    pub(crate) business_id: String,
    pub(crate) transaction_id: String,
    pub(crate) voucher: String,
    /// Fen; negative for money that went.
    pub(crate) amount: i64,
    pub(crate) balance: i64,
}

impl Text {
    pub(crate) fn pieces(&self) -> Pieces {
        match self.clone() {
            Self::Whole(text) => Box::new(std::iter::once(text)),
            Self::Big { rows, kind, mchid, day } => {
                let head = Bytes::from(format!("{}\n", header(kind)));
                let total = i64::from(rows);
                let tail = Bytes::from(summary(rows, total, 0));
                let body = (0..rows).step_by(256).map(move |first| {
                    let last = rows.min(first.saturating_add(256));
                    let lines = (first..last).map(|n| made_up(n, &mchid, &day).line(kind));
                    Bytes::from(lines.collect::<String>())
                });
                Box::new(std::iter::once(head).chain(body).chain(std::iter::once(tail)))
            }
        }
    }
}

/// A trade bill, if there is anything to tell.
pub(crate) fn trade_bill(kind: TradeKind, trades: &[Trade]) -> Option<Text> {
    let rows: Vec<&Trade> = trades
        .iter()
        .filter(|trade| match kind {
            TradeKind::All => true,
            TradeKind::Success => trade.refund.is_none(),
            TradeKind::Refund => trade.refund.is_some(),
        })
        .collect();
    let paid = sum(rows.iter().filter(|row| row.refund.is_none()).map(|row| row.total));
    let refunded = sum(rows.iter().filter_map(|row| row.refund.as_ref()).map(|refund| refund.refund));
    let lines: String = rows.iter().map(|row| row.line(kind)).collect();
    let text = format!("{}\n{lines}{}", header(kind), summary(rows.len(), paid, refunded));
    (!rows.is_empty()).then(|| Text::Whole(text.into()))
}

/// A fund flow bill, if there is anything to tell.
pub(crate) fn fund_flow_bill(flows: &[Flow], mchid: &str) -> Option<Text> {
    let (came, went): (Vec<&Flow>, Vec<&Flow>) = flows.iter().partition(|flow| flow.amount > 0);
    let total = |flows: &[&Flow]| yuan::text(sum(flows.iter().map(|flow| flow.amount.saturating_abs())));
    let lines: String = flows.iter().map(|flow| flow.line(mchid)).collect();
    let counts = (flows.len(), came.len(), total(&came), went.len(), total(&went));
    let text = format!(
        "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号\n\
         {lines}资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n`{},`{},`{},`{},`{}\n",
        counts.0, counts.1, counts.2, counts.3, counts.4
    );
    (!flows.is_empty()).then(|| Text::Whole(text.into()))
}

fn header(kind: TradeKind) -> String {
    let (times, refund, asked) = match kind {
        TradeKind::All => ("", REFUND_COLUMNS, "申请退款金额,"),
        TradeKind::Success => ("", "", ""),
        TradeKind::Refund => ("退款申请时间,退款成功时间,", REFUND_COLUMNS, "申请退款金额,"),
    };
    format!(
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,\
         应结订单金额,代金券金额,{times}{refund}商品名称,商户数据包,手续费,费率,订单金额,{asked}费率备注"
    )
}

const REFUND_COLUMNS: &str = "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,";

/// The count is written as in the one bill of the platform that is public.
fn summary(rows: impl std::fmt::Display, paid: i64, refunded: i64) -> String {
    let (paid, refunded) = (yuan::text(paid), yuan::text(refunded));
    format!(
        "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n\
         `{rows}.0,`{paid},`{refunded},`0.0,`0.0,`{paid},`{refunded}\n"
    )
}

impl Trade {
    fn line(&self, kind: TradeKind) -> String {
        let refund = self.refund.as_ref();
        let total = yuan::text(if refund.is_some() { 0 } else { self.total });
        let refunded = yuan::text(refund.map_or(0, |refund| refund.refund));
        let (device, description, attach) =
            (escaped(&self.device), escaped(&self.description), escaped(&self.attach));
        let mut cells: Vec<&str> = vec![
            &self.time,
            &self.appid,
            &self.mchid,
            self.sub_mchid.as_deref().unwrap_or("0"),
            &device,
            &self.transaction_id,
            &self.out_trade_no,
            &self.openid,
            self.trade_type,
            if refund.is_some() { "REFUND" } else { "SUCCESS" },
            "OTHERS",
            "CNY",
            &total,
            "0.00",
        ];
        if kind == TradeKind::Refund {
            cells.extend([self.time.as_str(), refund.map_or("", |refund| &refund.success_time)]);
        }
        if kind != TradeKind::Success {
            let numbers = refund.map_or(["0", "0"], |refund| [&refund.refund_id, &refund.out_refund_no]);
            let (way, status) = refund.map_or(("", ""), |refund| ("ORIGINAL", refund.status));
            cells.extend([numbers[0], numbers[1], &refunded, "0.00", way, status]);
        }
        cells.extend([description.as_str(), &attach, "0.00000", "0.00%", &total]);
        if kind != TradeKind::Success {
            cells.push(&refunded);
        }
        cells.push("");
        row(&cells)
    }
}

impl Flow {
    fn line(&self, mchid: &str) -> String {
        let (name, way) = if self.amount > 0 { ("交易", "收入") } else { ("退款", "支出") };
        let amount = yuan::text(self.amount.saturating_abs());
        let note = format!("{name}总金额{amount}元;含手续费0.00元");
        let (balance, applicant) = (yuan::text(self.balance), format!("{mchid}API"));
        let (time, business, flow) = (&self.time, &self.business_id, &self.transaction_id);
        row(&[time, business, flow, name, name, way, &amount, &balance, &applicant, &note, &self.voucher])
    }
}

/// The payment number `n` of a big bill: one fen.
fn made_up(n: u32, mchid: &str, day: &str) -> Trade {
    Trade {
        time: format!("{day} 12:00:00"),
        appid: "wxd678efh567hg6787".to_owned(),
        mchid: mchid.to_owned(),
        transaction_id: format!("42000009999999999999{n:08}"),
        out_trade_no: format!("BIG-{n:08}"),
        openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".to_owned(),
        trade_type: "APP",
        description: "大账单".to_owned(),
        total: 1,
        ..Trade::default()
    }
}

fn row(cells: &[&str]) -> String {
    format!("`{}\n", cells.join(",`"))
}

/// What merchants wrote must not look like the end of a cell or of a row.
fn escaped(text: &str) -> String {
    text.replace(',', "\\ ").replace('\n', "\\n")
}

fn sum(amounts: impl Iterator<Item = i64>) -> i64 {
    amounts.fold(0, i64::saturating_add)
}

/// Whether a bill that was asked for with this `sub_mchid`, or with none, tells of this party.
pub(crate) fn tells_of(party: &Party, sub_mchid: Option<&str>) -> bool {
    sub_mchid.is_none() || sub_mchid == party.sub_mchid()
}

#[cfg(test)]
mod tests {
    use super::{Trade, TradeKind, escaped, header};

    #[test]
    fn a_row_has_a_cell_for_each_column() {
        for kind in [TradeKind::All, TradeKind::Success, TradeKind::Refund] {
            let line = Trade { attach: "a,b\nc".to_owned(), ..Trade::default() }.line(kind);
            assert_eq!(line.matches(',').count(), header(kind).matches(',').count(), "{kind:?}");
            assert!(line.ends_with('\n') && line.matches('\n').count() == 1);
            assert!(line.trim_end().split(',').all(|cell| cell.starts_with('`')));
        }
        assert_eq!(escaped("a,b\nc"), "a\\ b\\nc");
    }
}
