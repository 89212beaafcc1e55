declare module "comlink/dist/esm/node-adapter.mjs" {
  import type { Endpoint } from "comlink";
  /** Makes a worker thread or its parent port an endpoint that Comlink can speak over. */
  export default function nodeEndpoint(port: object): Endpoint;
}
