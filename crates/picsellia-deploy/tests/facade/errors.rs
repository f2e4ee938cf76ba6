//! One error type: what converts into it, and what can be asked of it.

use picsellia_deploy::error::{ConfigError, DecodeFailure};
use picsellia_deploy::image::ContentType;
use picsellia_deploy::transport::BuildError;
use picsellia_deploy::{
    BBox, Client, DetectionPrediction, Error, ErrorKind, Image, InferenceType, RetryPolicy,
};
use picsellia_transport_mock::{MockTransport, Route, block_on};
use serde_json::json;

use crate::support::{TOKEN, deployment_with, monitor};

fn caught(run: impl FnOnce() -> Result<(), Error>) -> Error {
    run().unwrap_err()
}

#[test]
fn errors_of_images_builders_and_transports_convert_with_a_question_mark() {
    let image = caught(|| {
        Image::open("no-such-file.png")?;
        Ok(())
    });
    assert!(matches!(image.kind(), ErrorKind::Image(_)) && image.is_invalid_input(), "{image}");

    let bbox = caught(|| {
        BBox::tlbr(9, 9, 1, 1)?;
        Ok(())
    });
    let builder = caught(|| {
        DetectionPrediction::builder().classes([1]).build()?;
        Ok(())
    });
    let inference_type = caught(|| {
        "DEPTH".parse::<InferenceType>()?;
        Ok(())
    });
    let content_type = caught(|| {
        "image/x".parse::<ContentType>()?;
        Ok(())
    });
    for error in [bbox, builder, inference_type, content_type] {
        assert!(matches!(error.kind(), ErrorKind::Invalid(_)) && error.is_invalid_input(), "{error}");
        assert_eq!((error.attempts(), error.may_have_been_accepted()), (0, false));
    }

    let build = caught(|| Err(BuildError::because("no such file: ca.pem"))?);
    assert!(matches!(build.kind(), ErrorKind::Build(_)) && build.is_config(), "{build}");
    assert!(format!("{build:?}").contains("no such file: ca.pem"), "the cause is printed: {build:?}");
}

#[test]
fn invalid_settings_are_configuration_errors() {
    let host = block_on(
        Client::builder(MockTransport::new()).ignore_environment().token(TOKEN).host("nowhere").connect(),
    );
    let error = host.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Config(ConfigError::Host(_))) && error.is_config(), "{error}");
    assert!(!error.is_invalid_input());
}

#[test]
fn the_status_of_a_response_is_known_without_the_http_crate() {
    type Is = fn(&Error) -> bool;
    let cases: [(u16, Option<Is>); 5] = [
        (404, Some(Error::is_not_found)),
        (401, Some(Error::is_unauthorized)),
        (409, Some(Error::is_conflict)),
        (429, Some(Error::is_rate_limited)),
        (422, None),
    ];
    let all: [Is; 4] =
        [Error::is_not_found, Error::is_unauthorized, Error::is_conflict, Error::is_rate_limited];
    for (status, is) in cases {
        let mock = MockTransport::new();
        let client = Client::builder(mock.clone())
            .ignore_environment()
            .token(TOKEN)
            .retry_policy(RetryPolicy::never());
        let client = block_on(client.connect()).unwrap();
        mock.on(Route::FindDeployment).respond(status);
        let error = block_on(client.deployment("doors")).unwrap_err();
        assert_eq!(error.status(), Some(status), "{error}");
        assert_eq!(is.map(|is| is(&error)), is.map(|_| true), "{error}");
        assert_eq!(all.iter().filter(|is| is(&error)).count(), usize::from(is.is_some()), "{error}");
        assert!(!error.is_connect() && !error.is_timeout(), "{error}");
    }
}

#[test]
fn failures_of_the_network_are_distinguished() {
    use picsellia_deploy::transport::TransportErrorKind::{Connect, ConnectionLost, Timeout, Tls};

    for (kind, connect, timeout) in
        [(Connect, true, false), (Tls, true, false), (Timeout, false, true), (ConnectionLost, false, false)]
    {
        let mock = MockTransport::new();
        let doors = deployment_with(&mock, RetryPolicy::never());
        mock.on(Route::Monitor).fail(kind);
        let error = monitor(&doors).unwrap_err();
        assert_eq!((error.is_connect(), error.is_timeout()), (connect, timeout), "{error}");
        assert_eq!(error.status(), None);
    }
}

#[test]
fn the_failure_of_a_login_is_that_of_the_call() {
    let mock = MockTransport::new();
    let doors = deployment_with(&mock, RetryPolicy::never());
    mock.on(Route::Login).respond(503);
    let error = monitor(&doors).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Login(_)), "{error}");
    assert_eq!(error.status(), Some(503));
}

#[test]
fn what_cannot_be_decoded_says_so() {
    let mock = MockTransport::new();
    let doors = deployment_with(&mock, RetryPolicy::never());
    let receipt = monitor(&doors).unwrap();
    let asset = block_on(doors.predicted_asset(&receipt)).unwrap();

    mock.on(Route::PredictedAsset).respond_json(200, json!({ "predictions": [], "reviews": [] }));
    let error = block_on(asset.champion()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(DecodeFailure::NoChampion(_))), "{error}");
    let elsewhere = json!({ "predictions": [{ "is_shadow": false, "prediction": { "labels": [] } }] });
    mock.on(Route::PredictedAsset).respond_json(200, elsewhere);
    let error = block_on(asset.champion()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(DecodeFailure::Prediction(_))), "{error}");
}
