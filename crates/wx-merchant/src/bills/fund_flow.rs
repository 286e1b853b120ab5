use std::fmt;

use wx_types::Fen;

use super::{columns::record, sealed::BillRow};

record! {
    /// A movement of a fund flow bill. An empty cell is `None`. Amounts stand in yuan in the file and are fen here, exactly.
    pub struct FundFlowRow {
        /// When it was booked, in Beijing time: `2018-02-01 04:21:23`.
        pub time: String = ["记账时间"],
        /// The platform's number of what moved the money: of a payment, a refund, a withdrawal.
        pub business_id: Option<String> = ["微信支付业务单号"],
        /// The number of the movement.
        pub flow_id: String = ["资金流水单号"],
        /// What moved the money, in words.
        pub business_name: Option<String> = ["业务名称"],
        /// Of which kind it is, in words.
        pub business_type: Option<String> = ["业务类型"],
        /// In or out.
        pub way: FundFlowWay = ["收支类型"],
        /// How much; it has no sign, see [`way`](Self::way).
        pub amount: Fen = ["收支金额"],
        /// The balance after it.
        pub balance: Option<Fen> = ["账户结余"],
        /// Who asked for it.
        pub applicant: Option<String> = ["资金变更提交申请人"],
        /// A remark.
        pub note: Option<String> = ["备注"],
        /// The number of the voucher: of a refund, the merchant's refund number.
        pub voucher: Option<String> = ["业务凭证号"],
    }
}

impl BillRow for FundFlowRow {
    type Totals = FundFlowSummary;
}

/// Shows by which numbers to find it; remarks may name people.
impl fmt::Debug for FundFlowRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FundFlowRow")
            .field("flow_id", &self.flow_id)
            .field("business_id", &self.business_id)
            .field("way", &self.way)
            .finish_non_exhaustive()
    }
}

record! {
    /// The last line of a fund flow bill.
    pub struct FundFlowSummary {
        /// How many rows the bill has.
        pub count: u64 = ["资金流水总笔数"],
        /// How many of them bring money in.
        pub count_in: Option<u64> = ["收入笔数"],
        /// How much they bring.
        pub amount_in: Option<Fen> = ["收入金额"],
        /// How many take money out.
        pub count_out: Option<u64> = ["支出笔数"],
        /// How much they take.
        pub amount_out: Option<Fen> = ["支出金额"],
    }
}

impl fmt::Debug for FundFlowSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FundFlowSummary")
            .field("count", &self.count)
            .field("amount_in", &self.amount_in)
            .field("amount_out", &self.amount_out)
            .finish_non_exhaustive()
    }
}

wx_types::open_enum! {
    /// Which way money moved.
    pub enum FundFlowWay {
        /// Onto the account.
        In = "收入",
        /// From the account.
        Out = "支出",
    }
}
