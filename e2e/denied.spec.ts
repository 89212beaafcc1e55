// What a browser or a host may deny: the clipboard, WebGPU, shared memory. The page does without, and says so.
import { chromium, expect, test } from "@playwright/test";
import { isolationHeaders, serveBuild } from "../scripts/serve.mjs";
import { fourMade, openModel, ready, row, smallModel } from "./parts.ts";

for (const [name, deny] of [
  [
    "denied",
    () => Object.assign(navigator.clipboard, { writeText: () => Promise.reject(new Error("denied")) }),
  ],
  ["missing", () => Object.defineProperty(navigator, "clipboard", { value: undefined })],
] as const) {
  test(`with the clipboard ${name}, what was to be copied is selected`, async ({ page }) => {
    await page.addInitScript(deny);
    await page.goto("/");
    await openModel(page, smallModel);
    await fourMade(page);
    await row(page, "Float16").getByRole("button", { name: "Float16", exact: true }).click();
    await page.getByRole("tab", { name: "Use it" }).click();
    await page.getByRole("tab", { name: "Python" }).click();
    await page.getByRole("button", { name: /^Copy.*code/ }).click();
    await expect(page.getByText("The browser denied the clipboard.")).toBeVisible();
    expect(await page.evaluate(() => getSelection()?.toString())).toContain("Interpreter(");
  });
}

test("over plain http from another machine, which takes much away, the work is done all the same", async ({
  baseURL,
  browserName,
}) => {
  test.skip(browserName !== "chromium", "Another machine's name is made up by a switch of Chromium's.");
  test.setTimeout(150_000);
  const { executablePath, args } = test.info().project.use.launchOptions ?? {};
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: [...(args ?? []), "--host-resolver-rules=MAP studio.test localhost"],
  });
  const page = await browser.newPage();
  await page.goto(baseURL!.replace("localhost", "studio.test"));
  const missing = await page.evaluate(() =>
    ["gpu", "clipboard", "storage"].filter((name) => !(name in navigator)),
  );
  expect(missing).toEqual(["gpu", "clipboard", "storage"]);
  await expect(page.getByText(/did not come over https, so workers cannot share memory/)).toBeVisible();
  await openModel(page, smallModel);
  await fourMade(page);
  await ready(page);
  await row(page, "Float16")
    .locator(".figure", { hasText: /\d\sms/ })
    .hover();
  await expect(page.getByRole("tooltip")).toContainText("1 thread");
  await expect(page.getByRole("tooltip")).not.toContainText("WebGPU");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const report = page.waitForEvent("download");
  await page.getByRole("button", { name: "Report as HTML" }).click();
  await report;
  await expect(page.getByRole("alert")).toHaveCount(0);
  await browser.close();
});

test("without the isolation headers it works on one thread, and says so", async ({ page }) => {
  test.setTimeout(180_000);
  const headers = Object.fromEntries(
    Object.entries(isolationHeaders()).filter(([name]) => !name.startsWith("Cross-Origin")),
  );
  await page.goto(await serveBuild(new URL("../dist/web/", import.meta.url), 0, headers));
  expect(await page.evaluate(() => typeof SharedArrayBuffer)).toBe("undefined");
  await expect(page.getByText(/works, on one thread and more slowly/)).toBeVisible();
  await openModel(page, smallModel);
  await fourMade(page);
  await page
    .getByLabel("Add data")
    .setInputFiles(["public/demo/fashion-images-idx3-ubyte.gz", "public/demo/fashion-labels-idx1-ubyte.gz"]);
  const int8 = row(page, "Full integer int8");
  await expect(int8.getByRole("button", { name: "Download" })).toBeVisible({ timeout: 120_000 });
  // Cancelling goes by message here, as no flag is shared.
  await row(page, "Pruned").first().getByRole("button", { name: "Run", exact: true }).click();
  await row(page, "Pruned").first().getByRole("button", { name: "Cancel" }).click();
  await expect(row(page, "Pruned").first()).toContainText("Stopped");
  await ready(page, 120_000);
  await expect(page.getByRole("alert")).toHaveCount(0);
});
