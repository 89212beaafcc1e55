// Ten tasks of a person with a model, from the drop to the code in the app, by accessible names alone. A picture of
// each is left in test-results/ten-tasks.
import { readFileSync } from "node:fs";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { keptModel, keptVariants, row } from "./parts.ts";

const model = "fm_resnet_scaled.tflite";
const pictures = ["public/demo/fashion-images-idx3-ubyte.gz", "public/demo/fashion-labels-idx1-ubyte.gz"];

test.use({ viewport: { width: 1440, height: 900 }, actionTimeout: 60_000 });

const tree = (page: Page): Locator => page.getByRole("region", { name: "Decision tree" });

async function drop(page: Page, name: string, content: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ file, base64 }) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], file));
      return data;
    },
    { file: name, base64: content.toString("base64") },
  );
  await page.getByRole("main").dispatchEvent("drop", { dataTransfer: transfer });
}

test("ten tasks", async ({ page }) => {
  test.setTimeout(900_000);
  let done = 0;
  const task = (name: string, act: () => Promise<void>): Promise<void> =>
    test.step(name, async () => {
      await act();
      done += 1;
      const number = `${done}`.padStart(2, "0");
      await page.screenshot({ path: `test-results/ten-tasks/${number}-${name.replaceAll(" ", "-")}.png` });
    });
  await page.goto("/");

  await task("drop", async () => {
    await drop(page, model, readFileSync(`src/test-fixtures/${model}`));
    await expect(page.getByRole("heading", { level: 1, name: model })).toBeVisible({ timeout: 60_000 });
    await expect(row(page, "Float16").getByRole("button", { name: "Download" })).toBeVisible({
      timeout: 60_000,
    });
  });

  await task("understand", async () => {
    await row(page, "Dynamic range int8").getByRole("button", { name: "Dynamic range int8" }).click();
    const details = page.getByRole("region", { name: "Details of Dynamic range int8" });
    await details.getByRole("tab", { name: /What changed/ }).click();
    await expect(details).toContainText("CONV_2D");
    const inside = page.getByRole("region", { name: "Look inside" });
    await inside.getByRole("tab", { name: "Graph" }).click();
    const canvas = inside.getByRole("application");
    await expect(canvas).toContainText("CONV_2D", { timeout: 60_000 });
    await canvas.focus();
    await page.keyboard.press("ArrowDown");
    const op = inside.getByRole("region", { name: /^Op 0/ });
    await expect(op).toBeVisible();
    await op
      .getByRole("button", { name: /^What is this/ })
      .first()
      .click();
    await expect(page.getByRole("dialog").getByRole("link", { name: /^Read more/ })).toBeVisible();
  });

  await task("choose a target", async () => {
    await page.keyboard.press("Escape");
    await row(page, "Dynamic range int8").getByRole("button", { name: "Dynamic range int8" }).click();
    await page.getByRole("combobox", { name: "Target" }).click();
    await page.getByRole("option", { name: "Edge TPU" }).click();
    await expect(row(page, "Float16")).toContainText(/None of \d+ ops/, { timeout: 30_000 });
    await expect(tree(page)).toContainText("Edge TPU computes in integers only");
    await expect(tree(page)).toContainText("Is there a representative dataset?");
    await page.getByRole("heading", { level: 1 }).scrollIntoViewIfNeeded();
  });

  await task("get int8 for Edge TPU", async () => {
    await page.getByLabel("Add data").first().setInputFiles(pictures);
    await expect(tree(page)).toContainText("you added data", { timeout: 60_000 });
    await tree(page).getByLabel("Lost at most").fill("1");
    await tree(page).getByRole("button", { name: "Judge by it" }).click();
    await expect(tree(page)).toContainText("This leads to", { timeout: 180_000 });
    await expect(row(page, "Full integer int8")).toContainText(/All \d+ ops/, { timeout: 60_000 });
    const saved = page.waitForEvent("download");
    await row(page, "Full integer int8").getByRole("button", { name: "Download" }).click();
    expect((await saved).suggestedFilename()).toBe("fm_resnet_scaled.int8.tflite");
  });

  await task("repair accuracy", async () => {
    const inside = page.getByRole("region", { name: "Look inside" });
    await inside.getByRole("combobox", { name: /^of/ }).selectOption({ label: "Full integer int8" });
    await inside.getByRole("tab", { name: "Repair" }).click();
    await inside.getByLabel("Largest loss, points").fill("0.1");
    await inside.getByRole("button", { name: "Repair" }).click();
    await expect(inside.getByText(/^(Repaired|Not within)/)).toBeVisible({ timeout: 240_000 });
    await inside.getByRole("tab", { name: "Repair" }).evaluate((tab) => tab.scrollIntoView());
  });

  await task("find the best under 1 MB", async () => {
    await page.getByRole("button", { name: "Find the best" }).click();
    const dialog = page.getByRole("dialog", { name: "Find the best" });
    await dialog.getByLabel("File at most, kB").fill("1000");
    await dialog.getByLabel("Accuracy lost at most, points").fill("1");
    await dialog.getByLabel("Time to search, seconds").fill("45");
    await dialog.getByRole("button", { name: "Search", exact: true }).click();
    await expect(dialog.getByText(/It is in the table now/)).toBeVisible({ timeout: 120_000 });
  });

  await task("compare", async () => {
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Compare two" }).click();
    const dialog = page.getByRole("dialog", { name: "Compare two" });
    await dialog.getByLabel("Second").selectOption("Full integer int8");
    await expect(dialog.getByText(/cosine 0\.\d+/).first()).toBeVisible({ timeout: 60_000 });
  });

  await task("share", async () => {
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Share", exact: true }).click();
    const report = page.waitForEvent("download");
    await page.getByRole("button", { name: "Report as HTML" }).click();
    const content = readFileSync(await (await report).path(), "utf8");
    expect(content).toContain("Full integer int8");
    expect(content).toContain("Edge TPU");
  });

  await task("come back next day", async () => {
    // Files and facts are written a moment after the last change.
    const kept = { timeout: 20_000 };
    const made = async () => (await keptModel(page)).made.map(({ label }) => label);
    await expect.poll(made, kept).toEqual(expect.arrayContaining(["Float16", "Full integer int8"]));
    await expect.poll(() => keptVariants(page), kept).toContain("int8");
    await page.goto("about:blank");
    await page.goto("/");
    const recent = page.getByRole("region", { name: "Recent models" });
    await expect(recent).toContainText(/earlier: \d+ variants/);
    await recent.getByRole("button", { name: new RegExp(`^${model}`) }).click();
    await expect(row(page, "Float16").getByRole("button", { name: "Download" })).toBeVisible({
      timeout: 80_000,
    });
    await expect(page.getByRole("combobox", { name: "Target" })).toContainText("Edge TPU");
  });

  await task("use in Kotlin", async () => {
    await row(page, "Float16").getByRole("button", { name: "Float16", exact: true }).click();
    await page.getByRole("tab", { name: "Use it" }).click();
    const code = page.getByRole("region", { name: /Kotlin.* code/ });
    await expect(code).toContainText("fm_resnet_scaled.float16.tflite");
    await code.scrollIntoViewIfNeeded();
    await expect(page.getByRole("button", { name: /Copy/ }).first()).toBeVisible();
  });
});
