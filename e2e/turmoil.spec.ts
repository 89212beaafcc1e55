// Somebody who does anything at any moment. No figure may ever stand beside a model that it is not of, nothing may
// throw, and in the end all is as if it had been done in peace.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { seededRandom } from "../src/core/random.ts";
import { drawn, fourMade, noData, openModel, ready } from "./parts.ts";

const models = ["fm_mnv1.tflite", "fm_cnn.tflite", "fm_resnet.tflite"].map((n) => `src/test-fixtures/${n}`);

/** Size cells by row, as the page shows them, with the name of the model above them. */
const shown = (page: Page, labels: readonly string[]) =>
  page.evaluate((names) => {
    const sizes: Record<string, string> = {};
    for (const row of document.querySelectorAll("table tbody tr")) {
      const name = names.find((label) => row.querySelector("th")?.textContent?.startsWith(label));
      const size = /^[\d.]+\s[kM]B/.exec(row.querySelector("td")?.textContent ?? "")?.[0];
      if (name !== undefined && size !== undefined) sizes[name] ??= size;
    }
    return { model: document.querySelector("h1")?.textContent ?? "", sizes };
  }, labels);

test("whatever is done at whatever moment, figures stay with their model", async ({ page }) => {
  test.setTimeout(200_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  const labels = ["Original", ...noData];
  const truth: Record<string, Record<string, string>> = {};
  await page.goto("/");
  for (const file of models) {
    await openModel(page, file);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(basename(file));
    await fourMade(page);
    truth[basename(file)] = (await shown(page, labels)).sizes;
  }
  expect(Object.values(truth).map((sizes) => Object.keys(sizes).length)).toEqual([5, 5, 5]);

  const random = seededRandom(2026);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const whole = await readFile(models[0]!);
  const quick = { timeout: 1000 };
  const pressAny = async (name: RegExp): Promise<void> => {
    const buttons = page.getByRole("button", { name });
    const count = await buttons.count();
    if (count > 0) await buttons.nth(Math.floor(random() * count)).click(quick);
  };
  const acts: (() => Promise<unknown>)[] = [
    () => openModel(page, pick(models)),
    () => openModel(page, pick(models)),
    () => openModel(page, pick(models)),
    () =>
      openModel(page, {
        name: "cut.tflite",
        mimeType: "",
        buffer: whole.subarray(0, Math.floor(random() * whole.length)),
      }),
    () => page.getByLabel("Add data").setInputFiles("public/demo/fashion-images-idx3-ubyte.gz", quick),
    () => page.getByLabel("Add data").setInputFiles("public/demo/README.md", quick),
    () => pressAny(/^(Run|Retry)$/),
    () => pressAny(/^(Run|Retry)$/),
    () => pressAny(/^Cancel$/),
    () => pressAny(/^(Share|Compare two|Find the best|Add a combination)$/),
    () => pressAny(/^(Float16|Pruned|Clustered|Original|Full integer int8)$/),
    () => pressAny(/^(Search|Add|Stop.*|Close)$/),
    () => page.keyboard.press("Escape"),
    () =>
      page
        .getByRole("tab")
        .nth(Math.floor(random() * 5))
        .click(quick),
    () => page.setViewportSize({ width: pick([390, 900, 1440]), height: 800 }),
  ];
  const stale = new Set<string>();
  const until = Date.now() + 30_000;
  for (let step = 0; Date.now() < until; step++) {
    // What is not there to be pressed at the moment is passed over.
    await pick(acts)().catch(() => {});
    if (random() < 0.3) await drawn(page, Math.floor(random() * 36));
    const { model, sizes } = await shown(page, labels);
    for (const [label, size] of Object.entries(sizes)) {
      const right = truth[model]?.[label];
      if (right !== undefined && size !== right) stale.add(`step ${step}: ${label} ${size} on ${model}`);
    }
  }
  expect([...stale]).toEqual([]);
  expect(faults).toEqual([]);

  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 1440, height: 800 });
  await openModel(page, models[0]!);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(basename(models[0]!));
  await fourMade(page);
  await ready(page, 90_000);
  expect((await shown(page, labels)).sizes).toEqual(truth[basename(models[0]!)]);
  expect(faults).toEqual([]);
});
