//! Compiles and runs the examples of `docs/guide` with `cargo test -p guide`.

macro_rules! pages {
    ($($page:ident: $file:literal),* $(,)?) => {$(
        #[doc = include_str!(concat!("../../../docs/guide/", $file))]
        mod $page {}
    )*};
}

pages! {
    blocking: "blocking.md",
    command_line: "command-line.md",
    errors: "errors.md",
    import: "import.md",
    model_outputs: "model-outputs.md",
    monitor: "monitor.md",
    observing: "observing.md",
    predictions: "predictions.md",
    reading_back: "reading-back.md",
    shadow_and_review: "shadow-and-review.md",
    testing: "testing.md",
    transports: "transports.md",
}
