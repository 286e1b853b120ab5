//! In whatever order states arrive, the latest stays.

use wx_inbox::{Order, Stage};

#[test]
fn every_permutation_ends_at_the_latest_state() {
    let stages = ["NOTPAY", "USERPAYING", "PAYERROR", "ACCEPT", "SUCCESS", "REFUND"];
    let stages: Vec<_> = stages.iter().zip(0..).map(|(state, rank)| Stage { rank, state }).collect();
    for count in 1..=stages.len() {
        let mut orders = 0;
        permute(&mut stages[..count].to_vec(), 0, &mut |arrived| {
            orders += 1;
            let mut stored = arrived[0];
            for stage in arrived {
                if stored.compare(stage) == Order::Later {
                    stored = *stage;
                }
            }
            assert_eq!(stored, stages[count - 1]);
        });
        assert_eq!(orders, (1..=count).product::<usize>());
    }
}

#[test]
fn closed_and_paid_do_not_decide_each_other() {
    let [closed, paid] = ["CLOSED", "SUCCESS"].map(|state| Stage { rank: 1, state });
    assert_eq!(closed.compare(&paid), Order::Conflict);
    assert_eq!(paid.compare(&closed), Order::Conflict);
    assert_eq!(paid.compare(&paid), Order::Same);
    assert_eq!(paid.compare(&Stage { rank: 0, state: "NOTPAY" }), Order::Earlier);
}

fn permute<'a>(stages: &mut Vec<Stage<'a>>, from: usize, visit: &mut impl FnMut(&[Stage<'a>])) {
    if from == stages.len() {
        return visit(stages);
    }
    for other in from..stages.len() {
        stages.swap(from, other);
        permute(stages, from + 1, visit);
        stages.swap(from, other);
    }
}
