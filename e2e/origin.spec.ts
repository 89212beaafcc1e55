// Whatever a person does, no request goes anywhere but to the page's own host.
import { expect, test } from "@playwright/test";
import { openModel, openTab, ready, row } from "./parts.ts";

test("a whole visit asks no other host for anything", async ({ page, context, baseURL }) => {
  test.setTimeout(240_000);
  const asked: string[] = [];
  // Of all pages and all workers, those within workers as well.
  context.on("request", (request) => asked.push(request.url()));
  page.on("websocket", (socket) => asked.push(socket.url()));
  await page.goto("/");
  await page.getByRole("button", { name: "Try the demo model" }).click();
  await page.getByRole("button", { name: "Use the demo's pictures" }).click({ timeout: 60_000 });
  await expect(row(page, "Full integer int8").getByRole("button", { name: "Download" })).toBeVisible({
    timeout: 120_000,
  });
  await ready(page, 120_000);
  const int8 = row(page, "Full integer int8");
  await int8.getByRole("button", { name: "Full integer int8", exact: true }).click();
  for (const tab of await page.getByRole("tab").all()) {
    if (!(await tab.isVisible())) continue;
    await openTab(page, tab);
  }
  const download = page.waitForEvent("download");
  await int8.getByRole("button", { name: "Download" }).click();
  await download;
  await page.getByRole("button", { name: "Share", exact: true }).click();
  for (const name of [/Report as HTML/, /Report as JSON/, /Download as zip/]) {
    const file = page.waitForEvent("download");
    await page.getByRole("button", { name }).click();
    await file;
  }
  await page.keyboard.press("Escape");
  await openModel(page, "public/demo/README.md");
  await expect(page.getByRole("alert")).toBeVisible();
  await page.goto("/");
  await page.waitForLoadState("networkidle");

  const { origin } = new URL(baseURL!);
  const workers = asked.filter((address) => /worker/.test(address));
  expect(workers.length).toBeGreaterThan(2);
  const strangers = asked.filter(
    (address) => !address.startsWith(`${origin}/`) && !/^(blob|data):/.test(address),
  );
  expect(strangers).toEqual([]);
});
