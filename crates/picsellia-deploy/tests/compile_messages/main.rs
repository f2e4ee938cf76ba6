//! Code that must not compile, and the message of the compiler.
//!
//! The messages are those of one compiler release, so `.ci/run` runs this test and `cargo test`
//! does not.

#[test]
fn the_compiler_names_the_missing_bound_of_an_async_transport_in_the_blocking_client() {
    trybuild::TestCases::new().compile_fail("tests/compile_messages/cases/*.rs");
}
