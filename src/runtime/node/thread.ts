import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { setUpV8 } from "./v8-settings.ts";

/**
 * A worker thread that can be ended at any moment.
 *
 * Node up to 23 forgets a thread's isolate before it has disposed of it. A compiler thread that still optimizes for
 * that isolate and finds its heap full asks for the task runner to start incremental marking, and Node aborts the
 * whole process (`ForIsolate ... Assertion failed: (data.first) != nullptr`; about one end in 900 of busy threads,
 * measured). Marking in one go never asks; the heaps here are small, since models and tensors lie outside of them.
 */
export function startThread(entry: URL | string): Worker {
  setFlagsFromString("--no-incremental-marking");
  setUpV8();
  return new Worker(entry);
}
