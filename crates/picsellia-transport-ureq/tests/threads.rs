//! On which thread the work is done.
// A helper that fails ends the test.
#![allow(clippy::expect_used)]

use std::io::Read;
use std::net::TcpListener;
use std::pin::{Pin, pin};
use std::sync::mpsc::channel;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use http::Request;
use picsellia_core::{Body, Inline, MonitorTransport, RequestLimits, Threaded};
use picsellia_transport_conformance::{HttpPeer, Peer, Reply, Turn};
use picsellia_transport_ureq::UreqTransport;

fn get(url: String) -> Request<Body> {
    Request::get(url).body(Body::empty()).expect("a request")
}

fn threaded() -> Threaded<UreqTransport> {
    Threaded::new(UreqTransport::new().expect("a transport"))
}

fn poll_once<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn an_exchange_does_not_block_the_thread_that_polls() {
    let peer = HttpPeer::start();
    peer.turns([Turn::new().read_head().stall()]);
    let transport = threaded();
    let exchanged = transport.exchange(get(peer.origin() + "/"), RequestLimits::default());
    assert!(poll_once(pin!(exchanged)).is_pending());
    let slept = transport.sleep(Duration::from_secs(3600));
    assert!(poll_once(pin!(slept)).is_pending());
}

#[test]
fn an_inline_exchange_is_ready_at_its_first_poll() {
    let peer = HttpPeer::start();
    peer.script(vec![Reply::Whole(http::Response::new("{}".into()))]);
    let transport = Inline::new(UreqTransport::new().expect("a transport"));
    let exchanged = transport.exchange(get(peer.origin() + "/"), RequestLimits::default());
    let Poll::Ready(Ok(response)) = poll_once(pin!(exchanged)) else { panic!("no response") };
    assert_eq!(response.body(), "{}");
    assert!(poll_once(pin!(transport.sleep(Duration::from_millis(1)))).is_ready());
}

#[test]
fn a_dropped_future_closes_its_connection() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let origin = format!("http://{}/", listener.local_addr().expect("its address"));
    let (begun, begins) = channel();
    let service = thread::spawn(move || {
        let (mut socket, _) = listener.accept().expect("a connection");
        let mut piece = [0; 1024];
        let came = socket.read(&mut piece).expect("a request");
        begun.send(came).expect("the test waits");
        // It never responds. This ends when the client closes the connection.
        socket.read(&mut piece).unwrap_or(0)
    });
    let transport = threaded();
    {
        let exchanged = transport.exchange(get(origin), RequestLimits::default());
        let mut exchanged = pin!(exchanged);
        assert!(poll_once(exchanged.as_mut()).is_pending());
        assert!(begins.recv().expect("the request came") > 0);
    }
    assert_eq!(service.join().expect("the service ends"), 0);
}

#[test]
fn a_thousand_sleeps_end_in_time() {
    const NAP: Duration = Duration::from_millis(50);
    let transport = threaded();
    let began = Instant::now();
    let mut sleeping: Vec<_> = (0..1_000).map(|index| transport.sleep(NAP * (index % 3))).collect();
    // A sleep of no time is ready at once.
    sleeping.retain_mut(|sleep| poll_once(sleep.as_mut()).is_pending());
    for sleep in sleeping {
        pollster::block_on(sleep);
    }
    let took = began.elapsed();
    assert!(took >= 2 * NAP && took < Duration::from_secs(20), "{took:?}");
    // A dropped sleep is forgotten.
    let mut dropped = transport.sleep(Duration::MAX);
    assert!(poll_once(dropped.as_mut()).is_pending());
    drop(dropped);
}

#[test]
fn all_exchanges_end_if_there_are_more_than_threads() {
    const AT_ONCE: usize = 200;
    let peer = HttpPeer::start();
    peer.script((0..AT_ONCE).map(|_| Reply::Whole(http::Response::new("{}".into()))).collect());
    let transport = threaded();
    let exchanges =
        (0..AT_ONCE).map(|_| transport.exchange(get(peer.origin() + "/"), RequestLimits::default()));
    let exchanges: Vec<_> = exchanges.collect();
    let mut pending = Vec::new();
    for mut exchange in exchanges {
        match poll_once(exchange.as_mut()) {
            Poll::Ready(response) => drop(response.expect("a response")),
            Poll::Pending => pending.push(exchange),
        }
    }
    for exchange in pending {
        pollster::block_on(exchange).expect("a response");
    }
    assert_eq!(peer.requests().len(), AT_ONCE);
    assert!(peer.connections() <= AT_ONCE);
}
