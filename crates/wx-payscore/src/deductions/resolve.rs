//! Which number is registered says whether a registration was taken.

use wx_types::{Resolvable, Standing};

use super::{Deduction, QueryDeduction, RegisterDeduction};

impl Resolvable for RegisterDeduction {
    type Query = QueryDeduction;

    fn query(&self) -> QueryDeduction {
        let Self { service_id, appid, sub_mchid, sub_appid, channel_id, out_order_no, .. } = self.clone();
        QueryDeduction { service_id, appid, sub_mchid, sub_appid, channel_id, out_order_no }
    }

    fn standing(&self, state: &Deduction) -> Standing {
        let found = Some(&*state.out_trade_no);
        Standing::CarriedOut.held_against("out_trade_no", Some(&*self.out_trade_no), found)
    }
}
