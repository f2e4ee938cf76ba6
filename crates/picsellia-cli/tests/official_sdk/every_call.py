"""Every call of a monitoring client, made by the official SDK: HOST TOKEN IMAGE. Prints what comes back."""

import sys

from picsellia import Client
from picsellia.exceptions import MonitorError, NoShadowModel, ResourceNotFoundError
from picsellia.types import schemas_prediction as formats
from picsellia.types.enums import ServiceMetrics

host, token, image = sys.argv[1:]
client = Client(api_token=token, organization_name="acme", host=host)
size = {"latency": 0.1, "height": 800, "width": 600}
one = {"detection_classes": [0], "detection_scores": [0.8]}
predictions = {
    "CLASSIFICATION": formats.ClassificationPredictionFormat(**one),
    "OBJECT_DETECTION": formats.DetectionPredictionFormat(**one, detection_boxes=[[0, 0, 100, 100]]),
    "SEGMENTATION": formats.SegmentationPredictionFormat(**one, detection_masks=[[[0, 0], [9, 0], [9, 9]]]),
    "LINE": formats.LinePredictionFormat(**one, lines=[[[1, 2], [3, 4]]]),
    "POINT": formats.PointPredictionFormat(**one, points=[[1, 2]]),
    "KEYPOINT": formats.KeypointPredictionFormat(**one, keypoints=[[[1, 2, 2], [3, 4, 0]]]),
    "MASK": formats.MaskPredictionFormat(**one, detection_masks=["12 3 40 5"]),
}


def say(what, value):
    print(f"{what:<28} {value}")


def refused(what, call, error, words):
    try:
        value = call()
    except error as refusal:
        assert words in str(refusal), refusal
        say(what, f"{error.__name__}: {refusal}")
    else:
        raise AssertionError(f"{what} answered {value}")


for name, prediction in predictions.items():
    deployment = client.get_deployment(name.lower())
    assert deployment.type.name == name
    response = deployment.monitor(image, prediction=prediction, **size)
    asset = deployment.find_predicted_asset(oracle_prediction_id=response["id"])
    stored = asset.get_champion_prediction()["prediction"]
    assert stored == prediction.model_dump(), (stored, prediction)
    say(f"monitor {name}", "stored as sent")

boxes = client.get_deployment("object_detection")
prediction = predictions["OBJECT_DETECTION"]
with open(image, "rb") as file:
    raw = file.read()
first = boxes.monitor_bytes(
    raw, "image/png", "bytes.png", prediction=prediction, source="camera", tags=["night"],
    custom_metadata={"line": 3}, custom_metrics={"blur": 0.1}, timestamp=1000.0, **size,
)
asset = boxes.find_predicted_asset(filename="bytes.png")
assert str(asset.oracle_prediction_id) == first["id"]
say("find_predicted_asset", asset)
for handle in ({"id": asset.id}, {"data_id": asset.data_id}, {"object_name": asset.object_name}):
    assert boxes.find_predicted_asset(**handle).id == asset.id, handle

twin = client.get_deployment("twin")
cloud = twin.monitor_cloud_image(asset.object_name, prediction=prediction, content_type="image/png", **size)
say("monitor_cloud_image", cloud)
assert cloud["data_id"] == str(asset.data_id)
refused(
    "monitor_cloud_image again",
    lambda: twin.monitor_cloud_image(
        asset.object_name, latency=0.2, height=800, width=600, prediction=prediction, content_type="image/png"
    ),
    MonitorError, "already",
)
refused(
    "monitor_cloud_image unknown",
    lambda: twin.monitor_cloud_image("none.png", prediction=prediction, content_type="image/png", **size),
    MonitorError, "not found",
)
other = boxes.find_predicted_asset(filename=image.rsplit("/", 1)[1])
by_data = twin.monitor_data(other.get_data(), prediction=prediction, **size)
say("monitor_data", by_data)
assert by_data["data_id"] == str(other.data_id)

assert asset.get_shadow_prediction() is None
boxes.monitor_shadow(asset, 0.2, prediction)
asset = boxes.find_predicted_asset(id=asset.id)
say("get_shadow_prediction", asset.get_shadow_prediction())
assert asset.get_shadow_prediction()["latency"] == 0.2
refused("monitor_shadow again", lambda: boxes.monitor_shadow(asset, 0.3, prediction), MonitorError, "shadow")

labels = boxes.list_labels()
say("list_labels", [(label.name, str(label.id)) for label in labels])
assert [label.name for label in labels] == ["person", "car"]
person, car = labels
assert asset.get_review() is None
added = asset.add_review(
    rectangles=[(0, 0, 100, 90, person)], polygons=[([[1, 2], [3, 4], [5, 6]], car)], classifications=[car],
    lines=[([[1, 2], [3, 4]], car)], points=[([1, 2], person)],
)
say("add_review", added["id"])
assert asset.get_review()["id"] == added["id"]
asset.add_review(rectangles=[(0, 0, 100, 90, person)])
asset = boxes.find_predicted_asset(id=asset.id)
assert asset.get_review()["rectangles"] == [{"x": 0, "y": 0, "w": 100, "h": 90, "label_id": str(person.id), "label": "person"}]
assert asset.get_review()["polygons"] == []
kinds = client.get_deployment("classification")
kind = kinds.list_predicted_assets(limit=1)[0]
kind.add_review(classifications=[kinds.list_labels()[0]])

for index in range(5):
    boxes.monitor_bytes(raw, "image/png", f"{index}.png", prediction=prediction, tags=["day"], **size)
listed = boxes.list_predicted_assets(order_by=["-filename"], q='data.tags.name = "day"')
assert [found.filename for found in listed] == [f"{index}.png" for index in (4, 3, 2, 1, 0)]
assert len(boxes.list_predicted_assets(limit=3)) == 3
assert [found.filename for found in boxes.list_predicted_assets(custom_metadata={"line": 3})] == ["bytes.png"]
say("list_predicted_assets", listed)

model_version = boxes.get_model_version()
say("get_model_version", f"{model_version.name}/{model_version.version} {model_version.labels}")
assert model_version.labels == {"0": "person", "1": "car"}
refused("get_shadow_model", boxes.get_shadow_model, NoShadowModel, "")
boxes.set_shadow_model(twin.get_model_version())
assert boxes.get_shadow_model().id == twin.get_model_version().id
say("set_shadow_model", boxes.get_shadow_model())

computed = {}
for service in ServiceMetrics:
    of = kinds if service is ServiceMetrics.REVIEWS_CLASSIFICATION_STATS else boxes
    stats = of.get_stats(
        service, model_version=of.get_model_version(), from_timestamp=1.0, to_timestamp=4e9, since=2_000_000_000,
        includes=[], excludes=["x"], tags=[],
    )
    say(service.name, str(stats)[:150])
    computed[service.name] = stats["computed"]
    assert "message" not in stats and "infos" not in stats, stats
assert [name for name, value in computed.items() if not value] == ["PREDICTIONS_OUTLYING_SCORE"], computed
detection = boxes.get_stats(ServiceMetrics.AGGREGATED_OBJECT_DETECTION_STATS)
assert detection["overall"]["tp"] == 1 and detection["overall"]["map"] == 1.0, detection
tagged = boxes.get_stats(ServiceMetrics.AGGREGATED_PREDICTIONS_DATA, tags=["day"], excludes=[first["id"]])
assert tagged["selection"]["predictions"] == 5, tagged

boxes.update(name="renamed", min_threshold=0.4, sample_rate=0.0)
information = boxes.retrieve_information()
say("update, retrieve_information", {key: information[key] for key in ("name", "min_threshold", "sample_rate")})
assert (boxes.name, information["min_threshold"]) == ("renamed", 0.4)
unsampled = boxes.monitor_bytes(raw, "image/png", "unsampled.png", prediction=prediction, **size)
assert unsampled["data_id"] is None
sampled = boxes.monitor_bytes(raw, "image/png", "sampled.png", prediction=prediction, sample=True, **size)
assert sampled["data_id"] is not None
say("sample_rate 0", "unsampled; sample=True stored")
say("get_tags", boxes.get_tags())
assert boxes.sync()["target_datalake_id"] == str(client.get_datalake().id)
say("sync", boxes.name)

lake = client.get_datalake()
lakes = client.list_datalakes()
assert [found.id for found in lakes] == [lake.id]
assert client.get_datalake(name=lake.name).id == client.get_datalake(id=str(lake.id)).id == lake.id
refused("get_datalake unknown", lambda: client.get_datalake(name="none"), ResourceNotFoundError, "not found")
say("list_datalakes", lakes)
say("list_data_tags", lake.list_data_tags())
assert sorted(tag.name for tag in lake.list_data_tags()) == ["day", "night"]
rain = lake.create_data_tag("rain")
assert lake.get_data_tag("rain").id == rain.id and lake.get_or_create_data_tag("snow").name == "snow"
assert {source.name for source in client.list_datasources()} == {"serving", "camera"}
assert [tag.name for tag in lake.list_data_tags(order_by=["-name"], limit=1, offset=2)] == ["night"]
assert [source.name for source in client.list_datasources(order_by=["name"], limit=1)] == ["camera"]
assert client.get_datasource("camera").name == "camera"
assert client.create_datasource("drone").name == "drone"
days = lake.list_data(tags=["day", "none"], order_by=["-filename"], offset=1, limit=3)
assert [data.filename for data in days] == ["3.png", "2.png", "1.png"]
assert [data.filename for data in lake.list_data(tags=["day"], offset=3)] == ["3.png", "4.png"]
assert {data.id for data in lake.list_data(ids=days.ids)} == set(days.ids)
assert {data.id for data in lake.list_data(object_names=[data.object_name for data in days])} == set(days.ids)
assert lake.find_data(object_name=days[0].object_name).id == days[0].id
named = lake.list_data(filenames=["4.png", "0.png", "none.png"], tags=["day"], order_by=["-filename"])
assert [data.filename for data in named] == ["4.png", "0.png"]
assert len(lake.list_data(filenames=["0.png"] + [f"none {index}" for index in range(1500)])) == 1
say("list_data", named)
data = lake.list_data(filenames=["bytes.png"])[0]
data.update_metadata({"weather": "rain"})
data.update_custom_metadata({"line": 4})
assert lake.list_data(custom_metadata={"line": 4})[0].id == data.id
say("update_metadata", lake.find_data(id=data.id).sync()["metadata"])
sampled_data = lake.find_data(filename="sampled.png")
sampled_data.delete()
refused("Data.delete, find_data", lambda: lake.find_data(filename="sampled.png"), ResourceNotFoundError, "not found")
asset.delete()
refused("PredictedAsset.delete, find", lambda: boxes.find_predicted_asset(id=asset.id), ResourceNotFoundError, "not found")
print("every call went through")
