import { expose } from "comlink";
import { EngineService } from "../src/engine/browser/engine-service.ts";

expose(new EngineService());
