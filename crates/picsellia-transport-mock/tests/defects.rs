//! The conformance suite detects each single defect of a transport.

mod peer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use peer::{OnNothing, Scripted};
use picsellia_core::{Body, MonitorTransport, RequestLimits, TransportError, TransportErrorKind};
use picsellia_transport_conformance::ANY;
use picsellia_transport_mock::MockTransport;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Defect {
    SendsAgain,
    FollowsRedirects,
    TakesAStatusForAnError,
    KeepsOneOfRepeatedHeaders,
    IgnoresTheLimitOnResponses,
    IgnoresTheTimeout,
    ForgetsWhatCame,
    SaysNotSent,
    ShowsTheUrl,
    SendsHalfTheBody,
    DoesNotSleep,
}

#[derive(Debug)]
struct Spoiled {
    mock: MockTransport,
    defect: Defect,
}

type Exchanged = Result<Response<Bytes>, TransportError>;

impl Spoiled {
    async fn sent(&self, request: &Request<Body>, mut limits: RequestLimits) -> Exchanged {
        let mut request = request.clone();
        match self.defect {
            Defect::IgnoresTheLimitOnResponses => limits.max_response_bytes = usize::MAX,
            Defect::IgnoresTheTimeout => limits.timeout = Duration::from_secs(3600),
            Defect::SendsHalfTheBody => {
                let body = request.body().as_bytes().cloned().unwrap_or_default();
                *request.body_mut() = body.slice(..body.len() / 2).into();
            }
            _ => {}
        }
        self.mock.exchange(request, limits).await
    }

    fn spoil_response(&self, mut response: Response<Bytes>) -> Exchanged {
        if self.defect == Defect::TakesAStatusForAnError && response.status().as_u16() >= 400 {
            return Err(TransportError::new(TransportErrorKind::Malformed));
        }
        if self.defect == Defect::KeepsOneOfRepeatedHeaders {
            for (name, value) in response.headers().clone() {
                name.map(|name| response.headers_mut().insert(name, value));
            }
        }
        Ok(response)
    }

    fn spoil_error(&self, error: TransportError, request: &Request<Body>) -> TransportError {
        match self.defect {
            Defect::ForgetsWhatCame => TransportError::new(error.kind()),
            Defect::SaysNotSent if error.received().is_none() => {
                TransportError::new(TransportErrorKind::Connect)
            }
            Defect::ShowsTheUrl => error.with_source(request.uri().to_string()),
            _ => error,
        }
    }
}

#[async_trait]
impl MonitorTransport for Spoiled {
    async fn exchange(&self, request: Request<Body>, limits: RequestLimits) -> Exchanged {
        let mut sent = self.sent(&request, limits).await;
        let again = match &sent {
            Ok(response) => self.defect == Defect::FollowsRedirects && response.status().is_redirection(),
            Err(error) => self.defect == Defect::SendsAgain && error.may_have_been_sent(),
        };
        if again {
            sent = self.sent(&request, limits).await;
        }
        match sent {
            Ok(response) => self.spoil_response(response),
            Err(error) => Err(self.spoil_error(error, &request)),
        }
    }

    async fn sleep(&self, duration: Duration) {
        if self.defect != Defect::DoesNotSleep {
            self.mock.sleep(duration).await;
        }
    }

    fn now(&self) -> Instant {
        self.mock.now()
    }
}

/// Returns the cases that detect a defect.
fn detected_by(defect: Defect) -> Vec<&'static str> {
    let fails = |case: &dyn Fn()| catch_unwind(AssertUnwindSafe(case)).is_err();
    let failing = ANY.iter().filter(|(_, case)| {
        let mock = MockTransport::new();
        let subject = OnNothing(Spoiled { mock: mock.clone(), defect });
        fails(&|| case(&subject, &Scripted(mock.clone())))
    });
    failing.map(|(name, _)| *name).collect()
}

#[test]
fn each_defect_is_detected_by_the_case_about_it() {
    for (defect, case) in [
        (Defect::SendsAgain, "a_lost_response_may_have_been_sent"),
        (Defect::FollowsRedirects, "a_redirect_is_not_followed"),
        (Defect::TakesAStatusForAnError, "every_status_is_a_response"),
        (Defect::KeepsOneOfRepeatedHeaders, "repeated_headers_of_a_response_are_kept"),
        (Defect::IgnoresTheLimitOnResponses, "a_response_over_the_limit_is_rejected"),
        (Defect::IgnoresTheTimeout, "a_stalled_service_times_out"),
        (Defect::ForgetsWhatCame, "a_truncated_response_keeps_what_was_received"),
        (Defect::SaysNotSent, "a_lost_response_may_have_been_sent"),
        (Defect::ShowsTheUrl, "an_error_shows_no_secret"),
        (Defect::SendsHalfTheBody, "a_large_body_arrives_whole"),
        (Defect::DoesNotSleep, "a_sleep_moves_the_clock"),
    ] {
        let noticed = detected_by(defect);
        assert!(noticed.contains(&case), "{defect:?} was noticed by {noticed:?}, not by {case}");
        assert!(noticed.len() < ANY.len() / 2, "{defect:?} is one defect, and {noticed:?} fail");
    }
}
