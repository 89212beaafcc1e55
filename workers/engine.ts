import { expose } from "comlink";
import { EngineService } from "../src/engine/browser/engine-service.ts";
import { begun } from "../src/runtime/remote/begun.ts";

expose(new EngineService());
self.postMessage(begun);
