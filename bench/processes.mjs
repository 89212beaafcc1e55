// What the page's own process takes, as Linux tells it; zeros elsewhere.
import { readFileSync, writeFileSync } from "node:fs";

/** Processes of pages, without the browser's own. */
async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}

function status(pid, field) {
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(
      readFileSync(`/proc/${pid}/status`, "utf8"),
    );
    return Number(found?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Seconds of all threads together. */
function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

const sum = (numbers) => numbers.reduce((total, n) => total + n, 0);

/** Bytes in memory now and at most since the last reset, and seconds of processors, of all pages of the browser. */
export async function usage(browser) {
  const pids = await renderers(browser);
  return {
    now: sum(pids.map((pid) => status(pid, "VmRSS"))),
    peak: sum(pids.map((pid) => status(pid, "VmHWM"))),
    cpu: sum(pids.map(cpuSeconds)),
  };
}

/** Starts the peak anew (proc(5), clear_refs). */
export async function resetPeak(browser) {
  for (const pid of await renderers(browser)) {
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, "5");
    } catch {
      // The peak since the start, then.
    }
  }
}
