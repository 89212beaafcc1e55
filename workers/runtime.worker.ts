// The runtime in a worker of its own, so that an abort or a full heap ends nothing else.
import { createInWorkerRuntime } from "../src/runtime/browser/in-worker.ts";
import { begun } from "../src/runtime/remote/begun.ts";
import { expose } from "../src/runtime/remote/comlink.ts";
import { createService } from "../src/runtime/remote/service.ts";

expose(createService(createInWorkerRuntime));
self.postMessage(begun);
