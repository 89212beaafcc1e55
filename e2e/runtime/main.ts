import { checkDeath, checkOutputs, checkPool } from "./checks.ts";

const inWorker = (threads: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./nested.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }) => resolve(data));
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    worker.postMessage(threads);
  });

Object.assign(globalThis, { checks: { checkDeath, checkOutputs, checkPool, inWorker } });
document.title = "ready";
