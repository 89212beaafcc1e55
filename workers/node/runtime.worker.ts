// The runtime in a worker thread of its own, so that an abort ends nothing else.
import { parentPort } from "node:worker_threads";
import { nodeEndpoint } from "../../src/runtime/node/endpoint.ts";
import { createNodeRuntime } from "../../src/runtime/node/in-process.ts";
import { expose } from "../../src/runtime/remote/comlink.ts";
import { createService } from "../../src/runtime/remote/service.ts";

if (!parentPort) throw new Error("runs as a worker only");
expose(
  createService(() => createNodeRuntime()),
  nodeEndpoint(parentPort),
);
