/// <reference path="../remote/comlink-modules.d.ts" />
export { default as nodeEndpoint } from "comlink/dist/esm/node-adapter.mjs";
