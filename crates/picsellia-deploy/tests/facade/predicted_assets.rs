//! Handles of stored predictions: which keys find them, and what they read and change.

use picsellia_deploy::predicted_asset::{PredictedAssetKey, Review};
use picsellia_deploy::{BBox, Image, ImageSize, MonitorReceipt, blocking};
use picsellia_transport_mock::{MockTransport, Route, block_on};

use crate::support::{TOKEN, count, deployment, monitor, request};

#[test]
fn every_key_finds_the_same_predicted_asset() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let receipt = monitor(&doors).unwrap();
    let found = block_on(doors.predicted_asset(&receipt)).unwrap();
    assert_eq!(Some(found.prediction_id()), receipt.id());
    let data = found.data();
    for key in [
        PredictedAssetKey::from(found.prediction_id()),
        PredictedAssetKey::from(found.id()),
        PredictedAssetKey::from(&data.id),
        PredictedAssetKey::filename(&data.filename),
        PredictedAssetKey::object_name(&data.object_name),
    ] {
        assert_eq!(block_on(doors.predicted_asset(key)).unwrap().info(), found.info(), "{key:?}");
    }
}

#[test]
fn a_receipt_without_an_id_is_refused_before_anything_is_sent() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let error = block_on(doors.predicted_asset(&MonitorReceipt::replayed(b"{}"))).unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
    assert!(error.to_string().contains("by the file name"), "it says what to do instead: {error}");
    assert_eq!(count(&mock, Route::FindPredictedAsset), 0);
}

#[test]
fn a_handle_reads_reviews_and_deletes_what_is_stored() {
    let mock = MockTransport::new().with_labels("doors", ["shut", "open"]);
    let doors = deployment(&mock);
    let champion = request().prediction().clone();
    let image =
        Image::from_bytes("door.png", &b"\x89PNG"[..]).with_size(ImageSize { width: 600, height: 800 });
    let call = doors.monitor(image, 0.257, champion.clone());
    let receipt = block_on(call.shadow(0.101, champion.clone()).send()).unwrap();

    let asset = block_on(doors.predicted_asset(&receipt)).unwrap();
    let stored = block_on(asset.champion()).unwrap();
    assert_eq!((stored.prediction, stored.latency), (champion.clone(), Some(0.257.into())));
    assert_eq!(block_on(asset.shadow()).unwrap().map(|shadow| shadow.prediction), Some(champion));

    assert_eq!(block_on(asset.review()).unwrap(), None);
    let open = block_on(doors.labels()).unwrap().remove(1);
    let review = Review::new().rectangle(open.id, BBox::xywh(1, 2, 3, 4).unwrap());
    block_on(asset.add_review(&review)).unwrap();
    assert_eq!(block_on(asset.review()).unwrap().unwrap()["rectangles"][0]["w"], 3);

    block_on(asset.delete()).unwrap();
    assert!(block_on(asset.champion()).unwrap_err().is_not_found());
}

#[test]
fn a_delete_whose_response_is_lost_succeeds_when_nothing_is_left() {
    let mock = MockTransport::new();
    let doors = deployment(&mock);
    let asset = block_on(doors.predicted_asset(&monitor(&doors).unwrap())).unwrap();
    mock.on(Route::PredictedAsset).lose_response();
    block_on(asset.delete()).unwrap();
    assert_eq!(count(&mock, Route::PredictedAsset), 2);

    let error = block_on(asset.delete()).unwrap_err();
    assert!(error.is_not_found(), "it was deleted before this call: {error}");
}

#[test]
fn the_blocking_handles_do_the_same() {
    let mock = MockTransport::new();
    let client = blocking::Client::builder(mock).ignore_environment().token(TOKEN).connect().unwrap();
    let doors = client.deployment("doors").unwrap();
    let receipt = doors.send(&request()).unwrap();
    let asset = doors.predicted_asset(&receipt).unwrap();
    assert_eq!(&asset.champion().unwrap().prediction, request().prediction());
    assert_eq!((asset.shadow().unwrap(), asset.review().unwrap()), (None, None));
    let listed: Vec<_> = doors.iter_predicted_assets(Default::default()).map(Result::unwrap).collect();
    assert_eq!(listed[0].info(), asset.info());
    asset.delete().unwrap();
    assert!(doors.predicted_asset(asset.id()).unwrap_err().is_not_found());
}
