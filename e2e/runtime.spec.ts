// The runtime's browser host in a real browser, through a page of its own: threads, integer borders, workers in
// workers, a page that is not isolated, and what happens when the runtime dies.
import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { build } from "vite";
import { serveBuild } from "../scripts/serve.mjs";
import { litertAssets } from "../vite/litert-assets.ts";
import type * as checks from "./runtime/checks.ts";

declare global {
  interface Window {
    checks: typeof checks & {
      inWorker(threads: number): Promise<{ outputs: checks.Checked; death: string[] }>;
    };
  }
}

const output = new URL("../dist/e2e-runtime/", import.meta.url);
const policy = {
  "Content-Security-Policy":
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'",
};
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

// Outputs of the native interpreter (ai-edge-litert 2.1) for the same picture.
const native: Record<string, number[]> = {
  float: [
    0.03870177, 0.03922578, 0.30631405, 0.05422121, 0.02751029, 5.0310457e-5, 0.52349544, 1.4842258e-5,
    0.00785425, 0.00261205,
  ],
  lstm: [
    0.0015946933, 0.00058818847, 0.0038092302, 0.00017867447, 0.001329509, 0.0012980243, 0.002628522,
    2.6733785e-5, 0.9858321, 0.0027142614,
  ],
  int8: [-119, -116, -66, -108, -123, -128, 16, -128, -126, -127],
  int16: [1340, 1450, 8985, 2103, 781, 2, 17728, 1, 293, 85],
};
const tolerance: Record<string, number> = { float: 1e-5, lstm: 1e-5, int8: 1, int16: 2 };

function expectNative(outputs: Record<string, number[]>): void {
  for (const [name, expected] of Object.entries(native)) {
    const differences = expected.map((value, i) => Math.abs(value - outputs[name]![i]!));
    expect(Math.max(...differences), name).toBeLessThanOrEqual(tolerance[name]!);
  }
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page).toHaveTitle("ready");
}

let isolated: string;
let plain: string;

test.beforeAll(async () => {
  await build({
    configFile: false,
    root: fileURLToPath(new URL("runtime/", import.meta.url)),
    base: "./",
    plugins: [litertAssets()],
    build: { outDir: fileURLToPath(output), emptyOutDir: true, target: "es2023" },
    worker: { format: "es" },
    logLevel: "error",
  });
  isolated = await serveBuild(output, 0, { ...policy, ...isolation });
  plain = await serveBuild(output, 0, policy);
});

test("runs every border type on one thread and on two", async ({ page }) => {
  await open(page, isolated);
  for (const [threads, build] of [
    [1, "(wasm)"],
    [2, "(wasm, threads)"],
  ] as const) {
    const checked = await page.evaluate((n) => window.checks.checkOutputs(n), threads);
    expect(checked).toMatchObject({ isolated: true, inWorker: false, webgpuFellBack: true });
    expect(checked.runtime).toContain(build);
    expectNative(checked.outputs);
  }
});

test("runs from inside a worker, and outlives an abort there", async ({ page }) => {
  await open(page, isolated);
  for (const threads of [1, 2]) {
    const { outputs, death } = await page.evaluate((n) => window.checks.inWorker(n), threads);
    expect(outputs).toMatchObject({ inWorker: true });
    expectNative(outputs.outputs);
    expect(death).toEqual(["runtime-died", "runtime-died", "done"]);
  }
});

test("starts another runtime after one that aborted", async ({ page }) => {
  await open(page, isolated);
  for (const threads of [1, 2]) {
    const results = await page.evaluate((n) => window.checks.checkDeath(n), threads);
    expect(results).toEqual(["runtime-died", "runtime-died", "done"]);
  }
});

test("does without threads in a page that is not isolated", async ({ page }) => {
  await open(page, plain);
  const checked = await page.evaluate(() => window.checks.checkOutputs(2));
  expect(checked).toMatchObject({ isolated: false });
  expect(checked.runtime).toContain("(wasm)");
  expectNative(checked.outputs);
});

test("shares samples out over a pool in their order", async ({ page }) => {
  await open(page, isolated);
  expect(await page.evaluate(() => window.checks.checkPool())).toBe(true);
});
