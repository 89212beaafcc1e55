// npm run bench -- page MODEL...   what opening a model costs in the page: the production build in a real browser.
// MODEL is a file, or a name such as resnet-178mb that is generated. Prints when the page can be used, the JavaScript
// loaded before a model is there, the time from the drop to the first and to all four sizes, the longest task of the
// main thread, the peak memory, and how many cores worked on average. --made leaves out what is measured afterwards.
import { existsSync, mkdirSync, statSync } from "node:fs";
import { cpus } from "node:os";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { build as bundle } from "esbuild";
import { build } from "vite";
import { serveBuild } from "../scripts/serve.mjs";
import { ensureBrowser, root } from "../scripts/set-up.mjs";
import { resetPeak, usage } from "./processes.mjs";

const ms = (value) => `${value.toFixed(0)} ms`;
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

/** Files by their path, generated models by their name. */
export async function modelFiles(names) {
  const folder = new URL("dist/bench/models/", root).pathname;
  const missing = names.filter((n) => !existsSync(n) && !existsSync(`${folder}${n}.tflite`));
  if (missing.length > 0) {
    const outfile = new URL("dist/bench/generate.mjs", root).pathname;
    await bundle({
      absWorkingDir: root.pathname,
      entryPoints: ["bench/generate-models.ts"],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      packages: "external",
    });
    mkdirSync(folder, { recursive: true });
    (await import(outfile)).generateInto(folder, missing);
  }
  return names.map((n) => (existsSync(n) ? n : `${folder}${n}.tflite`));
}

/** The production build, served, in a browser with `cores` processors as far as the page can tell. */
export async function openBuild(cores = cpus().length) {
  await build({ root: new URL(".", root).pathname, logLevel: "error" });
  const address = await serveBuild(new URL("dist/web/", root), 0);
  const browser = await chromium.launch({
    executablePath: ensureBrowser(),
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  return { browser, address, cores };
}

/** The row of the table whose technique begins with the label. */
export const techniqueRow = (page, label) =>
  page
    .getByRole("table", { name: "Compare techniques" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${label}`) }) })
    .first();

/** Keeps the longest task of the main thread, and when each of the four sizes came, on `globalThis`. */
function watchPage() {
  globalThis.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
  }).observe({ type: "longtask", buffered: true });
  globalThis.watchSizes = () => {
    const start = performance.now();
    globalThis.sizes = [];
    globalThis.failures = new Set();
    const seen = new Set();
    const look = () => {
      for (const row of document.querySelectorAll("table tbody tr")) {
        const name = row.querySelector("th")?.textContent ?? "";
        const ready = /^(Float16|Dynamic range int8|Weight-only int8|Weight-only int4)/.exec(name);
        const failure = row.querySelector(".row-failure")?.textContent;
        if (!ready || seen.has(ready[0])) continue;
        if (failure) globalThis.failures.add(`${ready[0]}: ${failure}`);
        if (failure || /\d\s[kMG]B/.test(row.textContent)) {
          seen.add(ready[0]);
          globalThis.sizes.push(performance.now() - start);
        }
      }
      for (const alert of document.querySelectorAll("[role=alert]"))
        globalThis.failures.add(alert.textContent);
      if (seen.size < 4) requestAnimationFrame(look);
    };
    look();
  };
}

/** Milliseconds of processor time that the main thread's longest task took: other work on the machine is left out. */
function longestTask(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  const main = new Set(
    traceEvents.flatMap((e) =>
      e.name === "thread_name" && e.args.name === "CrRendererMain" ? [`${e.pid} ${e.tid}`] : [],
    ),
  );
  let longest = 0;
  for (const { name, pid, tid, tdur } of traceEvents)
    if (/RunTask$/.test(name) && tdur > longest && main.has(`${pid} ${tid}`)) longest = tdur;
  return longest / 1000;
}

/** Opens one model in a page of its own. */
export async function openOnce({ browser, address }, model, toTheEnd = true) {
  const page = await browser.newPage();
  let script = 0;
  page.on("response", async (response) => {
    if (/\.js$/.test(new URL(response.url()).pathname)) {
      script += gzipSync(await response.body().catch(() => Buffer.alloc(0))).length;
    }
  });
  await page.addInitScript(watchPage);
  const began = performance.now();
  await page.goto(address);
  await page.getByRole("button", { name: "Try the demo model" }).waitFor();
  const usable = performance.now() - began;
  await page.waitForLoadState("networkidle");
  const firstScript = script;
  await page.evaluate(() => {
    globalThis.longest = 0;
    document.addEventListener("change", globalThis.watchSizes, { capture: true, once: true });
  });
  await browser.startTracing(page, { categories: ["disabled-by-default-lighthouse"] });
  await resetPeak(browser);
  const empty = await usage(browser);
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  await page.waitForFunction(() => globalThis.sizes?.length === 4 || globalThis.failures?.size > 0, null, {
    timeout: 300_000,
  });
  const sizes = await page.evaluate(() => globalThis.sizes);
  const made = await usage(browser);
  const onMain = longestTask(await browser.stopTracing());
  if (toTheEnd)
    await page
      .getByRole("status")
      .filter({ hasText: /^Ready$/ })
      .waitFor({ timeout: 600_000 });
  const ready = toTheEnd ? await usage(browser) : null;
  // Runtimes of large models are let go after two seconds, idle workers after ten.
  if (toTheEnd) await page.waitForTimeout(12_000);
  const rested = toTheEnd ? await usage(browser) : null;
  const longest = await page.evaluate(() => globalThis.longest);
  const failures = await page.evaluate(() => [
    ...globalThis.failures,
    ...[...document.querySelectorAll(".row-failure")].map((e) => e.textContent),
  ]);
  await page.close();
  return { usable, firstScript, sizes, longest, onMain, failures, empty, made, ready, rested };
}

export async function main(args) {
  const names = args.filter((arg) => !arg.startsWith("--"));
  if (names.length === 0) throw new Error("name a model");
  const opened = await openBuild();
  for (const model of await modelFiles(names)) {
    const { size } = statSync(model);
    const times = (bytes) => `${megabytes(bytes)}, ${(bytes / size).toFixed(2)} times the model`;
    const at = (time) => (time === undefined ? "none" : ms(time));
    const run = await openOnce(opened, model, !args.includes("--made"));
    const { sizes, empty, made, ready, rested } = run;
    const cores = (1000 * (made.cpu - empty.cpu)) / (sizes.at(-1) ?? Number.NaN);
    const lines = [
      `${model.replace(/^.*\//, "")} (${(size / 1e6).toFixed(1)} MB)`,
      `usable ${ms(run.usable)}, JavaScript before a model ${(run.firstScript / 1000).toFixed(0)} kB gzip`,
      `first size ${at(sizes[0])}, all four ${at(sizes[3])}, ${cores.toFixed(2)} cores at work until then`,
      `longest main-thread task ${run.longest === 0 ? "under 50 ms" : ms(run.longest)}, until all four ${ms(run.onMain)} of processor time`,
      `peak memory above the empty page's: ${times(made.peak - empty.now)}, until all four were made`,
    ];
    if (ready !== null)
      lines.push(
        `${times(ready.peak - empty.now)}, until all were measured; ${megabytes(ready.now - empty.now)} then, ${megabytes(rested.now - empty.now)} after twelve seconds`,
      );
    console.log([...lines, ...run.failures].join("\n  "));
  }
  await opened.browser.close();
}
