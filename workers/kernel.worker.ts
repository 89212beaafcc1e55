import { expose } from "comlink";
import { kernelService } from "./kernel-service.ts";

expose(kernelService);
