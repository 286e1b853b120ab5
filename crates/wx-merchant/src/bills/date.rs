use wx_types::{Rule, rule::TextForm};

wx_types::identifier!(
    /// `bill_date`: the day of a bill in Beijing time, such as `2019-06-11`. The day must exist.
    BillDate,
    "bill_date",
    &[Rule::Form(TextForm::Date)]
);
