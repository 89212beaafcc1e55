// A person gives limits and gets the best variant as a row.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

test("find the best within limits, stopped when it is enough", async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto("/");
  await page.getByRole("button", { name: "Try the demo model" }).click();
  await page.getByRole("button", { name: "Find the best" }).click({ timeout: 60_000 });
  const dialog = page.getByRole("dialog", { name: "Find the best" });
  await expect(dialog).toContainText("needs data");
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Use the demo's pictures" }).click();
  await expect(page.getByText(/labelled samples/)).toBeVisible({ timeout: 60_000 });

  await page.getByRole("button", { name: "Find the best" }).click();
  await dialog.getByLabel("Accuracy lost at most, points").fill("5");
  await dialog.getByLabel("Time to search, seconds").fill("150");
  await dialog.getByRole("button", { name: "Search", exact: true }).click();
  await expect(dialog.getByText(/Best so far/)).toBeVisible({ timeout: 160_000 });
  await expect(dialog.getByRole("img", { name: /^Frontier/ })).toBeVisible();
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
  // The chart is as wide as it has room, its text as large as that around it.
  await page.setViewportSize({ width: 390, height: 844 });
  const chart = dialog.getByRole("img", { name: /^Frontier/ });
  await expect
    .poll(async () => (await chart.boundingBox())!.width - (await dialog.boundingBox())!.width)
    .toBeLessThan(0);
  const stop = dialog.getByRole("button", { name: "Stop with what it has" });
  if (await stop.isVisible()) await stop.click();
  const found = dialog.getByText(/It is in the table now/);
  await expect(found).toBeVisible({ timeout: 60_000 });
  // What was found is in the list, too.
  const [, name] = /^Found: (.*?)\. It is/.exec((await found.textContent())!)!;
  await expect(
    dialog.getByRole("list", { name: "Frontier" }).getByRole("listitem").filter({ hasText: " best" }),
  ).toContainText(name!);
});
