use super::*;

const ORDER: OrderNo = OrderNo { intent: 1, turn: 0 };
const NEXT: OrderNo = OrderNo { intent: 1, turn: 1 };

fn refund_no(part: u32, turn: u32) -> RefundNo {
    RefundNo { intent: 1, part, turn }
}

#[derive(Default)]
struct Desk {
    platform: Platform,
    violations: Vec<Violation>,
}

impl Desk {
    #[track_caller]
    fn check(&mut self, asked: Asked, status: u16, holds: &str) {
        let said = self.platform.serve(asked, &mut self.violations);
        assert_eq!(said.status, status, "{asked}: {}", said.body);
        assert!(said.body.contains(holds), "{asked}: {}", said.body);
    }

    fn pay(&mut self, number: OrderNo) -> bool {
        self.platform.begin_payment(number) && self.platform.pay(number, &mut self.violations).is_some()
    }
}

#[test]
fn an_order_lives_as_the_documents_say() {
    let mut desk = Desk::default();
    desk.check(Asked::Query(ORDER), 404, "ORDER_NOT_EXIST");
    desk.check(Asked::Close(ORDER), 204, "");
    desk.check(Asked::Place(ORDER, 100), 200, "wxS0000001-0");
    desk.check(Asked::Place(ORDER, 100), 200, "wxS0000001-0");
    desk.check(Asked::Place(ORDER, 101), 400, "INVALID_REQUEST");
    desk.check(Asked::Query(ORDER), 200, "NOTPAY");
    assert!(desk.platform.begin_payment(ORDER));
    desk.check(Asked::Close(ORDER), 202, "USER_PAYING");
    assert!(desk.platform.pay(ORDER, &mut desk.violations).is_some());
    desk.check(Asked::Close(ORDER), 400, "ORDERPAID");
    desk.check(Asked::Place(ORDER, 100), 403, "OUT_TRADE_NO_USED");
    desk.check(Asked::Query(ORDER), 200, r#""SUCCESS""#);
    assert!(!desk.pay(ORDER), "nobody pays an order twice");
    assert_eq!(desk.violations, []);
}

#[test]
fn a_closed_order_stays_closed_and_makes_room_for_the_next() {
    let mut desk = Desk::default();
    desk.check(Asked::Place(ORDER, 100), 200, "");
    desk.check(Asked::Close(ORDER), 204, "");
    desk.check(Asked::Close(ORDER), 204, "");
    desk.check(Asked::Place(ORDER, 100), 400, "ORDER_CLOSED");
    assert!(!desk.pay(ORDER));
    desk.check(Asked::Place(NEXT, 100), 200, "");
    assert_eq!(desk.violations, []);
}

#[test]
fn a_second_payable_order_and_a_second_charge_are_noticed() {
    let mut desk = Desk::default();
    desk.check(Asked::Place(ORDER, 100), 200, "");
    desk.check(Asked::Place(NEXT, 100), 200, "");
    assert_eq!(desk.violations, [Violation::PayableTwice { intent: 1 }]);
    assert!(desk.pay(ORDER) && desk.pay(NEXT));
    assert_eq!(desk.violations[1..], [Violation::ChargedTwice { intent: 1 }]);
}

#[test]
fn refunds_go_once_per_number_and_never_beyond_the_payment() {
    let mut desk = Desk::default();
    let first = Asked::Refund(refund_no(0, 0), ORDER, 60, 100);
    desk.check(Asked::Place(ORDER, 100), 200, "");
    desk.check(first, 404, "RESOURCE_NOT_EXISTS");
    assert!(desk.pay(ORDER));
    desk.check(first, 200, r#""refund":60"#);
    desk.check(first, 200, r#""refund":60"#);
    desk.check(Asked::Refund(refund_no(0, 0), ORDER, 61, 100), 400, "INVALID_REQUEST");
    desk.check(Asked::Refund(refund_no(1, 0), ORDER, 41, 100), 403, "NOT_ENOUGH");
    desk.check(Asked::Query(ORDER), 200, r#""REFUND""#);
    desk.check(Asked::QueryRefund(refund_no(1, 0)), 404, "");
    desk.platform.audit(&mut desk.violations);
    assert_eq!(desk.violations, []);
    desk.check(Asked::Refund(refund_no(0, 1), ORDER, 40, 100), 200, "");
    assert_eq!(desk.violations, [Violation::PaidBackTwice { intent: 1, part: 0 }]);
}

#[test]
fn an_audit_counts_for_itself() {
    let mut desk = Desk::default();
    desk.check(Asked::Place(ORDER, 100), 200, "");
    assert!(desk.pay(ORDER));
    desk.check(Asked::Refund(refund_no(0, 0), ORDER, 60, 100), 200, "");
    desk.platform.refunds.insert(refund_no(1, 0), Payout { order: ORDER, refund: 41 });
    desk.platform.audit(&mut desk.violations);
    assert_eq!(desk.violations, [Violation::PaidBackTooMuch { number: ORDER }]);
}
