import { afterAll, beforeAll, expect, test } from "vitest";
import type { SearchState } from "../../../core/search/state.ts";
import { fashionPictures, fixture } from "../../../test-fixtures/node/fixtures.ts";
import type { JobControl } from "../../facts/job.ts";
import type { BestRequest } from "../../facts/search.ts";
import { candidateId } from "../../search/search-with-files.ts";
import { Studio } from "../../studio.ts";
import { createNodeHost, type NodeHost } from "../host.ts";

const control: JobControl = { cancelFlag: new Int32Array(1), onProgress: () => {} };
let host: NodeHost;
let studio: Studio;
beforeAll(() => {
  host = createNodeHost();
  studio = new Studio(host, "fm_mnv1.tflite", fixture("fm_mnv1.tflite"));
  studio.setData(fashionPictures(48));
});
afterAll(() => host.close());

async function found(request: Partial<BestRequest>): Promise<SearchState> {
  let last: SearchState | null = null;
  const whole: BestRequest = { constraints: {}, target: null, budget: 100, techniques: ["int8"], ...request };
  for await (const state of studio.findBest(whole, control)) last = state;
  return last!;
}

test("where int8 alone loses too much, ops are kept at a better precision", async () => {
  // No loss is small enough, so that every refinement is looked at.
  const state = await found({ constraints: { maxLoss: -1 } });
  const tried = state.dropped
    .map(({ candidate }) => candidate)
    .filter(({ family }) => family === "int8 repaired");
  expect(tried.length).toBeGreaterThanOrEqual(3);
  expect(tried.every(({ steps }) => String(steps[0]!.options.rules).includes("precision"))).toBe(true);
}, 120_000);

test("latency is measured where it is limited, and its limit holds", async () => {
  const state = await found({ constraints: { maxLoss: 1, maxMilliseconds: 10_000 } });
  expect(state.answer?.measured.milliseconds).toBeGreaterThan(0);
  expect(studio.file(candidateId(state.answer!.candidate.key)).state).toBe("done");
  const none = await found({ constraints: { maxLoss: 1, maxMilliseconds: 1e-9 } });
  expect(none.answer).toBeNull();
  expect(none.dropped[0]!.reason).toMatch(/^It takes [\d.]+ ms\.$/);
}, 120_000);

test("a search whose time is up in the middle of a look says that, and not that it was stopped", async () => {
  expect((await found({ techniques: ["weight-int4"], budget: 0.1 })).finished).toBe("budget");
}, 120_000);
