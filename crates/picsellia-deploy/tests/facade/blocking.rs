//! The blocking facade behaves as the async one does, without a runtime.

use picsellia_deploy::ErrorKind;
use picsellia_deploy::blocking::{Client, Deployment};
use picsellia_deploy::datalake::DataFilter;
use picsellia_transport_mock::{MockTransport, Reply, Route};
use serde_json::json;

use crate::support::{TOKEN, count, request};

fn doors(mock: &MockTransport) -> Deployment {
    Client::builder(mock.clone())
        .ignore_environment()
        .token(TOKEN)
        .organization("acme")
        .connect()
        .unwrap()
        .deployment("doors")
        .unwrap()
}

#[test]
fn a_prediction_is_monitored_and_retried_without_a_runtime() {
    let mock = MockTransport::new();
    let doors = doors(&mock);
    mock.on(Route::Monitor).respond(503).lose_response();
    let receipt = doors.send(&request()).unwrap();
    assert_eq!(receipt.id(), Some(mock.monitored()[0].id()));
    assert_eq!((mock.monitored().len(), mock.slept().len()), (1, 2));
}

#[test]
fn many_threads_share_one_session() {
    let mock = MockTransport::new();
    let doors = doors(&mock);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| (0..20).for_each(|_| drop(doors.send(&request()).unwrap())));
        }
    });
    assert_eq!((count(&mock, Route::Login), mock.monitored().len()), (1, 320));
}

#[test]
fn a_list_is_iterated_page_by_page() {
    let mock = MockTransport::new();
    let client = Client::builder(mock.clone()).ignore_environment().token(TOKEN).connect().unwrap();
    let datalake = client.datalake().unwrap();
    let data = |name: &str| {
        json!({ "id": name, "filename": name, "object_name": name, "type": "IMAGE", "content_type": "image/png",
            "upload_status": "DONE", "meta": { "width": 4, "height": 3 } })
    };
    mock.on(Route::ListData)
        .respond_json(200, json!({ "items": [data("a"), data("b")], "count": 4, "next_cursor": "2" }))
        .respond_json(200, json!({ "items": [data("c")], "count": 4, "next_cursor": "3" }))
        .then(Reply::status(404));
    let mut items = datalake.iter(DataFilter::new());
    assert_eq!(count(&mock, Route::ListData), 0, "pages are requested only when needed");
    assert_eq!(items.next().unwrap().unwrap().filename, "a");
    assert_eq!(count(&mock, Route::ListData), 1);
    assert_eq!(items.by_ref().take(2).map(|data| data.unwrap().filename).collect::<Vec<_>>(), ["b", "c"]);
    assert!(matches!(items.next().unwrap().unwrap_err().kind(), ErrorKind::Rejected(_)));
    assert!(items.next().is_none(), "the iterator ends after an error");
}
