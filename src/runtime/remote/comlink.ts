/// <reference path="./comlink-modules.d.ts" />
// By file, so that browsers, bundlers and Node's own module loader all get the ES module build.
export { type Endpoint, expose, type Remote, transfer, wrap } from "comlink/dist/esm/comlink.mjs";
