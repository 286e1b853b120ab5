//! How a service order is told: in answers, to queries, in notifications.

use serde_json::{Map, Value, json};

use super::order::{ServiceOrder, State};

impl ServiceOrder {
    /// The order as the answer to its creation tells it.
    pub(super) fn describe(&self, mchid: &str) -> Map<String, Value> {
        let mut members = self.shown.clone();
        let names = [
            "out_order_no",
            "service_id",
            "appid",
            "sub_mchid",
            "sub_appid",
            "channel_id",
            "service_introduction",
        ];
        for name in names {
            members.extend(self.request.get(name).map(|value| (name.to_owned(), value.clone())));
        }
        let (state, description) = self.state.words();
        let mut add = |name: &str, value: &str| members.insert(name.to_owned(), json!(value));
        add("mchid", mchid);
        add("state", state);
        add("order_id", &self.order_id);
        if let Some(description) = description {
            add("state_description", description);
        }
        if let Some(package) = self.package.as_ref().filter(|_| self.state == State::Created) {
            add("package", package);
        }
        members
    }

    /// The order as a query tells it.
    pub(super) fn describe_in_full(&self, mchid: &str) -> Map<String, Value> {
        let mut members = self.describe(mchid);
        members.remove("package");
        let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
        for (name, value) in [("openid", self.openid()), ("sub_openid", self.sub_openid())] {
            if let Some(value) = value {
                add(name, json!(value));
            }
        }
        if let Some(total) = self.total {
            add("total_amount", json!(total));
            add("need_collection", json!(total > 0));
            if total > 0 {
                add("collection", self.collection(total));
            }
        }
        members
    }

    /// The order as a notification tells it: of a user's two names the one under the sub-merchant's app.
    pub(super) fn describe_for_notification(&self, mchid: &str) -> Map<String, Value> {
        let mut members = self.describe_in_full(mchid);
        members.remove("notify_url");
        if self.asked("sub_appid").is_some() {
            members.remove("openid");
        }
        members.entry("state_description").or_insert_with(|| json!(""));
        members.entry("post_payments").or_insert_with(|| json!([]));
        members
    }

    fn openid(&self) -> Option<&str> {
        self.asked("openid").or(self.confirmed_by.as_deref())
    }

    fn sub_openid(&self) -> Option<&str> {
        let confirmed = self.confirmed_by.as_deref().filter(|_| self.asked("sub_appid").is_some());
        self.asked("sub_openid").or(confirmed)
    }

    fn collection(&self, total: i64) -> Value {
        let Some(collected) = &self.collected else {
            return json!({
                "state": "USER_PAYING",
                "total_amount": total,
                "paying_amount": total,
                "paid_amount": 0,
            });
        };
        let mut detail =
            json!({ "seq": 1, "amount": total, "paid_type": "MCH", "paid_time": collected.paid_time });
        if let (Some(number), Some(members)) = (&collected.transaction_id, detail.as_object_mut()) {
            members.insert("paid_type".to_owned(), json!("NEWTON"));
            members.insert("transaction_id".to_owned(), json!(number));
        }
        json!({
            "state": "USER_PAID",
            "total_amount": total,
            "paying_amount": 0,
            "paid_amount": total,
            "details": [detail],
        })
    }
}
