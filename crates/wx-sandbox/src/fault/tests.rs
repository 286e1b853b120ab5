use super::{Draws, Fault, Place, Plan, Rule, Subject};

const APP: &str = "/v3/pay/transactions/app";

fn run(plan: &Plan, requests: usize) -> Vec<Option<Fault>> {
    let mut draws = Draws::new(plan.clone());
    let subject = Subject::new("primary", "POST", APP);
    (0..requests).map(|_| draws.draw(Place::Request, &subject).map(|fired| fired.fault)).collect()
}

#[test]
fn names_are_stable_and_distinct() {
    let mut names: Vec<_> = Fault::ALL.iter().map(|fault| fault.name()).collect();
    for fault in Fault::ALL {
        assert_eq!(fault.to_string().parse(), Ok(fault));
        assert_eq!(fault.name().parse(), Ok(fault));
        assert!(!fault.meaning().is_empty());
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Fault::ALL.len());
    assert_eq!("truncated=3".parse(), Ok(Fault::Truncated(3)));
    assert_eq!("clock-skew=-301".parse(), Ok(Fault::ClockSkew(-301)));
    for wrong in ["", "Truncated", "truncated=", "truncated=-1", "reset-after=1"] {
        assert!(wrong.parse::<Fault>().is_err(), "{wrong}");
    }
}

#[test]
fn rules_count() {
    let after = Some(Fault::ResetAfter);
    let rule = Rule::new(Fault::ResetAfter);
    let ran = |rule: Rule| run(&Plan::new(1).with_rule(rule), 5);
    assert_eq!(ran(rule.clone()), [after, None, None, None, None]);
    assert_eq!(ran(rule.clone().next(2)), [after, after, None, None, None]);
    assert_eq!(ran(rule.clone().every(2)), [None, after, None, after, None]);
    assert_eq!(ran(rule.clone().every(1).at_most(3)), [after, after, after, None, None]);
    assert_eq!(ran(rule.every(0)), [None; 5]);
}

#[test]
fn the_first_rule_that_strikes_is_the_only_one() {
    let plan =
        Plan::new(1).with_rule(Rule::new(Fault::ResetAfter)).with_rule(Rule::new(Fault::ErrorBefore).next(1));
    assert_eq!(run(&plan, 3), [Some(Fault::ResetAfter), Some(Fault::ErrorBefore), None]);
}

#[test]
fn the_seed_decides_and_chances_are_what_they_say() {
    let plan = |seed| Plan::new(seed).with_rule(Rule::new(Fault::Html502).with_chance(100_000));
    assert_eq!(run(&plan(1), 500), run(&plan(1), 500));
    assert_ne!(run(&plan(1), 500), run(&plan(2), 500));
    let struck = run(&plan(3), 100_000).iter().flatten().count();
    assert!((9_500..10_500).contains(&struck), "{struck}");
}

#[track_caller]
fn fits(rule: Rule, subject: Subject<'_>, expected: bool) {
    let mut draws = Draws::new(Plan::new(0).with_rule(rule));
    assert_eq!(draws.draw(Place::Request, &subject).is_some(), expected, "{subject:?}");
}

#[test]
fn rules_look_at_host_method_path_and_operation() {
    let (rule, app) = (Rule::new(Fault::ResetAfter), Subject::new("primary", "POST", APP));
    fits(rule.clone().at_host("primary"), app, true);
    fits(rule.clone().at_host("backup"), app, false);
    fits(rule.clone().with_method("GET"), app, false);
    for (pattern, expected) in [
        (APP, true),
        ("*", true),
        ("/v3/*", true),
        ("*/app", true),
        ("/v3/*/app", true),
        ("/v3/*/transactions/*", true),
        ("/v3/*/close", false),
        ("/v3/pay", false),
        ("/v3/pay/transactions/app*app", false),
    ] {
        fits(rule.clone().at_path(pattern), app, expected);
    }
    fits(rule.clone().at_operation("openapi.*"), app, false);
    fits(rule.at_operation("openapi.*"), app.with_operation("openapi.payment"), true);
}

#[test]
fn plans_round_trip() {
    let mut plan = Plan::new(u64::MAX);
    for fault in Fault::ALL {
        plan = plan.with_rule(Rule::new(fault).with_chance(5).at_most(9));
    }
    let plan = plan
        .with_rule(Rule::new(Fault::Stale).on_notifications().at_path("REFUND.*").every(3))
        .with_rule(Rule::new(Fault::ResetAfter).at_host("fubei").with_method("POST").at_operation("a*"));
    assert_eq!(Plan::from_json(plan.to_json().as_bytes()), Ok(plan));
}

#[test]
fn mistakes_are_named() {
    for (text, error) in [
        ("[]", "the plan must be an object"),
        ("{", "the plan is not JSON"),
        ("{}", "rules must be a list"),
        (r#"{"rules":[],"sed":1}"#, "sed is not known"),
        (r#"{"rules":[{"fault":"x"}]}"#, "rules/0/fault is not in the catalogue"),
        (
            r#"{"rules":[{"fault":"stale","next":1,"every":2}]}"#,
            "rules/0/next, every, ppm exclude each other",
        ),
        (
            r#"{"rules":[{"fault":"stale","next":-1}]}"#,
            "rules/0/next must be a whole number of at most 32 bits",
        ),
        (
            r#"{"rules":[{"fault":"stale","host":"x"}]}"#,
            "rules/0/host must be primary, backup, weixin or fubei",
        ),
        (
            r#"{"rules":[{"fault":"black-hole","path":"/"}]}"#,
            "rules/0/fault strikes connections, which have no path, method or operation",
        ),
        (
            r#"{"rules":[{"fault":"html-502","on":"notifications"}]}"#,
            "rules/0/on is for faults of signatures",
        ),
    ] {
        assert_eq!(Plan::from_json(text.as_bytes()).unwrap_err().to_string(), error, "{text}");
    }
}

#[test]
fn the_short_form() {
    let rule = Rule::new(Fault::Truncated(17)).at_path("/v3/pay/*");
    assert_eq!("truncated=17@/v3/pay/*:3".parse(), Ok(rule.clone().next(3)));
    assert_eq!("truncated=17@/v3/pay/*".parse(), Ok(rule));
    assert_eq!("stale:2".parse(), Ok(Rule::new(Fault::Stale).next(2)));
    assert!("stale:x".parse::<Rule>().is_err());
    assert!("black-hole@/v3".parse::<Rule>().is_err());
}
