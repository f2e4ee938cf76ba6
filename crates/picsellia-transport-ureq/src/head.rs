use std::mem::MaybeUninit;

/// The most headers of a response, as in ureq.
const MAX_HEADERS: usize = 128;

/// Returns the status and the length of the response head at the start of `bytes`, or `None` if
/// it is incomplete.
pub(crate) fn parse_head(bytes: &[u8]) -> Result<Option<(u16, usize)>, httparse::Error> {
    let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut head = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    match config.parse_response_with_uninit_headers(&mut head, bytes, &mut headers)? {
        httparse::Status::Complete(length) => Ok(Some((head.code.unwrap_or_default(), length))),
        httparse::Status::Partial => Ok(None),
    }
}
