import { checkDeath, checkOutputs } from "./checks.ts";

self.addEventListener("message", async ({ data }: MessageEvent<number>) => {
  self.postMessage({ outputs: await checkOutputs(data), death: await checkDeath(data) });
});
