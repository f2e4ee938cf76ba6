/// Returns the part of a URL that may be shown. The path and the query can be secret.
pub(crate) fn origin(url: &http::Uri) -> String {
    let host = url.authority().map_or("", |authority| authority.as_str());
    format!("{}://{host}", url.scheme_str().unwrap_or_default())
}
