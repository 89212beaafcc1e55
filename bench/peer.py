"""Runs litert-quantizer once and prints its own seconds and the size as JSON.

  python peer.py MODEL RECIPE OUT [SAMPLES.npy]
"""
import json
import sys
import time

import numpy as np
from litert_quantizer import quantizer, recipe

model, name, out = sys.argv[1:4]
quant = quantizer.Quantizer(model)
quant.load_quantization_recipe(getattr(recipe, name)())
samples = None
if quant.need_calibration:
    from ai_edge_litert.interpreter import Interpreter

    key, signature = next(iter(Interpreter(model).get_signature_list().items()))
    pictures = np.load(sys.argv[4])
    samples = {key: [{signature["inputs"][0]: p[None]} for p in pictures]}
start = time.perf_counter()
result = quant.calibrate(samples) if samples is not None else None
data = bytes(quant.quantize(result).quantized_model)
seconds = time.perf_counter() - start
with open(out, "wb") as file:
    file.write(data)
print(json.dumps({"seconds": seconds, "bytes": len(data)}))
