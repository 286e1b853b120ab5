//! What the facade promises: the names are there, and clients are shared by threads.

use wx_payments::{AwsLc, Client, Error, Outcome, apiv3::Receiver, sign::Backend, transport::Executor};

const fn shared_by_threads<T: Clone + Send + Sync + 'static>() {}
const fn sent_by_threads<T: Send + Sync + 'static>() {}

#[test]
fn clients_receivers_and_errors_cross_threads() {
    shared_by_threads::<Client>();
    shared_by_threads::<Receiver>();
    shared_by_threads::<Executor>();
    sent_by_threads::<Error>();
    assert!(Outcome::Unknown > Outcome::NotSent, "the worst outcome is the greatest");
}

#[test]
fn the_default_backend_can_be_passed_as_a_value() {
    let backend: &dyn Backend = &AwsLc;
    assert_eq!(format!("{backend:?}"), "AwsLc");
}
