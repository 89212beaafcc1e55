// Looking inside: the graph with its errors, its table, an op's tensors; sensitivity and repair of an int8 variant.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { settled } from "./parts.ts";

const model = "src/test-fixtures/fm_mnv1.tflite";
const pictures = "src/test-fixtures/fashion-train200-images-idx3-ubyte.gz";
const shots = process.env.SCREENSHOTS;

test.use({ viewport: { width: 1440, height: 1000 } });

async function shot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.locator(".closer-look").screenshot({ path: `${shots}/${name}-${scheme}.png` });
  }
}

/** No violation within the section, in either scheme. */
async function accessible(page: Page): Promise<void> {
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await settled(page);
    const { violations } = await new AxeBuilder({ page }).include(".closer-look").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
}

const inside = (page: Page) => page.getByRole("region", { name: "Look inside" });

test("the graph shows each op's error, a table holds the same, and repair ends in a row", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  // Focus that walks by leaves it closed.
  const tab = inside(page).getByRole("tab", { name: "Graph" });
  await tab.focus();
  await expect(tab).toHaveAttribute("aria-selected", "false");
  await page.keyboard.press("Enter");
  await expect(tab).toHaveAttribute("aria-selected", "true");
  const canvas = inside(page).getByRole("application");
  await expect(canvas).toContainText("CONV_2D", { timeout: 20_000 });

  await canvas.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const op = inside(page).getByRole("region", { name: /^Op 1, DEPTHWISE_CONV_2D/ });
  await expect(op).toBeVisible();
  await expect(op).toContainText("constant");
  await expect(op.getByRole("img", { name: /^Weights/ })).toBeVisible();

  await page
    .getByLabel(/Add data/)
    .first()
    .setInputFiles(pictures);
  const chooser = inside(page).getByRole("combobox", { name: "of" });
  await expect(chooser.getByRole("option", { name: "Full integer int8" })).toBeAttached({ timeout: 120_000 });
  await chooser.selectOption({ label: "Full integer int8" });
  await expect(
    inside(page)
      .getByText(/suspect$/)
      .last(),
  ).toBeVisible({ timeout: 60_000 });
  await inside(page).getByRole("radio", { name: "RMSE / scale" }).check();
  await inside(page).getByRole("searchbox", { name: "Find an op" }).pressSequentially("depthwise");
  await page.keyboard.press("Enter");
  const waits = { timeout: 30_000 };
  await expect(inside(page).getByRole("img", { name: /^Weights: original/ })).toBeVisible(waits);
  await expect(inside(page).getByRole("img", { name: /^Output on the calibration/ })).toBeVisible(waits);
  await shot(page, "graph");
  await accessible(page);

  await inside(page).getByRole("radio", { name: "Table" }).check();
  await inside(page).getByRole("searchbox", { name: "Find an op" }).fill("");
  await inside(page).getByRole("button", { name: /^SQNR/ }).click();
  const decibels = await inside(page).locator("tbody td:nth-child(4)").allInnerTexts();
  const measured = decibels
    .map((text) => Number.parseFloat(text.replace(/[^\d.−-]/g, "")))
    .filter((n) => !Number.isNaN(n));
  expect(measured.length).toBeGreaterThan(5);
  expect(measured).toEqual([...measured].sort((a, b) => a - b));
  await shot(page, "table");
  await accessible(page);

  // Not for what computes in floats, which says for what instead.
  await inside(page).getByRole("tab", { name: "Repair" }).click();
  await inside(page).getByRole("combobox", { name: /^of/ }).selectOption({ label: "Float16" });
  await expect(inside(page)).toContainText("Float16 is none of them.");
  await inside(page).getByRole("button", { name: "Repair Full integer int8" }).click();
  await inside(page).getByLabel("Largest loss, points").fill("0");
  await inside(page).getByRole("button", { name: "Repair" }).click();
  await expect(inside(page).getByText(/^(Repaired|Not within)/)).toBeVisible({ timeout: 150_000 });
  await expect(inside(page).getByRole("heading", { name: "Sensitivity" })).toBeVisible();
  await shot(page, "repair");
  await accessible(page);
});
