"""Sends predictions with the official SDK. Each line of stdin is a time to send for, in milliseconds.

The first line is the prediction as JSON. The arguments are the port of the sink, the size of the image in bytes, the
number of predictions in flight, the file name, the latency, the height and the width.
"""

import json
import logging
import os
import sys
import threading
import time

# The output of the SDK must not mix with the results.
results = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

from picsellia import Client  # noqa: E402
from picsellia.types.schemas_prediction import DetectionPredictionFormat  # noqa: E402

# A session that many threads share warns of each connection that it drops.
logging.disable(logging.WARNING)

port, image_bytes, in_flight = (int(argument) for argument in sys.argv[1:4])
filename, latency, height, width = sys.argv[4], float(sys.argv[5]), int(sys.argv[6]), int(sys.argv[7])
columns = json.loads(sys.stdin.readline())
image = b"\xff\xd8\xff" + os.urandom(max(image_bytes - 3, 0))

client = Client(api_token="bench", organization_name="bench", host=f"http://127.0.0.1:{port}")
deployment = client.get_deployment("bench")


def send():
    prediction = DetectionPredictionFormat(
        detection_classes=columns["classes"],
        detection_boxes=columns["boxes"],
        detection_scores=columns["scores"],
    )
    deployment.monitor_bytes(image, "IMAGE/JPEG", filename, latency, height, width, prediction)


def send_until(end):
    counts = []

    def send_repeatedly():
        count = 0
        while True:
            send()
            count += 1
            if time.monotonic() >= end:
                break
        counts.append(count)

    threads = [threading.Thread(target=send_repeatedly) for _ in range(in_flight)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(counts) != in_flight:
        sys.exit("a thread failed, see above")
    return sum(counts)


def peak_memory():
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return None


def write(line):
    print(line, file=results, flush=True)


send_until(time.monotonic())
write("ready")
for line in sys.stdin:
    started, cpu = time.monotonic(), time.process_time()
    count = send_until(started + int(line) / 1000)
    turn = {
        "count": count,
        "seconds": time.monotonic() - started,
        "cpu_seconds": time.process_time() - cpu,
        "peak_memory": peak_memory(),
    }
    write(json.dumps(turn))
