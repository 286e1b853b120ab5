use serde::Deserialize;
use wx_types::{Checker, Endpoint, Model};

use super::ServiceOrder;
use crate::{ChannelId, OutOrderNo, QueryId, ServiceId, SubMchid};

/// Looks an order up, by the merchant's number or by what the platform handed to the page the user came back to.
///
/// Official page: *query order* (document 4013194035), dated 2025-04-24, read 2026-11-23.
///
/// # Errors
/// `ORDER_NOT_EXIST` (404) and the common codes. It only reads, so it may be sent as often as wanted. Right after a lost
/// answer, "does not exist" proves nothing: the order may still arrive.
///
/// ```
/// use wx_payscore::{ChannelId, OutOrderNo, QueryOrder, ServiceId, SubMchid};
/// use wx_types::Endpoint;
///
/// let query = QueryOrder::by_out_order_no(
///     ServiceId::new("500001")?,
///     SubMchid::new("1900000109")?,
///     ChannelId::new("1230000109")?,
///     OutOrderNo::new("A|10001")?,
/// );
/// assert_eq!(
///     query.target(),
///     "/v3/payscore/acquiringbank/serviceorder\
///      ?service_id=500001&sub_mchid=1900000109&channel_id=1230000109&out_order_no=A%7C10001"
/// );
/// # Ok::<(), wx_types::Violation>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/payscore/acquiringbank/serviceorder",
    reply = ServiceOrder,
    repeat = Safe,
    page = "query order 4013194035 (2025-04-24)",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct QueryOrder {
    /// The service. At most 32 digits.
    #[wx(query, typed)]
    pub service_id: ServiceId,
    /// The merchant. At most 32 digits.
    #[wx(query, typed)]
    pub sub_mchid: SubMchid,
    /// The channel merchant. At most 32 digits.
    #[wx(query, typed)]
    pub channel_id: ChannelId,
    /// The merchant's number of the order. This or `query_id`, not both.
    #[wx(query, typed)]
    pub out_order_no: Option<OutOrderNo>,
    /// What the platform handed to the page the user came back to. At most 512 characters. This or `out_order_no`, not
    /// both.
    #[wx(query, typed)]
    pub query_id: Option<QueryId>,
}

impl QueryOrder {
    /// A query by the merchant's number.
    #[must_use]
    pub fn by_out_order_no(
        service_id: ServiceId,
        sub_mchid: SubMchid,
        channel_id: ChannelId,
        out_order_no: OutOrderNo,
    ) -> Self {
        Self::new(service_id, sub_mchid, channel_id).with_out_order_no(out_order_no)
    }

    /// A query by what the platform handed to the page the user came back to.
    #[must_use]
    pub fn by_query_id(
        service_id: ServiceId,
        sub_mchid: SubMchid,
        channel_id: ChannelId,
        query_id: QueryId,
    ) -> Self {
        Self::new(service_id, sub_mchid, channel_id).with_query_id(query_id)
    }

    /// The query for the order of another request.
    pub(crate) fn beside(
        service_id: &ServiceId,
        sub_mchid: &SubMchid,
        channel_id: &ChannelId,
        out_order_no: &OutOrderNo,
    ) -> Self {
        Self::by_out_order_no(service_id.clone(), sub_mchid.clone(), channel_id.clone(), out_order_no.clone())
    }
}

fn fits_together(query: &QueryOrder, checker: &mut Checker) {
    if query.out_order_no.is_some() == query.query_id.is_some() {
        checker.report("out_order_no", "exactly one of out_order_no and query_id must be given");
    }
}
