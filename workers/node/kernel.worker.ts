import { parentPort } from "node:worker_threads";
import { expose } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { kernelService } from "../kernel-service.ts";

expose(kernelService, nodeEndpoint(parentPort!));
