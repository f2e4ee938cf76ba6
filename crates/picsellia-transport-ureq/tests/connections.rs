//! Idle connections, and the limits that ureq sets.
// A helper that fails ends the test.
#![allow(clippy::expect_used)]

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::thread;

use http::Request;
use picsellia_core::{BlockingMonitorTransport, Body, RequestLimits, TransportError, TransportErrorKind};
use picsellia_transport_conformance::{HttpPeer, Peer, Turn};
use picsellia_transport_ureq::UreqTransport;

fn get(transport: &UreqTransport, url: String) -> Result<http::Response<bytes::Bytes>, TransportError> {
    let request = Request::get(url).body(Body::empty()).expect("a request");
    transport.exchange(request, RequestLimits::default())
}

/// Checks that the next exchange succeeds after the service has done `end` with an idle connection.
fn next_exchange_succeeds_after(end: fn(&mut std::net::TcpStream)) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("its address"));
    let (done, dones) = channel();
    let (received, receives) = channel::<()>();
    let service = thread::spawn(move || {
        let mut kept = Vec::new();
        for _ in 0..2 {
            let (mut socket, _) = listener.accept().expect("a connection");
            let _ = socket.read(&mut [0; 4096]).expect("a request");
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").expect("room");
            receives.recv().expect("the test has read the response");
            end(&mut socket);
            kept.push(socket);
            done.send(()).expect("the test waits");
        }
    });
    let transport = UreqTransport::new().expect("a transport");
    for _ in 0..2 {
        // The first connection would fail, or return the bytes that nobody asked for.
        let response = get(&transport, url.clone()).expect("a response");
        assert_eq!(response.body(), "{}");
        received.send(()).expect("the service waits");
        dones.recv().expect("the service is done");
    }
    service.join().expect("the service ends");
}

#[test]
fn a_connection_that_was_closed_while_idle_is_not_reused() {
    next_exchange_succeeds_after(|socket| socket.shutdown(std::net::Shutdown::Both).expect("an end"));
}

#[test]
fn a_connection_that_received_bytes_while_idle_is_not_reused() {
    next_exchange_succeeds_after(|socket| {
        socket.write_all(b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n").expect("room");
    });
}

#[test]
fn a_head_above_64_kib_is_malformed() {
    let peer = HttpPeer::start();
    let more = format!("x-more: {}\r\n", "y".repeat(1_000));
    peer.turns([Turn::new().read_request().write("HTTP/1.1 201 Created\r\n").write_without_end(more)]);
    let transport = UreqTransport::new().expect("a transport");
    let error = get(&transport, peer.origin() + "/").expect_err("a head without an end");
    assert_eq!(error.kind(), TransportErrorKind::Malformed);
    assert!(error.source().expect("a reason").to_string().contains("64 KiB"), "{error:?}");
}

/// What ureq would reject or change is rejected before a connection is made.
#[test]
fn a_request_that_ureq_cannot_send_as_given_is_unsendable() {
    let peer = HttpPeer::start();
    let latin = http::HeaderValue::from_bytes(b"d\xe9p").expect("a header value");
    let large = http::HeaderValue::try_from("x".repeat(520 * 1024)).expect("a header value");
    let transport = UreqTransport::new().expect("a transport");
    for (name, value) in [("authorization", &latin), ("host", &latin), ("x-large", &large)] {
        let request = Request::get(peer.origin() + "/").header(name, value).body(Body::empty());
        let result = transport.exchange(request.expect("a request"), RequestLimits::default());
        assert_eq!(result.expect_err(name).kind(), TransportErrorKind::Unsendable, "{name}");
    }
    let twice = Request::get(peer.origin() + "/").header("host", "a.test").header("host", "b.test");
    let result = transport.exchange(twice.body(Body::empty()).expect("a request"), RequestLimits::default());
    assert_eq!(result.expect_err("two hosts").kind(), TransportErrorKind::Unsendable);
    assert_eq!(peer.connections(), 0);
}

/// ureq accepts at most 20 characters in the size line of a chunk, as the README says.
#[test]
fn a_chunk_with_a_long_extension_truncates_the_response() {
    let peer = HttpPeer::start();
    let head = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunks = "2;signature=0123456789abcdef\r\n{}\r\n0\r\n\r\n";
    peer.turns([Turn::new().read_request().write(format!("{head}{chunks}")).close()]);
    let transport = UreqTransport::new().expect("a transport");
    let error = get(&transport, peer.origin() + "/").expect_err("a long line");
    assert_eq!(error.kind(), TransportErrorKind::Truncated);
    assert_eq!(error.received().expect("the status is known").status(), 201);
}
