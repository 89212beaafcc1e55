// A model from a stranger whose every name is HTML: names are shown as text, in the page and in what it writes.
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { copyModel } from "../src/core/tflite/model.ts";
import { readModel } from "../src/core/tflite/read.ts";
import { writeModel } from "../src/core/tflite/write.ts";
import { fourMade, openModel, openTab, ready, row, smallModel } from "./parts.ts";

const hostile = (what: string): string =>
  `</script><img src=x onerror="hacked='${what}'"><script>hacked='${what}'</script>`;

/** The small model with HTML in the place of every name. */
async function hostileModel(): Promise<Buffer> {
  const model = copyModel(readModel(new Uint8Array(await readFile(smallModel))));
  model.description = hostile("description");
  for (const graph of model.subgraphs) {
    graph.name = hostile("graph");
    graph.tensors.forEach((tensor, i) => {
      tensor.name = hostile(`tensor${i}`);
    });
  }
  for (const signature of model.signatureDefs ?? []) {
    signature.signatureKey = hostile("signature");
    for (const port of [...(signature.inputs ?? []), ...(signature.outputs ?? [])])
      port.name = hostile("port");
  }
  model.metadata = (model.metadata ?? []).map((entry) => ({ ...entry, name: hostile("metadata") }));
  return Buffer.from(writeModel(model));
}

async function expectTextOnly(page: Page): Promise<void> {
  expect(await page.evaluate(() => (globalThis as { hacked?: string }).hacked)).toBeUndefined();
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
}

test("names with HTML in them stay text, in the page and in the report", async ({ page, context }) => {
  test.setTimeout(150_000);
  await page.goto("/");
  await openModel(page, {
    name: `<img src=x onerror="hacked='file'">.tflite`,
    mimeType: "application/octet-stream",
    buffer: await hostileModel(),
  });
  await expect(page.getByRole("heading", { level: 1 })).toContainText("<img src=x");
  await fourMade(page);
  await ready(page);
  await expectTextOnly(page);
  await row(page, "Float16").getByRole("button", { name: "Float16", exact: true }).click();
  for (const tab of await page.getByRole("tab").all()) {
    if (!(await tab.isVisible())) continue;
    await openTab(page, tab);
    await expectTextOnly(page);
  }
  await row(page, "Float16").locator(".figure").last().hover();
  await expect(page.getByRole("tooltip")).toBeVisible();
  await expectTextOnly(page);

  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Compare two" }).click();
  for (const tab of await page.getByRole("dialog").getByRole("tab").all()) {
    await openTab(page, tab);
    await expectTextOnly(page);
  }
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Share", exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Report as HTML" }).click();
  const html = await readFile(await (await download).path(), "utf8");
  expect(html).toContain("&#60;img src=x");
  // Without its policy, so that only escaping stands in the way.
  const report = await context.newPage();
  await report.setContent(html.replace(/<meta http-equiv[^>]*>/, ""));
  await expect(report.getByRole("heading", { level: 1 })).toContainText("<img src=x");
  await expectTextOnly(report);
  await expect(report.locator("script")).toHaveCount(0);

  await page.goto("/");
  await expect(page.getByRole("region", { name: "Recent models" })).toContainText("<img src=x");
  await expectTextOnly(page);
});
