//! The pages of `docs/guide` as doctests: `cargo test -p guide` compiles every example, and runs
//! those that use the mock.

macro_rules! pages {
    ($($page:ident: $file:literal),* $(,)?) => {$(
        #[doc = include_str!(concat!("../../../docs/guide/", $file))]
        mod $page {}
    )*};
}

pages! {
    quick_start: "quick-start.md",
    model_outputs: "model-outputs.md",
    monitor: "monitor.md",
    predictions: "predictions.md",
    production: "production.md",
    errors: "errors.md",
    testing: "testing.md",
    shadow_and_review: "shadow-and-review.md",
    reading_back: "reading-back.md",
    blocking: "blocking.md",
    command_line: "command-line.md",
    import: "import.md",
    transports: "transports.md",
    observing: "observing.md",
    from_python: "from-python.md",
}
