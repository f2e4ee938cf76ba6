//! What must not compile, and what the compiler says then.
//!
//! The words are those of one release of the compiler, so `.ci/run` runs this, and `cargo test` does not.

#[test]
fn an_async_transport_in_the_blocking_client_is_told_by_the_missing_bound() {
    trybuild::TestCases::new().compile_fail("tests/compile_messages/cases/*.rs");
}
