//! Tests every call of a deployment against the local service and its real storage.
#![allow(clippy::unwrap_used, reason = "a failure ends the test")]

use picsellia_deploy::datalake::{DataFilter, DataKey, DataKeys};
use picsellia_deploy::deployment::DeploymentUpdate;
use picsellia_deploy::geometry::PointFormat;
use picsellia_deploy::predicted_asset::{PredictedAssetKey, Review};
use picsellia_deploy::prediction::{
    KeypointPrediction, LinePrediction, MaskPrediction, PointPrediction, SegmentationPrediction,
};
use picsellia_deploy::statistics::StatisticsFilter;
use picsellia_deploy::{
    BBox, ClassificationPrediction, Client, Deployment, DetectionPrediction, ErrorKind, GeometryPolicy,
    Image, ImageSize, InferenceType, MonitorRequest, Prediction, Shadow,
};
use picsellia_server::Server;
use picsellia_tests::{PNG, TOKEN, client};
use serde_json::json;

const SIZE: ImageSize = ImageSize { width: 600, height: 800 };

async fn service(deployments: &[(&str, InferenceType)]) -> (Server, Client) {
    let builder = Server::builder().token(TOKEN).organization("acme").temporary();
    let builder = deployments.iter().fold(builder, |builder, (name, kind)| builder.deployment(*name, *kind));
    let server = builder.labels("doors", ["person", "car"]).start().await.unwrap();
    let client = client(server.url()).connect().await.unwrap();
    (server, client)
}

async fn doors() -> (Server, Client, Deployment) {
    let (server, client) = service(&[("doors", InferenceType::ObjectDetection)]).await;
    let doors = client.deployment("doors").await.unwrap();
    (server, client, doors)
}

fn image() -> Image {
    Image::from_bytes("image.png", PNG).with_size(SIZE)
}

fn boxes() -> DetectionPrediction {
    DetectionPrediction::builder()
        .object(0, 0.9, BBox::tlbr(128, 200, 159, 240).unwrap())
        .object(1, 0.7, BBox::tlbr(10, 20, 30, 40).unwrap())
        .build()
        .unwrap()
}

#[tokio::test]
async fn predictions_of_every_type_are_stored_unchanged() {
    let predictions: [(&str, InferenceType, Prediction); 7] = [
        (
            "classes",
            InferenceType::Classification,
            ClassificationPrediction::builder().class(2, 0.8).build().unwrap().into(),
        ),
        ("doors", InferenceType::ObjectDetection, boxes().into()),
        (
            "outlines",
            InferenceType::Segmentation,
            SegmentationPrediction::builder()
                .classes([1])
                .scores([0.8])
                .polygons(PointFormat::PIXELS, [[[200, 200], [225, 200], [250, 250]]])
                .build()
                .unwrap()
                .into(),
        ),
        (
            "lines",
            InferenceType::Line,
            LinePrediction::builder()
                .classes([1])
                .scores([0.8])
                .lines(PointFormat::PIXELS, [[[1, 2], [3, 4]]])
                .build()
                .unwrap()
                .into(),
        ),
        (
            "points",
            InferenceType::Point,
            PointPrediction::builder()
                .classes([1])
                .scores([0.8])
                .points(PointFormat::PIXELS, [[1, 2]])
                .build()
                .unwrap()
                .into(),
        ),
        (
            "skeletons",
            InferenceType::Keypoint,
            KeypointPrediction::builder()
                .classes([1])
                .scores([0.8])
                .keypoints(PointFormat::PIXELS, [[([1, 2], 2), ([3, 4], 0)]])
                .build()
                .unwrap()
                .into(),
        ),
        (
            "masks",
            InferenceType::Mask,
            MaskPrediction::builder().classes([1]).scores([0.8]).masks(["12 3 40 5"]).build().unwrap().into(),
        ),
    ];
    let deployments: Vec<_> = predictions.iter().map(|(name, kind, _)| (*name, *kind)).collect();
    let (_server, client) = service(&deployments).await;
    for (name, _, prediction) in predictions {
        let deployment = client.deployment(name).await.unwrap();
        let request = MonitorRequest::builder(image(), 0.1, prediction.clone()).build().unwrap();
        let receipt = deployment.send(&request).await.unwrap();
        let asset = deployment.predicted_asset(&receipt).await.unwrap();
        let stored = asset.stored_predictions().await.unwrap();
        let champion = stored.champion_as(deployment.inference_type()).unwrap().unwrap();
        assert_eq!((champion.prediction, champion.latency), (prediction, Some(0.1.into())), "{name}");
        assert_eq!(stored.shadow_as(deployment.inference_type()).unwrap(), None);
    }
}

#[tokio::test]
async fn a_shadow_can_be_added_later_and_only_once() {
    let (_server, _, doors) = doors().await;
    let request = MonitorRequest::builder(image(), 0.1, boxes()).build().unwrap();
    let receipt = doors.send(&request).await.unwrap();
    let id = receipt.id().unwrap();
    let shadow = |latency: f64| Shadow::new(latency, boxes(), SIZE, GeometryPolicy::Strict).unwrap();
    doors.monitor_shadow(id, &shadow(0.2)).await.unwrap();
    let asset = doors.predicted_asset(id).await.unwrap();
    assert!(asset.stored_predictions().await.unwrap().shadow().is_some());
    let error = doors.monitor_shadow(id, &shadow(0.3)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(rejection) if rejection.status() == 409), "{error}");
}

#[tokio::test]
async fn a_request_that_is_sent_twice_is_stored_once() {
    let (_server, _, doors) = doors().await;
    let request = MonitorRequest::builder(image(), 0.1, boxes()).build().unwrap();
    let first = doors.send(&request).await.unwrap();
    let again = doors.send(&request).await.unwrap();
    assert_eq!(first.id(), again.id());
    assert_eq!(doors.predicted_assets(&DataFilter::new(), 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_stored_image_can_be_monitored_on_another_deployment() {
    let (_server, client) =
        service(&[("doors", InferenceType::ObjectDetection), ("gates", InferenceType::ObjectDetection)])
            .await;
    let (doors, gates) =
        (client.deployment("doors").await.unwrap(), client.deployment("gates").await.unwrap());
    let request = MonitorRequest::builder(image(), 0.1, boxes()).build().unwrap();
    let receipt = doors.send(&request).await.unwrap();
    let asset = doors.predicted_asset(&receipt).await.unwrap();

    let cloud = gates.image_of(asset.data()).await.unwrap();
    let request = MonitorRequest::builder(cloud, 0.2, boxes()).build().unwrap();
    gates.send(&request).await.unwrap();
    assert_eq!(gates.predicted_asset(&asset.data().id).await.unwrap().data().id, asset.data().id);

    let missing = gates.cloud_image("none.png").await.unwrap().with_size(SIZE);
    let request = MonitorRequest::builder(missing, 0.2, boxes()).build().unwrap();
    assert!(matches!(gates.send(&request).await.unwrap_err().kind(), ErrorKind::Rejected(_)));
}

#[tokio::test]
async fn reviews_and_labels_appear_in_statistics() {
    let (_server, _, doors) = doors().await;
    let request = MonitorRequest::builder(image(), 0.25, boxes()).tag("night").build().unwrap();
    let receipt = doors.send(&request).await.unwrap();
    let asset = doors.predicted_asset(&receipt).await.unwrap();
    let labels = doors.labels().await.unwrap();
    let person = labels.iter().find(|label| label.name == "person").unwrap();
    let review = Review::new().rectangle(person.id.clone(), BBox::tlbr(128, 200, 159, 240).unwrap());
    asset.add_review(&review).await.unwrap();
    assert!(asset.stored_predictions().await.unwrap().review().is_some());

    doors.information().await.unwrap();

    let filter = &StatisticsFilter::new().tag("night");
    let outliers = doors.outliers(filter).await.unwrap();
    assert!(outliers.not_computed().unwrap().contains("auto-encoder"));
    let metrics = doors.metrics(filter).await.unwrap();
    assert_eq!(metrics.selection().unwrap().predictions, 1);
    let metrics = metrics.report().unwrap();
    let latency = metrics.latency.champion.unwrap();
    assert_eq!((latency.count, latency.p99, metrics.latency.shadow), (1, 0.25, None));
    assert_eq!((metrics.width.unwrap().max, metrics.ratio["tall"]), (600.0, 1));
    let predictions = doors.metrics_by_prediction(filter).await.unwrap().report().unwrap().predictions;
    assert_eq!(predictions[0].prediction(), *receipt.id().unwrap());
    assert_eq!(Some(predictions[0].timestamp().as_unix_seconds()), metrics.timestamps.last);

    let labels = doors.predicted_labels(filter).await.unwrap().report().unwrap();
    let named: Vec<_> = labels.labels.iter().map(|count| (count.label.as_str(), count.class)).collect();
    assert_eq!((labels.of.as_str(), named), ("predictions", vec![("person", Some(0)), ("car", Some(1))]));
    let labels = doors.reviewed_labels(filter).await.unwrap().report().unwrap();
    assert_eq!((labels.of.as_str(), labels.total, labels.labels[0].mean_score), ("reviews", 1, None));

    let quality = doors.detection_quality(filter).await.unwrap().report().unwrap();
    assert_eq!(quality.predictions, None);
    let each = doors.detection_quality_by_prediction(filter).await.unwrap().report().unwrap();
    for report in [&quality, &each] {
        let all = &report.overall;
        assert_eq!((all.true_positives, all.false_positives, all.false_negatives), (1, 1, 0));
        assert_eq!((all.recall, all.mean_average_precision), (Some(1.0), Some(1.0)));
        assert_eq!(report.classes[1].label, "person");
    }
    let counts = each.predictions.unwrap();
    assert_eq!((counts[0].prediction(), counts[0].false_positives), (receipt.id().unwrap().clone(), 1));

    let drift = doors.drift(filter).await.unwrap().report().unwrap();
    assert!(drift.all.score.is_none(), "a single prediction cannot be compared");
    let error = doors.classification_quality(filter).await.unwrap().report().unwrap_err();
    assert!(error.to_string().contains("was not computed: "), "boxes have another statistic: {error}");
}

#[tokio::test]
async fn classification_and_drift_statistics_have_typed_fields() {
    let (_server, client) = service(&[("doors", InferenceType::Classification)]).await;
    let doors = client.deployment("doors").await.unwrap();
    let labels = doors.labels().await.unwrap();
    // Both are predicted as persons, but one is a car.
    for (class, seen) in [(0, "person"), (0, "car")] {
        let prediction = ClassificationPrediction::builder().classes([class]).scores([0.75]).build().unwrap();
        let request = MonitorRequest::builder(image(), 0.25, prediction).build().unwrap();
        let receipt = doors.send(&request).await.unwrap();
        let asset = doors.predicted_asset(&receipt).await.unwrap();
        let label = labels.iter().find(|label| label.name == seen).unwrap();
        asset.add_review(&Review::new().classification(label.id.clone())).await.unwrap();
    }
    let all = &StatisticsFilter::new();
    let report = doors.classification_quality(all).await.unwrap().report().unwrap();
    assert_eq!((report.compared, report.correct, report.accuracy), (2, 1, Some(0.5)));
    assert_eq!(report.confusion["car"]["person"], 1);

    let drift = doors.drift(all).await.unwrap().report().unwrap();
    let score = drift.all.score.unwrap();
    assert_eq!((score.statistic, score.reference, score.compared), (0.0, 1, 1));
    assert_eq!(drift.classes[0].label.as_deref(), Some("person"));
}

#[tokio::test]
async fn settings_can_be_changed_and_data_found_by_metadata() {
    let (_server, client, doors) = doors().await;
    let update = DeploymentUpdate::new().name("gates").min_threshold(0.25).sample_rate(0.0);
    assert_eq!(doors.update(&update).await.unwrap().name, "gates");
    assert_eq!(doors.settings().await.unwrap().name, "gates");
    let model = doors.model_version().await.unwrap().unwrap();
    assert_eq!(model.labels().unwrap()[&1], "car");

    let metadata = json!({ "line": 7 }).as_object().cloned().unwrap();
    let unsampled = MonitorRequest::builder(image(), 0.1, boxes()).build().unwrap();
    let kept =
        MonitorRequest::builder(image(), 0.1, boxes()).sample(true).custom_metadata(metadata.clone()).build();
    doors.send(&unsampled).await.unwrap();
    doors.send(&kept.unwrap()).await.unwrap();
    let datalake = client.datalake().await.unwrap();
    assert_eq!(datalake.list(&DataFilter::new(), 10).await.unwrap().len(), 1, "the sample rate is 0");
    assert_eq!(datalake.list(&DataFilter::new().custom_metadata(metadata), 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn data_tags_and_sources_can_be_found_by_name() {
    let (_server, client, doors) = doors().await;
    for (index, tags) in [["day", "x"], ["night", "x"], ["night", "say \"y\""]].into_iter().enumerate() {
        let image = Image::from_bytes(format!("{index}.png"), PNG).with_size(SIZE);
        let request = MonitorRequest::builder(image, 0.1, boxes()).tags(tags).source(format!("c{index}"));
        doors.send(&request.build().unwrap()).await.unwrap();
    }
    let [lake] = client.datalakes().await.unwrap().try_into().unwrap();
    assert_eq!(client.datalake_named(lake.name()).await.unwrap().id(), lake.id());
    assert_eq!(client.datalake_by_id(lake.id()).await.unwrap().name(), lake.name());
    assert_eq!(doors.settings().await.unwrap().target_datalake.as_ref(), Some(lake.id()));

    let names = |found: Vec<picsellia_deploy::datalake::Data>| {
        found.into_iter().map(|data| data.filename).collect::<Vec<_>>().join(" ")
    };
    for (filter, expected) in [
        (DataFilter::new().order_by("-created_at"), "2.png 1.png 0.png"),
        (DataFilter::new().order_by("-filename").offset(1), "1.png 0.png"),
        (DataFilter::new().offset(2), "2.png"),
        (DataFilter::new().any_tag(["day", "say \"y\""]), "0.png 2.png"),
        (DataFilter::new().any_tag(["day", "night"]).tag("x").order_by("filename"), "0.png 1.png"),
    ] {
        assert_eq!(names(lake.list(&filter, 10).await.unwrap()), expected, "{filter:?}");
        let assets = doors.predicted_assets(&filter, 10).await.unwrap();
        assert_eq!(
            names(assets.into_iter().map(|asset| asset.into_info().data).collect()),
            expected,
            "{filter:?}"
        );
    }

    let data = lake.find(DataKey::filename("1.png")).await.unwrap();
    assert_eq!(lake.find(&data.id).await.unwrap().id, data.id);
    assert_eq!(lake.find(DataKey::object_name(&data.object_name)).await.unwrap().id, data.id);
    assert!(lake.find(DataKey::filename("9.png")).await.is_err());
    let asset = doors.predicted_asset(PredictedAssetKey::object_name(&data.object_name)).await.unwrap();
    assert_eq!(doors.predicted_asset(asset.id()).await.unwrap().data().id, data.id);

    let named = DataKeys::filenames((0..1500).rev().map(|index| format!("{index}.png")));
    let night = DataFilter::new().tag("night").order_by("-filename");
    assert_eq!(names(lake.list_by(&named, &night).await.unwrap()), "2.png 1.png");
    assert_eq!(names(lake.list_by(&DataKeys::ids([&data.id]), &DataFilter::new()).await.unwrap()), "1.png");
    let objects = DataKeys::object_names([&data.object_name, "none"]);
    assert_eq!(names(lake.list_by(&objects, &DataFilter::new()).await.unwrap()), "1.png");

    let tags: Vec<String> = lake.tags().await.unwrap().into_iter().map(|tag| tag.name).collect();
    assert_eq!(tags, ["day", "x", "night", "say \"y\""]);
    let sources = client.data_sources().await.unwrap();
    assert!(["c0", "c1", "c2"].iter().all(|name| sources.iter().any(|source| source.name == *name)));
}

#[tokio::test]
async fn a_deployment_can_be_refreshed() {
    let (_server, _, doors) = doors().await;
    doors.update(&DeploymentUpdate::new().name("gates")).await.unwrap();
    let now = doors.refresh().await.unwrap();
    assert_eq!((doors.name(), now.name(), now.type_name()), ("doors", "gates", "OBJECT_DETECTION"));
    let request = MonitorRequest::builder(image(), 0.1, boxes()).build().unwrap();
    now.send(&request).await.unwrap();
    let model = now.model_version().await.unwrap().unwrap();
    assert_eq!(model.inference_type, Some(InferenceType::ObjectDetection));
    assert_eq!(model.framework.as_deref(), Some("NOT_CONFIGURED"));
    assert!(model.model_name.is_some());
}
