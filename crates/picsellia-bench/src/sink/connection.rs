use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;

use super::responses::Responses;

/// The size of the buffer: enough for a head, and for draining a body with few calls.
const BUFFER: usize = 256 * 1024;

/// Responds to one request after another until the client closes the connection.
pub(super) fn serve(mut stream: TcpStream, responses: &Responses) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; BUFFER];
    let mut filled = 0;
    loop {
        let Some((head, response)) = parse(&buffer[..filled], responses)? else {
            match stream.read(&mut buffer[filled..])? {
                0 if filled == 0 => return Ok(()),
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                count => filled += count,
            }
            continue;
        };
        let received = filled - head.length;
        if received >= head.body {
            let rest = head.length + head.body;
            buffer.copy_within(rest..filled, 0);
            filled -= rest;
        } else {
            drain(&mut stream, &mut buffer, head.body - received)?;
            filled = 0;
        }
        stream.write_all(response)?;
    }
}

/// Reads exactly this many bytes, because another request can follow.
fn drain(stream: &mut TcpStream, buffer: &mut [u8], mut left: usize) -> io::Result<()> {
    while left > 0 {
        let room = left.min(buffer.len());
        match stream.read(&mut buffer[..room])? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            count => left -= count,
        }
    }
    Ok(())
}

/// The lengths of the head and the body of a request, in bytes.
struct Lengths {
    length: usize,
    body: usize,
}

/// Parses the head of a request, and chooses the response. `None` if the head is incomplete.
fn parse<'a>(bytes: &[u8], responses: &'a Responses) -> io::Result<Option<(Lengths, &'a [u8])>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(bytes).map_err(io::Error::other)? {
        httparse::Status::Complete(length) => length,
        httparse::Status::Partial if bytes.len() == BUFFER => {
            return Err(io::Error::other("the head of a request is too long"));
        }
        httparse::Status::Partial => return Ok(None),
    };
    let body = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let body = match body {
        Some(header) => {
            let text = std::str::from_utf8(header.value).map_err(io::Error::other)?;
            text.trim().parse().map_err(io::Error::other)?
        }
        None => 0,
    };
    Ok(Some((Lengths { length, body }, responses.to(request.path.unwrap_or_default()))))
}
