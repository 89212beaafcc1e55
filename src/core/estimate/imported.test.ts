import { expect, test } from "vitest";
import { importLatencies } from "./imported.ts";

const log = `STARTING!
Log parameter values verbosely: [0]
Graph: [/data/local/tmp/mobilenet_v2.tflite]
Num threads: [4]
Use gpu: [1]
Loaded model /data/local/tmp/mobilenet_v2.tflite
The input model file size (MB): 13.9786
Initialized session in 1.2ms.
Running benchmark for at least 1 iterations and at least 0.5 seconds but terminate if exceeding 150 seconds.
count=29 first=22105 curr=17502 min=17101 max=22105 avg=17643.3 std=915

Running benchmark for at least 50 iterations and at least 1 seconds but terminate if exceeding 150 seconds.
count=57 first=17511 curr=17433 min=17022 max=18871 avg=17512 std=301

Inference timings in us: Init: 1200, First inference: 22105, Warmup (avg): 17643.3, Inference (avg): 17512
Note: as the benchmark tool itself affects memory footprint, the following is only APPROXIMATE to the actual memory footprint of the model at runtime. Take the information at your discretion.
Memory footprint delta from the start of the tool (MB): init=4.1 overall=23.2
`;

test("reads the benchmark tool's output", () => {
  expect(importLatencies(log)).toEqual([
    {
      model: "/data/local/tmp/mobilenet_v2.tflite",
      device: null,
      milliseconds: 17.512,
      fastest: 17.022,
      slowest: 18.871,
      deviation: 0.301,
      runs: 57,
      threads: 4,
      accelerator: "gpu",
    },
  ]);
});

test("reads several runs in one log, each with its own graph", () => {
  const two = importLatencies(log + log.replaceAll("mobilenet_v2", "other").replaceAll("17512", "9000"));
  expect(two.map((r) => [r.model, r.milliseconds])).toEqual([
    ["/data/local/tmp/mobilenet_v2.tflite", 17.512],
    ["/data/local/tmp/other.tflite", 9],
  ]);
});

test("reads tables, whatever their separator and unit", () => {
  expect(
    importLatencies("model,device,latency_ms,threads\na.tflite,Pixel 8,4.5,4\nb.tflite,Pixel 8,,4\n"),
  ).toMatchObject([{ model: "a.tflite", device: "Pixel 8", milliseconds: 4.5, threads: 4 }]);
  expect(importLatencies("name;mean (us)\nx;1500,5")).toMatchObject([{ model: "x", milliseconds: 1.5005 }]);
  expect(importLatencies('"Variant"\t"Median"\n"int8"\t"2"')).toMatchObject([
    { model: "int8", milliseconds: 2 },
  ]);
});

test("says what is missing in anything else", () => {
  for (const text of ["", "hello", "a,b\n1,2", "model,ms\nx,-3\ny,abc"]) {
    expect(() => importLatencies(text)).toThrow(/No latency was found/);
  }
});
