import { expose } from "comlink";
import { begun } from "../src/runtime/remote/begun.ts";
import { kernelService } from "./kernel-service.ts";

expose(kernelService);
self.postMessage(begun);
