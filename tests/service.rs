//! Tests monitoring end to end: a monitored prediction can be read from the datalake.

use picsellia_deploy::datalake::DataFilter;
use picsellia_deploy::{ErrorKind, GeometryPolicy, Image, MonitorRequest};
use picsellia_tests::{PNG, client, request, service, snippet};

#[tokio::test]
async fn a_monitored_prediction_can_be_read_from_the_datalake() {
    let service = service().await;
    let client = client(service.url()).connect().await.unwrap();
    let doors = client.deployment("doors").await.unwrap();
    let receipt = doors.send(&request()).await.unwrap();
    assert!(receipt.id().is_some());

    let datalake = client.datalake().await.unwrap();
    let [data] = datalake.list(&DataFilter::new().source("serving"), 10).await.unwrap().try_into().unwrap();
    assert_eq!((data.filename.as_str(), data.upload_status.as_str()), ("image.png", "DONE"));
    assert_eq!(data.size, Some(request().size()));
    assert_eq!(client.download(&data).await.unwrap(), PNG);

    let read = client.data(&data.id).await.unwrap();
    assert_eq!(read.source.as_deref(), Some("serving"));
    service.shutdown().await.unwrap();
}

#[tokio::test]
async fn predictions_can_be_found_by_source_tag_and_name() {
    let service = service().await;
    let client = client(service.url()).connect().await.unwrap();
    let doors = client.deployment("doors").await.unwrap();
    let name = "cam \"1\" \\ é.png";
    for (name, source, tags) in [
        (name, Some("camera \"1\""), vec!["night", "gold"]),
        ("b.png", Some("camera-2"), vec!["night"]),
        ("c.png", None, vec![]),
    ] {
        let mut builder =
            MonitorRequest::builder(Image::from_bytes(name, PNG).with_size(request().size()), 0.1, snippet())
                .geometry(GeometryPolicy::Repair)
                .tags(tags);
        if let Some(source) = source {
            builder = builder.source(source);
        }
        doors.send(&builder.build().unwrap()).await.unwrap();
    }
    let datalake = client.datalake().await.unwrap();
    for (filter, expected) in [
        (DataFilter::new(), vec![name, "b.png", "c.png"]),
        (DataFilter::new().source("camera \"1\""), vec![name]),
        (DataFilter::new().source("serving"), vec!["c.png"]),
        (DataFilter::new().tag("night"), vec![name, "b.png"]),
        (DataFilter::new().tag("night").tag("gold"), vec![name]),
        (DataFilter::new().filename(name), vec![name]),
        (DataFilter::new().query("filename = \"b.png\" or source = \"serving\""), vec!["b.png", "c.png"]),
        (DataFilter::new().tag("none"), vec![]),
    ] {
        let mut found: Vec<_> =
            datalake.list(&filter, 10).await.unwrap().into_iter().map(|data| data.filename).collect();
        let mut expected = expected;
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{filter:?}");
    }
    let error = datalake.list(&DataFilter::new().query("color = 1"), 10).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(rejection) if rejection.status() == 400), "{error}");
}

#[tokio::test]
async fn listing_reads_pages_up_to_the_limit() {
    let service = service().await;
    let client = client(service.url()).connect().await.unwrap();
    let doors = client.deployment("doors").await.unwrap();
    for _ in 0..5 {
        doors.send(&request()).await.unwrap();
    }
    let datalake = client.datalake().await.unwrap();
    assert_eq!(datalake.list(&DataFilter::new(), 3).await.unwrap().len(), 3);
    assert_eq!(
        datalake.list(&DataFilter::new(), 1000).await.unwrap().len(),
        5,
        "five keys, five predictions"
    );
}

#[tokio::test]
async fn an_unknown_token_or_deployment_is_an_error() {
    let service = service().await;
    let unknown = client(service.url()).token("another").connect().await.unwrap_err();
    assert!(matches!(unknown.kind(), ErrorKind::Authentication(_)), "{unknown}");
    let client = client(service.url()).connect().await.unwrap();
    let missing = client.deployment("windows").await.unwrap_err();
    assert!(
        matches!(missing.kind(), ErrorKind::Rejected(rejection) if rejection.status() == 404),
        "{missing}"
    );
}
