// node bench/page.mjs MODEL.tflite...   what opening a model costs in the page: the production build in a real
// browser. Prints when the page can be used, the JavaScript loaded before a model is there, the time from the drop
// to the first and to all four sizes, and the longest task of the main thread meanwhile.
import { statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { build } from "vite";
import { serveBuild } from "../scripts/serve.mjs";
import { ensureBrowser, root } from "../scripts/set-up.mjs";

const models = process.argv.slice(2);
if (models.length === 0) throw new Error("name a model");
await build({ root: new URL(".", root).pathname, logLevel: "error" });
const address = await serveBuild(new URL("dist/web/", root), 0);
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});

for (const model of models) {
  const page = await browser.newPage();
  let script = 0;
  page.on("response", async (response) => {
    if (/\.js$/.test(new URL(response.url()).pathname)) {
      script += gzipSync(await response.body().catch(() => Buffer.alloc(0))).length;
    }
  });
  await page.addInitScript(() => {
    globalThis.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        globalThis.longest = Math.max(globalThis.longest, duration);
    }).observe({ type: "longtask", buffered: true });
    // Cells of the table that show a size, with the time since the drop at which each came.
    globalThis.watchSizes = () => {
      const start = performance.now();
      globalThis.sizes = [];
      const seen = new Set();
      const look = () => {
        for (const row of document.querySelectorAll("table tbody tr")) {
          const name = row.querySelector("th")?.textContent ?? "";
          const ready = /^(Float16|Dynamic range int8|Weight-only int8|Weight-only int4)/.exec(name);
          if (ready && !seen.has(ready[0]) && /\d\s[kM]B/.test(row.textContent)) {
            seen.add(ready[0]);
            globalThis.sizes.push(performance.now() - start);
          }
        }
        if (seen.size < 4) requestAnimationFrame(look);
      };
      look();
    };
  });
  const began = performance.now();
  await page.goto(address);
  await page.getByRole("button", { name: "Try the demo model" }).waitFor();
  const usable = performance.now() - began;
  await page.waitForLoadState("networkidle");
  const first = script;
  await page.evaluate(() => {
    globalThis.longest = 0;
    document.addEventListener("change", globalThis.watchSizes, { capture: true, once: true });
  });
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  await page.waitForFunction(() => globalThis.sizes?.length === 4, null, { timeout: 120_000 });
  const sizes = await page.evaluate(() => globalThis.sizes);
  await page
    .getByRole("status")
    .filter({ hasText: /^Ready$/ })
    .waitFor({ timeout: 300_000 });
  const longest = await page.evaluate(() => globalThis.longest);
  const ms = (value) => `${value.toFixed(0)} ms`;
  console.log(
    `${model} (${(statSync(model).size / 1e6).toFixed(1)} MB): usable ${ms(usable)}, JavaScript before a model ${(first / 1000).toFixed(0)} kB gzip, ` +
      `first size ${ms(sizes[0])}, all four ${ms(sizes[3])}, longest main-thread task ${longest === 0 ? "under 50 ms" : ms(longest)}`,
  );
  await page.close();
}
await browser.close();
process.exit(0);
