use serde::Serialize;

use crate::failure::Failure;

/// A failure as a program reads it.
#[derive(Serialize)]
struct JsonError<'a> {
    error: Fields<'a>,
}

#[derive(Serialize)]
struct Fields<'a> {
    message: String,
    hint: Option<&'a str>,
    code: u8,
    kind: &'static str,
    may_have_been_accepted: bool,
}

/// Returns the failure as one line of JSON.
pub(super) fn render(failure: &Failure) -> String {
    let error = JsonError {
        error: Fields {
            // A program that reads only the message gets the details and causes too.
            message: failure.in_one_line(),
            hint: failure.hint.as_deref(),
            code: failure.exit as u8,
            kind: failure.exit.as_str(),
            may_have_been_accepted: failure.may_have_been_accepted,
        },
    };
    // Texts and numbers can always be written.
    serde_json::to_string(&error).unwrap_or_default()
}
