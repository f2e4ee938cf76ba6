//! Reads `Retry-After` (RFC 9110, 10.2.3), which may hold anything.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue, header};

/// The longest wait that a header can ask for.
const LONGEST: Duration = Duration::from_secs(3600);

/// Returns the longest wait that the headers ask for, at most an hour.
///
/// A date is compared with the `Date` of the response, so the local clock may be wrong. Without
/// `Date`, a date is ignored. Invalid values are ignored too.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let date = headers.get(header::DATE).and_then(http_date);
    headers
        .get_all(header::RETRY_AFTER)
        .iter()
        .filter_map(|value| seconds(value).or_else(|| until(value, date?)))
        .max()
        .map(|wait| wait.min(LONGEST))
}

fn seconds(value: &HeaderValue) -> Option<Duration> {
    let text = value.to_str().ok()?.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A number that does not fit into a u64 is a long time.
    digits.then(|| text.parse().map_or(LONGEST, Duration::from_secs))
}

fn until(value: &HeaderValue, date: SystemTime) -> Option<Duration> {
    let moment = http_date(value)?;
    Some(moment.duration_since(date).unwrap_or_default())
}

fn http_date(value: &HeaderValue) -> Option<SystemTime> {
    httpdate::parse_http_date(value.to_str().ok()?.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(date: Option<&str>, values: &[&str]) -> Option<u64> {
        let mut headers = HeaderMap::new();
        if let Some(date) = date {
            headers.insert(header::DATE, date.parse().unwrap());
        }
        for value in values {
            headers.append(header::RETRY_AFTER, value.parse().unwrap());
        }
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_and_dates_are_read_and_limited_to_an_hour() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        for (value, expected) in [
            ("0", Some(0)),
            ("7", Some(7)),
            (" 7 ", Some(7)),
            ("3601", Some(3600)),
            ("99999999999999999999999", Some(3600)),
            ("Sun, 06 Nov 1994 08:49:57 GMT", Some(20)),
            ("Sunday, 06-Nov-94 08:49:57 GMT", Some(20)),
            ("Sun Nov  6 08:49:57 1994", Some(20)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("Sat, 06 Nov 2094 08:49:37 GMT", Some(3600)),
            ("-1", None),
            ("1.5", None),
            ("NaN", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(read(Some(date), &[value]), expected, "{value:?}");
        }
    }

    #[test]
    fn a_date_is_ignored_if_the_response_has_no_date() {
        assert_eq!(read(None, &["Sun, 06 Nov 1994 08:49:57 GMT"]), None);
    }

    #[test]
    fn the_longer_wait_of_two_headers_is_returned() {
        assert_eq!(read(None, &["3", "12"]), Some(12));
        assert_eq!(read(None, &["soon", "12"]), Some(12));
    }
}
