use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::*;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("endpoints/fixtures/openapi")
}

fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> Vec<&'a str> {
    names.into_iter().map(String::as_str).collect()
}

#[track_caller]
fn request_of(path: &str) -> Request {
    Transcription::open(&fixture()).unwrap().request("POST", path).unwrap().unwrap()
}

#[test]
fn every_way_to_refer_is_followed_from_the_file_it_stands_in() {
    let body = request_of("/v3/things").body;
    // A list of parts, one of them in a list of parts of its own, with and without a slash behind `#`.
    assert_eq!(names(body.members.keys()), ["amount", "base", "deep", "mode", "own", "whole"]);
    assert_eq!(names(&body.required), ["base", "own"]);
    let of = |name: &str| body.members.get(name).unwrap();
    assert_eq!(of("mode").values, BTreeSet::from(["A".to_owned(), "B".to_owned()]));
    assert_eq!(of("deep").kind, Some(Kind::Boolean));
    assert_eq!(names(of("whole").members.keys()), ["inside"]);
}

#[test]
fn parts_that_describe_the_same_member_are_merged() {
    let body = request_of("/v3/things").body;
    let amount = body.members.get("amount").unwrap();
    assert_eq!(names(amount.members.keys()), ["currency", "total"]);
    assert_eq!(names(&amount.required), ["total"]);
    let merged = amount.members.get("currency").unwrap();
    assert_eq!((merged.kind, names(&merged.values)), (Some(Kind::Text), vec!["CNY"]));
}

#[test]
fn parameters_go_to_their_places() {
    let request = request_of("/v3/things/{id}");
    assert_eq!(names(request.path.members.keys()), ["id"]);
    assert_eq!(names(request.query.members.keys()), ["owner"]);
    assert_eq!(names(&request.query.required), ["owner"]);
    assert_eq!(names(request.body.members.keys()), ["file"]);
}

#[test]
fn a_placeholder_may_have_another_name() {
    let request = request_of("/v3/things/{thing_id}");
    assert_eq!(names(request.path.members.keys()), ["id"]);
    let inside = request_of("/v3/things/{any_name}/close");
    assert_eq!(names(inside.path.members.keys()), ["close_id"]);
}

#[test]
fn other_paths_and_methods_are_not_there() {
    let mut transcription = Transcription::open(&fixture()).unwrap();
    for (method, path) in [
        ("GET", "/v3/things"),
        ("POST", "/v3/thing"),
        ("POST", "/v3/things/id"),
        ("POST", "/v3/things/{id}/open"),
        ("POST", "/gateway"),
    ] {
        assert_eq!(transcription.request(method, path), Ok(None), "{method} {path}");
    }
    assert!(Transcription::open(Path::new(env!("CARGO_MANIFEST_DIR"))).is_none());
}

#[test]
fn what_leads_nowhere_is_a_fault() {
    let mut transcription = Transcription::open(&fixture()).unwrap();
    for (path, fault) in [
        ("/v3/faults/circle", "in a circle"),
        ("/v3/faults/itself", "too deep, or in a circle"),
        ("/v3/faults/nothing", "`#Absent` refers to nothing"),
        ("/v3/faults/no-file", "cannot be read"),
        ("/v3/faults/place", "a parameter is in `cookie`"),
        ("/v3/faults/yaml", "line 2"),
        ("/v3/faults/either/{c}", "as well as"),
    ] {
        let found = transcription.request("POST", path).unwrap_err();
        assert!(found.contains(fault), "{path}: {found}");
    }
}
