"""Carries out each line of the input with the official SDK, and prints the outcome as a line.

A line is a JSON object: the "host" of the service, the "token", the "folder" of the image files, and the instruction
("connect", "deployment", "call" and "args"). Calls and arguments have the names of the official SDK. Further arguments
are read here and in the same way by the Rust side.
"""

import json
import os
import sys
from uuid import UUID

# The output of the SDK must not mix with the outcomes.
outcomes = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

import picsellia  # noqa: E402
from picsellia import Client  # noqa: E402
from picsellia.types import schemas_prediction as formats  # noqa: E402
from picsellia.types.enums import ServiceMetrics  # noqa: E402

RELEASE = "6.37.0"
if picsellia.__version__ != RELEASE:
    sys.exit(f"expected picsellia {RELEASE}, found {picsellia.__version__}")

FORMATS = {
    "CLASSIFICATION": formats.ClassificationPredictionFormat,
    "OBJECT_DETECTION": formats.DetectionPredictionFormat,
    "SEGMENTATION": formats.SegmentationPredictionFormat,
    "LINE": formats.LinePredictionFormat,
    "POINT": formats.PointPredictionFormat,
    "KEYPOINT": formats.KeypointPredictionFormat,
    "MASK": formats.MaskPredictionFormat,
}


def monitored(args):
    """Converts the arguments of a prediction. "nan" is a number that JSON does not have."""
    args = dict(args)
    for key in ("prediction", "shadow_prediction"):
        if key in args:
            columns = dict(args[key])
            args[key] = FORMATS[columns.pop("type")](**columns)
    for key in ("latency", "shadow_latency"):
        if key in args:
            args[key] = float(args[key])
    return args


def receipt(response):
    return response.get("id")


def monitor(it):
    args = monitored(it.args)
    args.pop("bytes")
    return receipt(it.deployment.monitor(os.path.join(it.folder, args.pop("filename")), **args))


def monitor_bytes(it):
    args = monitored(it.args)
    return receipt(it.deployment.monitor_bytes(bytes(args.pop("bytes")), **args))


def monitor_cloud_image(it):
    args = monitored(it.args)
    return [receipt(it.deployment.monitor_cloud_image(**args)) for _ in range(args.pop("times", 1))]


def monitor_data(it):
    args = monitored(it.args)
    asset = it.deployment.find_predicted_asset(filename=args.pop("filename"))
    return receipt(it.deployment.monitor_data(asset.get_data(), **args))


def monitor_shadow(it):
    args = monitored(it.args)
    asset = it.deployment.find_predicted_asset(oracle_prediction_id=args.pop("oracle_prediction_id"))
    it.deployment.monitor_shadow(asset, **args)


def monitor_shadow_by_id(it):
    it.deployment.monitor_shadow_from_oracle_prediction_id(**monitored(it.args))


def get_stats(it):
    args = dict(it.args)
    args["service"] = ServiceMetrics[args["service"]]
    if args.pop("of_the_champion", False):
        args["model_version"] = it.deployment.get_model_version()
    return it.deployment.get_stats(**args)


def update(it):
    args = dict(it.args)
    if args.pop("to_the_default_datalake", False):
        args["target_datalake"] = it.client.get_datalake()
    it.deployment.update(**args)


def get_data(it):
    return it.deployment.find_predicted_asset(**it.args).get_data().filename


def stored_predictions(it):
    asset = it.deployment.find_predicted_asset(**it.args)
    champion = asset.get_champion_prediction()
    return [champion, asset.get_shadow_prediction(), asset.get_review()]


def add_review(it):
    labels = it.deployment.list_labels()
    args = dict(it.args)
    asset = it.deployment.find_predicted_asset(oracle_prediction_id=args.pop("oracle_prediction_id"))

    def labeled(index):
        return labels[index % len(labels)]

    lists = {key: [(shape, labeled(index)) for index, shape in enumerate(args.get(key, []))] for key in args}
    if "rectangles" in lists:
        lists["rectangles"] = [(*shape, label) for shape, label in lists["rectangles"]]
    if "classifications" in lists:
        lists["classifications"] = [label for _, label in lists["classifications"]]
    asset.add_review(**lists)


def conditions(args, prefix):
    """Returns the filter in the query language, which users of the official SDK write themselves."""
    written = [f'{prefix}{key} = "{args[key]}"' for key in ("source", "filename") if key in args]
    written += [args["query"]] if "query" in args else []
    return written


def limits(args):
    return {key: args[key] for key in ("limit", "offset", "order_by", "custom_metadata") if key in args}


def list_predicted_assets(it):
    written = conditions(it.args, "data.")
    written += [f'data.tags.name = "{tag}"' for tag in it.args.get("tags", [])]
    found = it.deployment.list_predicted_assets(q=" and ".join(written) or None, **limits(it.args))
    return [asset.filename for asset in found]


def list_data(it):
    any_tag = it.args.get("any_tag")
    found = it.client.get_datalake().list_data(
        q=" and ".join(conditions(it.args, "")) or None,
        tags=it.args.get("tags") if any_tag is None else any_tag,
        intersect_tags=any_tag is None,
        **{key: it.args[key] for key in ("ids", "filenames", "object_names") if key in it.args},
        **limits(it.args),
    )
    return [data.filename for data in found]


def sync(it):
    it.deployment.sync()
    return [it.deployment.name, it.deployment.type.name]


def model(found):
    return [found.name, found.origin_name, found.version, found.type.name, found.framework.name, found.labels]


CALLS = {
    "connect": lambda it: it.client.name if it.deployment is None else it.deployment.name,
    "monitor": monitor,
    "monitor_bytes": monitor_bytes,
    "monitor_cloud_image": monitor_cloud_image,
    "monitor_data": monitor_data,
    "monitor_shadow": monitor_shadow,
    "monitor_shadow_from_oracle_prediction_id": monitor_shadow_by_id,
    "get_stats": get_stats,
    "retrieve_information": lambda it: it.deployment.retrieve_information(),
    "list_labels": lambda it: [label.name for label in it.deployment.list_labels()],
    "get_model_version": lambda it: model(it.deployment.get_model_version()),
    "get_shadow_model": lambda it: model(it.deployment.get_shadow_model()),
    "get_tags": lambda it: [tag.name for tag in it.deployment.get_tags()],
    "update": update,
    "find_predicted_asset": lambda it: it.deployment.find_predicted_asset(**it.args).filename,
    "list_predicted_assets": list_predicted_assets,
    "stored_predictions": stored_predictions,
    "delete_predicted_asset": lambda it: it.deployment.find_predicted_asset(**it.args).delete(),
    "add_review": add_review,
    "get_data": get_data,
    "reset_url": lambda it: it.deployment.find_predicted_asset(**it.args).reset_url(),
    "list_data": list_data,
    "find_data": lambda it: it.client.get_datalake().find_data(**it.args).filename,
    "get_datalake": lambda it: it.client.get_datalake(**it.args).name,
    "list_datalakes": lambda it: [[str(found.id), found.name] for found in it.client.list_datalakes()],
    "list_data_tags": lambda it: [[str(tag.id), tag.name] for tag in it.client.get_datalake().list_data_tags()],
    "list_datasources": lambda it: [[str(source.id), source.name] for source in it.client.list_datasources()],
    "sync": sync,
}


class It:
    """The context of a call."""

    def __init__(self, line):
        self.args = line["args"]
        self.folder = line["folder"]
        self.client = Client(api_token=line["token"], host=line["host"], **line["connect"])
        find = line["deployment"]
        if find is None:
            self.deployment = None
        elif "id" in find:
            self.deployment = self.client.get_deployment_by_id(UUID(find["id"]))
        else:
            self.deployment = self.client.get_deployment(find["name"])


for line in sys.stdin:
    line = json.loads(line)
    try:
        outcome = {"done": CALLS[line["call"]](It(line))}
    except Exception as error:
        outcome = {"failed": f"{type(error).__name__}: {error}"}
    print(json.dumps(outcome), file=outcomes, flush=True)
