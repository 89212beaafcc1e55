import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { Lifeline } from "./lifeline.ts";

it("gives what the work comes to, until it is cut, and the end from then on", async () => {
  const line = new Lifeline<string>();
  const never = new Promise<number>(() => {});
  expect(await line.hold(Promise.resolve(1))).toBe(1);
  await expect(line.hold(Promise.reject(new Error("no")))).rejects.toThrow("no");
  const waiting = [line.hold(never), line.hold(never)];
  line.cut("dead");
  line.cut("dead again");
  expect(await Promise.all(waiting)).toEqual(["dead", "dead"]);
  expect(await line.hold(Promise.resolve(1))).toBe("dead");
});

it("holds on to no result of ended work", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const line = new Lifeline<string>();
  const results: WeakRef<object>[] = [];
  for (let i = 0; i < 20; i++) {
    const result = await line.hold(Promise.resolve({ values: new Float32Array(1000) }));
    if (typeof result === "object") results.push(new WeakRef(result));
  }
  await new Promise((resolve) => setTimeout(resolve, 10));
  collect();
  // The last one may still be on the stack.
  expect(results.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(3);
});
