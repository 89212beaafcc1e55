// Lists the packages that the page and the command line are made of, with their licences: node scripts/list-licences.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { root } from "./set-up.mjs";

/** The text of public/licences.txt. */
export function licenceList() {
  const lock = JSON.parse(readFileSync(new URL("package-lock.json", root), "utf8"));
  const rows = Object.entries(lock.packages)
    .filter(([path, entry]) => path.startsWith("node_modules/") && !entry.dev && !entry.optional)
    .map(([path, { version, license }]) => ({
      name: path.replace(/^.*node_modules\//, ""),
      version,
      license: license ?? licenceOf(path),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return `tflite-studio is Apache-2.0. It is built with these packages:\n\n${rows.map((r) => `${r.name} ${r.version}: ${r.license}`).join("\n")}\n`;
}

function licenceOf(path) {
  try {
    return (
      JSON.parse(readFileSync(new URL(`${path}/package.json`, root), "utf8")).license ?? "see the package"
    );
  } catch {
    return "see the package";
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL("public/licences.txt", root), licenceList());
