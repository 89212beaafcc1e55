import { begun } from "../remote/begun.ts";
import { expose } from "../remote/comlink.ts";

/** In a browser's worker: answers over the port that it is sent, and says that it has begun. */
export function serve(service: object): void {
  globalThis.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (data instanceof MessagePort) expose(service, data);
  });
  globalThis.postMessage(begun);
}
