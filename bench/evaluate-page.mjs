// node bench/evaluate-page.mjs MODEL.tflite IMAGES [LABELS]   how long the page takes to evaluate the original and the
// four variants that need no data on all samples: the production build in a real browser. What else data starts
// (calibration of the integer techniques) is cancelled, so that the evaluation runs alone.
import { openBuild, techniqueRow } from "./page.mjs";

const [model, ...data] = process.argv.slice(2);
if (data.length === 0) throw new Error("name a model and its samples");
const { browser, address } = await openBuild();
const page = await browser.newPage();
const row = (label) => techniqueRow(page, label);
const variants = ["Float16", "Dynamic range int8", "Weight-only int8", "Weight-only int4"];
const ready = page.getByRole("status").filter({ hasText: /^Ready$/ });

await page.goto(address);
await page.getByLabel("Open a .tflite model").setInputFiles(model);
for (const label of variants) {
  await row(label).getByRole("button", { name: "Download" }).waitFor({ timeout: 300_000 });
}
await ready.waitFor({ timeout: 300_000 });
// Rows whose accuracy is there, with the time since the data was.
await page.evaluate(
  (labels) => {
    globalThis.seen = {};
    let start = null;
    const look = () => {
      const known = /[\d,]+ (labelled )?samples/.test(
        document.querySelector(".data strong")?.textContent ?? "",
      );
      if (known) start ??= performance.now();
      for (const line of document.querySelectorAll("table.compare tbody tr")) {
        const label = labels.find((name) => line.querySelector("th")?.textContent?.startsWith(name));
        const cell = line.querySelector('[data-label="Accuracy"] .figure-main');
        if (start !== null && label && cell) globalThis.seen[label] ??= (performance.now() - start) / 1000;
      }
      if (Object.keys(globalThis.seen).length < labels.length) requestAnimationFrame(look);
    };
    look();
  },
  ["Original", ...variants],
);
await page.getByLabel("Add data").first().setInputFiles(data);
for (const label of ["Full integer int8", "Int16 activations"]) {
  await row(label).getByRole("button", { name: "Cancel" }).click({ timeout: 300_000 });
}
await page.waitForFunction((count) => Object.keys(globalThis.seen).length === count, variants.length + 1, {
  timeout: 600_000,
});
for (const [label, seconds] of Object.entries(await page.evaluate(() => globalThis.seen))) {
  console.log(`${label}: ${seconds.toFixed(1)} s after the data was read`);
}
await browser.close();
process.exit(0);
