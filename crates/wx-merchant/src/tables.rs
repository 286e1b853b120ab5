//! Every endpoint of the crate as constant data: what the printed matrix, the checks and the sandbox read.

use wx_types::{Endpoint, Operation};

use crate::{
    bills::{FundFlowBill, TradeBill},
    combine::{
        CombineAppPrepay, CombineClose, CombineH5Prepay, CombineJsapiPrepay, CombineNativePrepay,
        CombineQueryByOutTradeNo, CombineQueryByTransactionId,
    },
    partner::{
        PartnerAppPrepay, PartnerClose, PartnerH5Prepay, PartnerJsapiPrepay, PartnerNativePrepay,
        PartnerQueryByOutTradeNo, PartnerQueryByTransactionId, PartnerQueryRefund, PartnerRefund,
    },
    refunds::{EncryptedAbnormalRefund, QueryRefund, Refund},
    transactions::{
        AppPrepay, Close, H5Prepay, JsapiPrepay, NativePrepay, QueryByOutTradeNo, QueryByTransactionId,
    },
};

/// The endpoints: of a merchant, of a service provider, of combined orders; each in the order of an order's life.
pub const ENDPOINTS: &[Operation] = &[
    AppPrepay::OPERATION,
    JsapiPrepay::OPERATION,
    H5Prepay::OPERATION,
    NativePrepay::OPERATION,
    QueryByTransactionId::OPERATION,
    QueryByOutTradeNo::OPERATION,
    Close::OPERATION,
    Refund::OPERATION,
    QueryRefund::OPERATION,
    EncryptedAbnormalRefund::OPERATION,
    TradeBill::OPERATION,
    FundFlowBill::OPERATION,
    PartnerAppPrepay::OPERATION,
    PartnerJsapiPrepay::OPERATION,
    PartnerH5Prepay::OPERATION,
    PartnerNativePrepay::OPERATION,
    PartnerQueryByTransactionId::OPERATION,
    PartnerQueryByOutTradeNo::OPERATION,
    PartnerClose::OPERATION,
    PartnerRefund::OPERATION,
    PartnerQueryRefund::OPERATION,
    CombineAppPrepay::OPERATION,
    CombineJsapiPrepay::OPERATION,
    CombineH5Prepay::OPERATION,
    CombineNativePrepay::OPERATION,
    CombineQueryByOutTradeNo::OPERATION,
    CombineQueryByTransactionId::OPERATION,
    CombineClose::OPERATION,
];
