import { expect, it } from "vitest";
import type { StartedWorker } from "../../runtime/browser/start-worker.ts";
import { EngineConnection } from "./engine-connection.ts";
import { kept } from "./kept.ts";

it("fails what waits for an engine that died, and what is asked of it later", async () => {
  let die = (_reason: string): void => {};
  const still: StartedWorker = {
    postMessage() {},
    addEventListener() {},
    removeEventListener() {},
    terminate() {},
    onDeath(callback) {
      die = callback;
    },
  };
  const told: string[] = [];
  const connection = new EngineConnection(
    (message) => told.push(message),
    () => still,
  );
  const waiting = connection.call(() => new Promise(() => {}));
  die("out of memory.");
  const message = "The engine stopped: out of memory. Open the model again to go on.";
  const end = { state: "failed", failure: { code: "engine-died", message } };
  expect(await waiting).toEqual(end);
  expect(await connection.call(() => new Promise(() => {}))).toEqual(end);
  expect([told, connection.dead]).toEqual([[message], true]);
});

it("makes again what could not be made, and keeps what could", async () => {
  let tries = 0;
  const made = kept(async () => {
    if (++tries === 1) throw new Error("not yet");
    return tries;
  });
  await expect(made()).rejects.toThrow("not yet");
  expect([await made(), await made(), tries]).toEqual([2, 2, 2]);
});
