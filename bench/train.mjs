// node bench/train.mjs MODEL.tflite IMAGES LABELS [EPOCHS]   how long a pass over the samples takes in quantization-aware
// training in the page: the production build in a real browser, from the first step to the end of the last epoch.
import { openBuild } from "./page.mjs";

const [model, images, labels, epochs = "2"] = process.argv.slice(2);
if (labels === undefined) throw new Error("name a model, its samples and their labels");
const { browser, address } = await openBuild();
const page = await browser.newPage();
page.setDefaultTimeout(600_000);
await page.goto(address);
await page.getByLabel("Open a .tflite model").setInputFiles(model);
await page.getByLabel("Add data").setInputFiles([images, labels]);
await page.getByRole("region", { name: "Data", exact: true }).getByText("labelled samples").waitFor();
await page
  .getByRole("rowheader", { name: /^Quantization-aware training/ })
  .getByRole("button")
  .first()
  .click();
const details = page.getByRole("region", { name: /^Details of Quantization-aware training/ });
await details.getByRole("tab", { name: "Options" }).click();
await details.getByRole("spinbutton", { name: "Epochs" }).fill(epochs);
await details.getByRole("spinbutton", { name: "Learning rate" }).fill("0.0001");
const asked = performance.now();
await details.getByRole("button", { name: "Run", exact: true }).click();
await details.getByRole("tab", { name: "Training" }).click();
await details.getByRole("img", { name: /now .* at step/ }).waitFor();
const started = performance.now();
await details.getByText(/^Finished/).waitFor();
const each = (performance.now() - started) / 1000 / Number(epochs);
console.log(
  `until the first step ${((started - asked) / 1000).toFixed(1)} s, then ${each.toFixed(1)} s an epoch`,
);
await browser.close();
process.exit(0);
