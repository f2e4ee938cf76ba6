//! Where the body of a response ends (RFC 9112, 6.3).

use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, Response, StatusCode, Version};
use picsellia_core::{TransportError, TransportErrorKind};

use crate::outgoing::has_token;

/// How long a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Exactly(u64),
    InChunks,
    UntilTheEnd,
}

/// How the body of a response ends, and whether the connection serves another request after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Framing {
    pub(crate) length: Length,
    pub(crate) keeps: bool,
}

impl Framing {
    pub(crate) fn of(response: &Response<()>, responses_head: bool) -> Result<Self, TransportError> {
        let headers = response.headers();
        let status = response.status();
        let stated = stated_length(headers)?;
        let coded = headers.contains_key(TRANSFER_ENCODING);
        let bodiless = responses_head
            || status.is_informational()
            || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        let is_newer = response.version() == Version::HTTP_11;
        let length = if bodiless {
            Length::Exactly(0)
        } else if coded {
            if is_newer && ends_in_chunked(headers) { Length::InChunks } else { Length::UntilTheEnd }
        } else {
            stated.map_or(Length::UntilTheEnd, Length::Exactly)
        };
        let wanted = if is_newer {
            !has_token(headers, CONNECTION.as_str(), "close")
        } else {
            has_token(headers, CONNECTION.as_str(), "keep-alive")
        };
        // Two lengths are what an attack looks like: nothing else is read from such a connection.
        let ambiguous = coded && (stated.is_some() || !is_newer);
        let keeps = wanted
            && !ambiguous
            && length != Length::UntilTheEnd
            && status != StatusCode::SWITCHING_PROTOCOLS;
        Ok(Self { length, keeps })
    }
}

/// The `Content-Length`, which may be repeated but not contradicted.
fn stated_length(headers: &HeaderMap) -> Result<Option<u64>, TransportError> {
    let mut length = None;
    let items = headers.get_all(CONTENT_LENGTH).iter();
    for item in items.flat_map(|value| value.as_bytes().split(|&byte| byte == b',')) {
        let item = item.trim_ascii();
        let digits = !item.is_empty() && item.iter().all(u8::is_ascii_digit);
        let number = std::str::from_utf8(item).ok().filter(|_| digits).and_then(|text| text.parse().ok());
        let contradicted = length.is_some_and(|length| Some(length) != number);
        match number {
            Some(number) if !contradicted => length = Some(number),
            _ => {
                return Err(TransportError::because(
                    TransportErrorKind::Malformed,
                    "the length of the response is none",
                ));
            }
        }
    }
    Ok(length)
}

fn ends_in_chunked(headers: &HeaderMap) -> bool {
    let last = headers.get_all(TRANSFER_ENCODING).iter().next_back();
    let last = last.and_then(|value| value.as_bytes().rsplit(|&byte| byte == b',').next());
    last.is_some_and(|coding| coding.trim_ascii().eq_ignore_ascii_case(b"chunked"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framing(version: Version, status: u16, headers: &[(&str, &str)]) -> Option<(Length, bool)> {
        let mut response = Response::builder().version(version).status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let framing = Framing::of(&response.body(()).expect("a response"), false).ok()?;
        Some((framing.length, framing.keeps))
    }

    #[test]
    fn the_length_follows_the_rfc() {
        use Length::{Exactly, InChunks, UntilTheEnd};
        let newer = |status, headers: &[_]| framing(Version::HTTP_11, status, headers);
        let chunked = ("transfer-encoding", "chunked");
        for (headers, expected) in [
            (vec![("content-length", "5")], Some((Exactly(5), true))),
            (vec![("content-length", "5"), ("content-length", "5")], Some((Exactly(5), true))),
            (vec![("content-length", "5, 5")], Some((Exactly(5), true))),
            (vec![("content-length", "5"), ("content-length", "6")], None),
            (vec![("content-length", "+5")], None),
            (vec![("content-length", "-1")], None),
            (vec![("content-length", "")], None),
            (vec![("content-length", "99999999999999999999999")], None),
            (vec![("content-length", "5"), ("connection", "keep-alive, Close")], Some((Exactly(5), false))),
            (vec![chunked], Some((InChunks, true))),
            (vec![("transfer-encoding", "gzip, Chunked")], Some((InChunks, true))),
            (vec![("transfer-encoding", "chunked, gzip")], Some((UntilTheEnd, false))),
            (vec![chunked, ("content-length", "5")], Some((InChunks, false))),
            (vec![], Some((UntilTheEnd, false))),
        ] {
            assert_eq!(newer(201, &headers), expected, "{headers:?}");
        }
        assert_eq!(newer(204, &[chunked]), Some((Exactly(0), true)));
        assert_eq!(newer(304, &[("content-length", "5")]), Some((Exactly(0), true)));
        assert_eq!(newer(101, &[]), Some((Exactly(0), false)));
        let older = |headers: &[_]| framing(Version::HTTP_10, 200, headers);
        assert_eq!(older(&[("content-length", "5")]), Some((Exactly(5), false)));
        assert_eq!(older(&[("content-length", "5"), ("connection", "keep-alive")]), Some((Exactly(5), true)));
        assert_eq!(older(&[chunked, ("connection", "keep-alive")]), Some((UntilTheEnd, false)));
    }
}
