import { expose } from "comlink";
import { begun } from "../src/runtime/remote/begun.ts";
import { PreviewService } from "./preview-service.ts";

expose(new PreviewService());
self.postMessage(begun);
