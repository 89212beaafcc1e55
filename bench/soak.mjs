// npm run bench -- soak --minutes 20   200 models through one page, one after the other: generated ones of several
// sizes and those of the tests, some of them damaged, and more of them until the time is up. Prints the page's memory
// as it goes: flat is what it should be.
import { readFileSync } from "node:fs";
import { modelFiles, openBuild } from "./page.mjs";
import { usage } from "./processes.mjs";

const models = 200;
/** Longest that the page may take to answer on a busy machine, in milliseconds. */
const patience = 180_000;

/** Repeatable numbers in [0, 1). */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The file, every fourth time with a few bytes changed or its end cut off. */
function damaged(bytes, random) {
  const copy = Buffer.from(bytes);
  if (random() < 0.3) return copy.subarray(0, Math.floor(random() * copy.length));
  for (let i = 0; i < 4; i++) copy[Math.floor(random() * copy.length)] ^= 1 << Math.floor(random() * 8);
  return copy;
}

export async function main(args) {
  const at = args.indexOf("--minutes");
  const minutes = at < 0 ? 20 : Number(args[at + 1]);
  const generated = await modelFiles(["mobilenet-1mb", "resnet-1mb", "mobilenet-14mb", "resnet-14mb"]);
  const fixtures = ["fm_mnv1", "fm_cnn", "fm_resnet", "fm_lstm", "fm_vit"].map(
    (name) => `src/test-fixtures/${name}.tflite`,
  );
  const files = [...generated, ...fixtures, ...fixtures].map((path) => ({ path, bytes: readFileSync(path) }));
  const { browser, address } = await openBuild();
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(address);
  await page.getByRole("button", { name: "Try the demo model" }).waitFor();
  const devtools = await page.context().newCDPSession(page);
  const random = seeded(11);
  const started = performance.now();
  const each = (minutes * 60_000) / models;
  let opened = 0;
  let refused = 0;
  let last = 0;
  const say = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const { now } = await usage(browser);
    const workers = await browser.newBrowserCDPSession().then(async (session) => {
      const { targetInfos } = await session.send("Target.getTargets", { filter: [{}] });
      await session.detach();
      return targetInfos.filter(({ type }) => type === "worker").length;
    });
    const spent = (performance.now() - started) / 60_000;
    console.log(
      `${spent.toFixed(1)} min: ${opened} opened, ${refused} refused, ${(now / 1e6).toFixed(0)} MB, ${workers} workers, ${errors.length} errors`,
    );
    last = spent;
  };
  await say();
  for (let i = 0; i < models || performance.now() - started < minutes * 60_000; i++) {
    const { path, bytes } = files[Math.floor(random() * files.length)];
    const broken = i % 4 === 3;
    const name = `${i}-${path.replace(/^.*\//, "")}`;
    const file = {
      name,
      mimeType: "application/octet-stream",
      buffer: broken ? damaged(bytes, random) : bytes,
    };
    await page.getByLabel("Open a .tflite model").setInputFiles(file, { timeout: patience });
    const heading = page.getByRole("heading", { level: 1 }).getByText(name);
    const alert = page.getByRole("alert");
    await heading.or(alert).first().waitFor({ timeout: patience });
    if (await heading.isVisible()) opened++;
    else refused++;
    // Until its time is up or all is done; then the next is dropped, whatever is under way.
    await page
      .getByRole("status")
      .filter({ hasText: /^Ready$/ })
      .waitFor({ timeout: Math.max(500, each * (0.2 + 1.4 * random())) })
      .catch(() => {});
    for (const close of await page.getByRole("button", { name: "Dismiss" }).all())
      await close.click({ timeout: 2000 }).catch(() => {});
    if (performance.now() - started - last * 60_000 > (minutes * 60_000) / 10) await say();
  }
  // What is still open for a while lets go.
  await page.waitForTimeout(25_000);
  await say();
  for (const error of new Set(errors)) console.log(error);
  await browser.close();
}
