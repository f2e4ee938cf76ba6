use std::io::{self, ErrorKind, Read};

/// Reads one response with a `Content-Length` to its end, and returns its status.
pub(super) fn read(stream: &mut impl Read) -> io::Result<u16> {
    let mut buffer = [0; 4096];
    let mut filled = 0;
    loop {
        let count = stream.read(&mut buffer[filled..])?;
        if count == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        filled += count;
        let mut headers = [httparse::EMPTY_HEADER; 16];
        let mut response = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(head) = response.parse(&buffer[..filled]).map_err(io::Error::other)?
        else {
            continue;
        };
        let length =
            response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse::<usize>().ok());
        let length = length.ok_or_else(|| io::Error::other("the response has no Content-Length"))?;
        if filled >= head + length {
            return Ok(response.code.unwrap_or_default());
        }
    }
}
