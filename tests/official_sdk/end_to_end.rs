//! Tests end to end that this SDK finds what the official SDK monitors on the local service.

use std::path::Path;

use picsellia_deploy::datalake::DataFilter;
use picsellia_tests::{PNG, client, service};

use crate::cases;
use crate::compare::Outcome;
use crate::official::OfficialSdk;
use crate::report::Report;

pub(crate) async fn check(official: &mut OfficialSdk, folder: &Path, report: &mut Report) {
    let service = service().await;
    let instruction = cases::documented().instruction;
    std::fs::write(folder.join("image.png"), PNG).expect("the image can be written");
    // The service runs on another thread of the runtime.
    let outcome = tokio::task::block_in_place(|| official.run(&instruction, service.url(), folder));
    let Outcome::Done(id) = outcome else {
        panic!("the official SDK failed at the local service: {outcome:?}")
    };
    assert!(id.is_string(), "monitor() returned no id: {id}");

    let client = client(service.url()).connect().await.expect("the client connects");
    let datalake = client.datalake().await.expect("there is a datalake");
    let found = datalake.list(&DataFilter::new().source("serving"), 10).await.expect("a list");
    let [data] = found.as_slice() else { panic!("expected one prediction, found {found:?}") };
    assert_eq!(data.filename, "image.png");
    let bytes = client.download(data).await.expect("the image");
    assert_eq!(bytes, PNG, "the image is unchanged");
    service.shutdown().await.expect("the service stops");
    report.count("on the local service, what the official SDK monitors is found by ours", true);
}
