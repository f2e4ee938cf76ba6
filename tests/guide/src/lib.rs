//! The pages of `docs/guide`, so that `cargo test -p guide` compiles and runs their examples.

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
