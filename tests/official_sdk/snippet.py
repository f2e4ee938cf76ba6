"""The documentation's snippet, run by the official SDK: HOST TOKEN IMAGE. Prints the answer as JSON."""

import json
import sys

from picsellia import Client
from picsellia.types.schemas_prediction import DetectionPredictionFormat

host, token, image = sys.argv[1:]
client = Client(api_token=token, organization_name="acme", host=host)
deployment = client.get_deployment("doors")
prediction = DetectionPredictionFormat(
    detection_classes=[1, 2, 1],
    detection_boxes=[[128, 200, 159, 240], [190, 100, 50, 90], [145, 50, 24, 76]],
    detection_scores=[0.9, 0.7, 0.4],
)
answer = deployment.monitor(image, latency=0.257, height=800, width=600, prediction=prediction)
assert isinstance(answer, dict), answer
print(json.dumps(answer))
