// node bench/prune-page.mjs MODEL.tflite IMAGES   pruning in the page: the production build in a real browser. Moves the
// sparsity slider and prints how long each preview takes to follow, then lets it go and prints how long the run on the
// samples takes, and the longest task of the main thread in both.
import { openBuild, techniqueRow } from "./page.mjs";

const [model, ...data] = process.argv.slice(2);
if (data.length === 0) throw new Error("name a model and its samples");
const { browser, address } = await openBuild();
const page = await browser.newPage();
await page.addInitScript(() => {
  globalThis.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
  }).observe({ type: "longtask", buffered: true });
});
const table = page.getByRole("table", { name: "Compare techniques" });
const row = (label) => techniqueRow(page, label);
const longest = async () => {
  const value = await page.evaluate(() => globalThis.longest);
  await page.evaluate(() => {
    globalThis.longest = 0;
  });
  return value === 0 ? "under 50 ms" : `${value.toFixed(0)} ms`;
};

await page.goto(address);
await page.getByLabel("Open a .tflite model").setInputFiles(model);
await row("Weight-only int4").getByRole("button", { name: "Download" }).waitFor({ timeout: 300_000 });
await page.getByLabel("Add data").first().setInputFiles(data);
for (const label of ["Full integer int8", "Int16 activations"]) {
  await row(label).getByRole("button", { name: "Cancel" }).click({ timeout: 300_000 });
}
const ready = page.getByRole("status").filter({ hasText: /^(Ready|Measuring latency.*)$/ });
await ready.waitFor({ timeout: 600_000 });
await table.getByRole("button", { name: "Pruned", exact: true }).click();
await page.getByRole("tab", { name: "Weights" }).click();
await page.getByText(/^about/).waitFor();
const slider = page.getByRole("slider", { name: "Sparsity" });
await slider.focus();
await longest();
const delays = [];
for (let i = 0; i < 12; i++) {
  const key = i < 6 ? "PageUp" : "PageDown";
  // From the key to the new figure in the page.
  await page.evaluate(() => {
    const figure = () => document.querySelector(".preview-figures dd")?.textContent;
    const before = figure();
    let start = null;
    addEventListener("keydown", () => (start ??= performance.now()), { capture: true, once: true });
    globalThis.delay = new Promise((resolve) => {
      const look = () => {
        const passed = performance.now() - start;
        if (start !== null && figure() !== before) resolve(passed);
        else if (start !== null && passed > 5000) resolve(null);
        else requestAnimationFrame(look);
      };
      look();
    });
  });
  await page.keyboard.press(key);
  delays.push(await page.evaluate(() => globalThis.delay));
}
const known = delays.filter((d) => d !== null).sort((a, b) => a - b);
console.log(
  `preview: median ${known[known.length >> 1].toFixed(0)} ms, slowest ${known.at(-1).toFixed(0)} ms, longest main-thread task ${await longest()}`,
);
// A key that came late may have started a run; the one that is timed starts from rest.
await page.waitForTimeout(1000);
await ready.waitFor({ timeout: 600_000 });
await longest();
const start = performance.now();
await page.keyboard.press("PageUp");
await row("Pruned").getByRole("progressbar").waitFor();
await row("Pruned").getByRole("button", { name: "Download" }).waitFor({ timeout: 600_000 });
console.log(
  `prune: ${((performance.now() - start) / 1000).toFixed(1)} s from the release to a checked file, longest main-thread task ${await longest()}`,
);
await browser.close();
process.exit(0);
