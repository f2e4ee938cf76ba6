/// Parses a number. A sign is allowed, because the range is validated with the request.
pub(crate) fn parse_number(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| "not a number".to_owned())
}
