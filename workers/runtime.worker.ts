// The runtime in a worker of its own, so that an abort or a full heap ends nothing else.
import { createInWorkerRuntime } from "../src/runtime/browser/in-worker.ts";
import { serve } from "../src/runtime/browser/serve.ts";
import { createService } from "../src/runtime/remote/service.ts";

serve(createService(createInWorkerRuntime));
