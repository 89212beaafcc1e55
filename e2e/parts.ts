// Parts of the page that several tests look at.
import { expect, type Locator, type Page } from "@playwright/test";

export const smallModel = "src/test-fixtures/fm_mnv1.tflite";
export const noData = ["Float16", "Dynamic range int8", "Weight-only int8", "Weight-only int4"];

export const row = (page: Page, label: string): Locator =>
  page
    .getByRole("table", { name: "Compare techniques" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${label.replaceAll("+", "\\+")}`) }) });

export const openModel = (page: Page, file: Parameters<Locator["setInputFiles"]>[0]): Promise<void> =>
  page.getByLabel("Open a .tflite model").setInputFiles(file);

/** Waits until nothing runs any more. */
export const ready = (page: Page, timeout = 80_000): Promise<void> =>
  expect(page.getByRole("status").filter({ hasText: /^Ready$/ })).toBeVisible({ timeout });

/** Waits until all techniques that need no data have a file to take away. */
export async function fourMade(page: Page, timeout = 80_000): Promise<void> {
  for (const label of noData)
    await expect(row(page, label).getByRole("button", { name: "Download" })).toBeVisible({ timeout });
}

/** Waits until no colour or size is on its way to another any more; what turns for ever is not waited for. */
export const settled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((a) => Number.isFinite(Number(a.effect?.getComputedTiming().endTime)));
    await Promise.all(ending.map((a) => a.finished.catch(() => {})));
  });

interface KeptModel {
  readonly measured?: readonly unknown[];
  readonly data?: { readonly options: Readonly<Record<string, string>> } | null;
  readonly made: readonly { readonly label: string }[];
  readonly recipes: readonly { readonly steps: readonly { readonly technique: string }[] }[];
}

/** All that a table of the page's IndexedDB holds; nothing where the page has not made it yet. */
async function keptIn<T>(page: Page, table: string, read: (all: unknown[]) => T): Promise<T> {
  const handle = await page.evaluateHandle(
    (name) =>
      new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open("tflite-studio");
        // The page has not made it yet: it must find it as it was.
        opening.onupgradeneeded = () => opening.transaction?.abort();
        opening.onerror = () => (opening.error?.name === "AbortError" ? resolve([]) : reject(opening.error));
        opening.onsuccess = () => {
          const database = opening.result;
          const reading = database.transaction(name).objectStore(name).getAll();
          reading.onsuccess = () => {
            database.close();
            resolve(reading.result);
          };
        };
      }),
    table,
  );
  return handle.evaluate(read);
}

/** What is remembered of the first kept model: the variants made, and the recipes asked for. */
export const keptModel = (page: Page): Promise<KeptModel> =>
  keptIn(page, "models", (all) => (all as KeptModel[])[0] ?? { made: [], recipes: [] });

/** Rows whose files are kept. */
export const keptVariants = (page: Page): Promise<readonly string[]> =>
  keptIn(page, "variants", (all) => (all as { facts: { id: string } }[]).map(({ facts }) => facts.id));

/** How many datasets are kept, and the bytes of their files. */
export const keptDatasets = (page: Page): Promise<{ readonly count: number; readonly bytes: number }> =>
  keptIn(page, "datasetFiles", (all) => {
    const files = all as Blob[];
    return { count: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
  });

/** The whole epochs of trainings that are kept, to go on after a reload. */
export const keptEpochs = (page: Page): Promise<readonly number[]> =>
  keptIn(page, "runs", (all) =>
    (all as { checkpoint: { epoch: number } }[]).map(({ checkpoint }) => checkpoint.epoch),
  );

/** Opens a tab, and waits until its panel holds more than a note that something is on its way. */
export async function openTab(page: Page, tab: Locator): Promise<void> {
  await tab.click();
  const panel = page.locator(`[id="${await tab.getAttribute("aria-controls")}"]`);
  await expect(panel).toBeVisible();
  await expect(panel).not.toBeEmpty();
  await expect(panel.getByText(/^(Loading|Reading|Laying|Running|Comparing)\b.*…/)).toHaveCount(0, {
    timeout: 60_000,
  });
}

/** Waits until the page was drawn so many times: something comes of what was begun. */
export const drawn = (page: Page, frames: number): Promise<void> =>
  page.evaluate(async (count) => {
    for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
  }, frames);

/** Waits until something reads the same, look after look, for so many seconds: what moves it has come to rest. */
export async function standsStill(read: () => Promise<string | null>, seconds = 3): Promise<void> {
  let [last, same] = ["", 0];
  const next = async (): Promise<number> => {
    const now = (await read()) ?? "";
    same = now === last ? same + 1 : 0;
    last = now;
    return same;
  };
  await expect
    .poll(next, { intervals: [250], timeout: 30_000 + 1000 * seconds })
    .toBeGreaterThanOrEqual(4 * seconds);
}
