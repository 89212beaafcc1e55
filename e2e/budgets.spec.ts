// What the page may cost before anybody does anything: bytes, requests, and how long it may hold the main thread.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";

const build = (path: string): Buffer => readFileSync(`dist/web/${path}`);
const zipped = (path: string): number => gzipSync(build(path)).length;

/** Bytes after gzip. Raise one of these only for something that people get for it. */
const budget = { firstLoad: 110_000, engine: 190_000, stored: 5_500_000 };
/** Files that the page waits for, and requests with all that it fetches ahead while nothing else is to do. */
const [mostFiles, mostRequests] = [4, 60];
/** Milliseconds by which tasks may hold the main thread beyond 50 ms each, on a machine that does the loop in `pace`. */
const blocking = { load: 1200, open: 3500, pace: 60 };

/** Scripts and styles that index.html names, and what they import without being asked to. */
function firstFiles(): string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    if (!path.endsWith(".js")) return;
    for (const [, name] of build(path)
      .toString()
      .matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g))
      visit(`assets/${name}`);
  };
  for (const [, path] of build("index.html")
    .toString()
    .matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g))
    visit(path!);
  return [...found].filter((path) => /\.(js|css)$/.test(path));
}

test("the first load, the engine and what is stored keep to their bytes", () => {
  const files = firstFiles();
  expect(files.length).toBeGreaterThan(1);
  expect(files.length).toBeLessThanOrEqual(mostFiles);
  expect(files.reduce((sum, path) => sum + zipped(path), 0)).toBeLessThan(budget.firstLoad);
  const worker = build("sw.js").toString();
  const stored = [...worker.matchAll(/"((?:assets|demo|icons)\/[^"]+|\.\/)"/g)].map(([, path]) => path!);
  const engine = stored.filter((path) => /\/engine(\.worker)?-/.test(path));
  expect(engine).toHaveLength(2);
  expect(engine.reduce((sum, path) => sum + zipped(path), 0)).toBeLessThan(budget.engine);
  const bytes = stored.map((path) => statSync(`dist/web/${path === "./" ? "index.html" : path}`).size);
  expect(stored.length).toBeGreaterThan(20);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(budget.stored);
});

test("no part imports from a worker's first file, which WebKit would run once more", () => {
  const scripts = readdirSync("dist/web/assets").filter((name) => name.endsWith(".js"));
  expect(scripts.some((name) => name.includes(".worker-"))).toBe(true);
  const wrong = scripts.filter((name) =>
    /from\s*"\.\/[\w-]+\.worker-/.test(build(`assets/${name}`).toString()),
  );
  expect(wrong).toEqual([]);
});

test("it is usable after few requests and leaves the main thread to the person", async ({ page }) => {
  test.setTimeout(150_000);
  let requests = 0;
  page.on("request", (request) => {
    if (request.url().startsWith("http")) requests += 1;
  });
  await page.addInitScript(() => {
    const held = { blocked: 0 };
    Object.assign(window, { held });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) held.blocked += Math.max(0, duration - 50);
    }).observe({ type: "longtask", buffered: true });
  });
  await page.goto("/");
  await expect(page.getByRole("status")).toHaveText("Ready");
  await expect(page.getByRole("button", { name: "Try the demo model" })).toBeEnabled();
  expect(requests).toBeLessThanOrEqual(mostRequests);

  const blocked = () =>
    page.evaluate(() => (window as unknown as { held: { blocked: number } }).held.blocked);
  // A busy machine takes longer for everything: the same loop says how much.
  const pace = await page.evaluate(() => {
    const start = performance.now();
    let sum = 0;
    for (let i = 0; i < 2e7; i++) sum += Math.sqrt(i);
    return sum > 0 ? performance.now() - start : 0;
  });
  const slower = Math.max(1, pace / blocking.pace);
  const loaded = await blocked();
  expect(loaded).toBeLessThan(blocking.load * slower);

  await page.getByRole("button", { name: "Try the demo model" }).click();
  await expect(
    page
      .getByRole("row")
      .filter({ has: page.getByRole("rowheader", { name: /^Dynamic range int8/ }) })
      .getByRole("button", { name: "Download" }),
  ).toBeVisible({ timeout: 90_000 });
  expect((await blocked()) - loaded).toBeLessThan(blocking.open * slower);
});
