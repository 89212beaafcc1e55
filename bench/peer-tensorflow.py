"""Runs the TensorFlow converter's own integer quantizer once, on a float .tflite file, and prints its seconds and the
size as JSON.

  python peer-tensorflow.py MODEL OUT SAMPLES.npy
"""
import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf
from tensorflow.lite.python.optimize import calibrator

model, out, data = sys.argv[1:4]
with open(model, "rb") as file:
    content = file.read()
samples = np.load(data)
start = time.perf_counter()
quantized = calibrator.Calibrator(content).calibrate_and_quantize(
    lambda: ([sample[None]] for sample in samples), tf.float32, tf.float32, False
)
seconds = time.perf_counter() - start
with open(out, "wb") as file:
    file.write(quantized)
print(json.dumps({"seconds": seconds, "bytes": len(quantized)}))
