import type { OnProgress } from "../core/outcome.ts";

/** Results go to standard output. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Progress goes to standard error: a line that rewrites itself on a terminal, else one line a phase. */
export function progressLine(): OnProgress {
  let phase = "";
  return (progress) => {
    const subject = progress.subject ? ` ${progress.subject}` : "";
    if (process.stderr.isTTY) {
      const line = `${progress.phase} ${progress.done}/${progress.total}${subject}`;
      process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
      if (progress.done === progress.total) process.stderr.write("\r\x1b[K");
    } else if (progress.phase !== phase) {
      phase = progress.phase;
      process.stderr.write(`${phase}…\n`);
    }
  };
}

/** MB are 10^6 bytes, as storage is sold and as the page shows them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

/** Columns padded to their widest cell; numbers to the right, the first column to the left. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => (row[c] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
