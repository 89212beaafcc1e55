// Recipes: rows remade when data comes, rules op by op made by hand, recipe files in and out.
import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { png, zip } from "../src/core/data/testing/make-files.ts";
import { settled } from "./parts.ts";

const model = "src/test-fixtures/fm_mnv1.tflite";
const pictures = "src/test-fixtures/fashion-train200-images-idx3-ubyte.gz";
const shots = process.env.SCREENSHOTS;

test.use({ viewport: { width: 1440, height: 1000 } });

const table = (page: Page): Locator => page.getByRole("table", { name: "Compare techniques" });
const row = (page: Page, label: string): Locator =>
  table(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${label}`) }) });

async function open(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  await expect(download(page, "Weight-only int4")).toBeVisible({ timeout: 60_000 });
}
const download = (page: Page, label: string): Locator =>
  row(page, label).getByRole("button", { name: "Download" });
const addData = (page: Page): Promise<void> =>
  page
    .getByLabel(/Add data/)
    .first()
    .setInputFiles(pictures);

async function shot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png`, fullPage: true });
  }
}

async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Colours of the other scheme are gone after two frames.
    await page.evaluate(() => {
      scrollTo(0, 0);
      return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
    await settled(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
}

test("rows made before the data came are offered to be remade, and get an accuracy", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page);
  await row(page, "Pruned").getByRole("button", { name: "Run", exact: true }).click();
  await expect(download(page, "Pruned")).toBeVisible({ timeout: 60_000 });
  await expect(row(page, "Pruned")).toContainText("Made without data");
  await addData(page);
  const all = page.getByRole("button", { name: "Remake with your data (2)" });
  await expect(all).toBeVisible({ timeout: 120_000 });
  await expect(row(page, "Float16")).toContainText(/\d\s%\s*agreement/, { timeout: 120_000 });
  await shot(page, "remake");
  await accessible(page);
  await row(page, "Weight-only int4").getByRole("button", { name: "Remake with data" }).click();
  await expect(row(page, "Weight-only int4")).toContainText("Made with your data", { timeout: 60_000 });
  await page.getByRole("button", { name: "Remake with your data (1)" }).click();
  await expect(row(page, "Pruned")).toContainText("Made with your data", { timeout: 90_000 });
  await expect(page.getByRole("button", { name: /Remake with/ })).toHaveCount(0, { timeout: 60_000 });
});

const inside = (page: Page): Locator => page.getByRole("region", { name: "Look inside" });
const rules = (page: Page): Locator => inside(page).getByRole("region", { name: "Rules" });

test("rules by hand: one op, all of a kind, several, those found; flagged, moved, run", async ({ page }) => {
  test.setTimeout(240_000);
  await open(page);
  await inside(page).getByRole("tab", { name: "Graph and rules" }).click();
  await inside(page).getByRole("combobox", { name: "of" }).selectOption({ label: "Dynamic range int8" });
  const which = inside(page).getByRole("combobox", { name: "Which ops" });
  const become = inside(page).getByRole("combobox", { name: "What they become" });
  const add = inside(page).getByRole("button", { name: "Add rule" });
  await expect(which).toBeVisible({ timeout: 30_000 });

  // All of a kind, in a precision that it cannot take: flagged beside the rule.
  await which.selectOption("all SOFTMAX");
  await become.selectOption("int4 weights");
  await add.click();
  const list = rules(page).getByRole("list", { name: "Rules of Dynamic range int8" });
  await expect(list.getByRole("listitem")).toContainText("It matches only ops that cannot be weight-int4");
  await which.selectOption("all DEPTHWISE_CONV_2D");
  await become.selectOption("float");
  await add.click();

  // What a search finds, and several that were marked in the table.
  await inside(page).getByRole("searchbox", { name: "Find an op" }).fill("#0 conv");
  await which.selectOption("the 1 found");
  await become.selectOption("float16 weights");
  await add.click();
  await inside(page).getByRole("radio", { name: "Table" }).check();
  await inside(page).getByRole("searchbox", { name: "Find an op" }).fill("");
  await inside(page).getByRole("checkbox", { name: "Mark CONV_2D 2" }).check();
  await inside(page).getByRole("checkbox", { name: "Mark CONV_2D 4" }).check();
  await which.selectOption("the 2 marked");
  await become.selectOption("int4 weights, activations as they come");
  await add.click();
  await expect(list.getByRole("listitem")).toHaveCount(4);
  await expect(list.getByRole("listitem").nth(3)).toContainText(/2 CONV_2D: re_lu_2\S*\/Relu6, re_lu_4/);
  await expect(list.getByRole("listitem").nth(3)).toContainText("2 ops");
  await shot(page, "rules");
  await accessible(page);

  await rules(page).getByRole("button", { name: "Remove rule 1" }).click();
  await rules(page).getByRole("button", { name: "Move rule 3 up" }).click();
  await expect(list.getByRole("listitem").nth(1)).toContainText("2 CONV_2D");
  await rules(page).getByRole("button", { name: "Run again with these rules" }).click();
  await expect(download(page, "Dynamic range int8 \\(3 rules\\)")).toBeVisible({ timeout: 60_000 });
  await row(page, "Dynamic range int8")
    .getByRole("button", { name: /^Dynamic/ })
    .click();
  await expect(list.getByRole("listitem")).toHaveCount(3);

  // Edited by its pattern, to one that no op has; then undone.
  await rules(page).getByRole("button", { name: "Edit rule 1" }).click();
  await rules(page).getByLabel("Names of its outputs").fill("nowhere");
  await expect(list.getByRole("listitem").first()).toContainText("No op matches it.");
  await accessible(page);
  await rules(page).getByRole("button", { name: "Undo changes" }).click();
  await expect(list.getByRole("listitem").first()).toContainText("All DEPTHWISE_CONV_2D");
});

test("an integer variant keeps ops at 16 bits by rule, beside the one without", async ({ page }) => {
  test.setTimeout(240_000);
  await open(page);
  await addData(page);
  await expect(download(page, "Full integer int8")).toBeVisible({ timeout: 120_000 });
  await inside(page).getByRole("tab", { name: "Graph and rules" }).click();
  await inside(page).getByRole("combobox", { name: "of" }).selectOption({ label: "Full integer int8" });
  const canvas = inside(page).getByRole("application");
  await expect(canvas).toContainText("CONV_2D", { timeout: 20_000 });
  await canvas.focus();
  for (const key of ["ArrowDown", "ArrowDown", " ", "ArrowDown", " "]) await page.keyboard.press(key);
  await inside(page).getByRole("combobox", { name: "Which ops" }).selectOption("the 2 marked");
  await inside(page)
    .getByRole("combobox", { name: "What they become" })
    .selectOption("16-bit activations, int8 weights");
  await inside(page).getByRole("button", { name: "Add rule" }).click();
  await expect(rules(page).getByRole("listitem")).toContainText("2 ops");
  await shot(page, "rules-int8");
  await rules(page).getByRole("button", { name: "Run as a row of its own" }).click();
  const ruled = "Full integer int8 \\(1 rule\\)";
  await expect(download(page, ruled)).toBeVisible({ timeout: 120_000 });
  await expect(rules(page).getByRole("listitem")).toContainText("2 ops");
  await row(page, ruled).getByRole("button", { name: "Full" }).click();
  await row(page, ruled).getByRole("button", { name: "Full" }).click();
  const details = page.getByRole("region", { name: "Details of Full integer int8 (1 rule)" });
  await details.getByRole("tab", { name: /What changed/ }).click();
  await expect(details).toContainText("runs on int16, weights int8");
});

test("recipe files: the reference tool's in, ours and theirs out", async ({ page }) => {
  test.setTimeout(240_000);
  await open(page);
  const config = (bits: number) => ({
    weight_tensor_config: { num_bits: bits, symmetric: true, granularity: "CHANNELWISE", dtype: "INT" },
    compute_precision: "INTEGER",
    explicit_dequantize: false,
  });
  const plain = "min_max_uniform_quantize";
  const list = [
    { regex: ".*", operation: "*", algorithm_key: plain, op_config: config(8) },
    { regex: "x", operation: "ADD", algorithm_key: "HADAMARD_ROTATION", op_config: config(8) },
    { regex: "no such output", operation: "CONV_2D", algorithm_key: plain, op_config: config(4) },
    { regex: ".*", operation: "DEPTHWISE_CONV_2D", algorithm_key: "no_quantize", op_config: {} },
  ];
  const file = {
    name: "keep-depthwise.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(list)),
  };
  await page.getByLabel("Import a recipe", { exact: true }).setInputFiles(file);
  await expect(download(page, "Recipe keep-depthwise")).toBeVisible({ timeout: 60_000 });
  await expect(
    page.getByText(/keep-depthwise\.json: Rule 2: HADAMARD_ROTATION is not supported/),
  ).toBeVisible();
  await inside(page).getByRole("tab", { name: "Graph and rules" }).click();
  await expect(rules(page).getByRole("listitem")).toHaveCount(2, { timeout: 20_000 });
  await expect(rules(page).getByRole("listitem").filter({ hasText: "no such output" })).toContainText(
    "No op matches it.",
  );
  await shot(page, "recipe-import");
  await accessible(page);

  const text = async (button: string): Promise<unknown> => {
    const [saved] = await Promise.all([
      page.waitForEvent("download"),
      rules(page).getByRole("button", { name: button, exact: true }).click(),
    ]);
    return JSON.parse(await readFile(await saved.path(), "utf8"));
  };
  expect(await text("Save the recipe")).toMatchObject({
    steps: [{ technique: "dynamic-int8" }],
    rules: expect.arrayContaining([{ match: ".*", op: "DEPTHWISE_CONV_2D", action: "float" }]),
  });
  const theirs = (await text("Save it for litert-quantizer")) as { algorithm_key: string }[];
  expect(theirs.map((entry) => entry.algorithm_key).sort()).toEqual([plain, plain, "no_quantize"]);

  // A wrong file says what is wrong, in the page.
  const broken = { ...file, name: "broken.json", buffer: Buffer.from('[{"regex": 3}]') };
  await page.getByLabel("Import a recipe", { exact: true }).setInputFiles(broken);
  await expect(page.getByRole("alert")).toContainText("broken.json: This is no quantization recipe");

  // What their form cannot say is said in a sentence.
  await row(page, "Pruned").getByRole("button", { name: "Run", exact: true }).click();
  await expect(download(page, "Pruned")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("tab", { name: "Use it" }).click();
  await expect(
    page.getByText(/There is no file of it for litert-quantizer\. Pruning sets/).first(),
  ).toBeVisible();
  await accessible(page);
});

test("a detector's shared range is pointed out, and split with one press", async ({ page }) => {
  test.setTimeout(300_000);
  const detector = "node_modules/@mediapipe/face_detection/face_detection_short_range.tflite";
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles(detector);
  const picture = (seed: number): Uint8Array => {
    const wave = (i: number): number =>
      128 + 120 * Math.sin((i / (90 + 40 * seed)) * (1 + (i % 3) / 9) + seed);
    return png(
      64,
      64,
      Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => wave(i)),
    );
  };
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}.png`, picture(i)]));
  const archive = { name: "faces.zip", mimeType: "application/zip", buffer: Buffer.from(zip(files)) };
  await page
    .getByLabel(/Add data/)
    .first()
    .setInputFiles(archive);
  await expect(download(page, "Full integer int8")).toBeVisible({ timeout: 200_000 });
  await row(page, "Full integer int8").getByRole("button", { name: /^Full/ }).click();
  const details = page.getByRole("region", { name: "Details of Full integer int8" });
  await expect(details).toContainText(/CONCATENATION .* gives all its inputs one range/);
  await shot(page, "shared-range");
  await accessible(page);
  await details
    .getByRole("listitem")
    .filter({ hasText: "CONCATENATION" })
    .first()
    .getByRole("button", { name: "Split: each its own range" })
    .click();
  await expect(download(page, "Full integer int8 \\(1 rule\\)")).toBeVisible({ timeout: 120_000 });
  await page.getByRole("tab", { name: /What changed/ }).click();
  await page.getByRole("searchbox", { name: "Search ops" }).fill("CONCATENATION");
  await expect(page.getByRole("tabpanel", { name: /What changed/ })).toContainText("kept float as asked");
});
