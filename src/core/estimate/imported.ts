import { InputError } from "../outcome.ts";

/** A latency that somebody measured on a real device. It takes the place of an estimate. */
export interface ImportedLatency {
  /** The model's file or name, where the text says it. */
  readonly model: string | null;
  readonly device: string | null;
  /** Mean milliseconds of one inference. */
  readonly milliseconds: number;
  readonly fastest: number | null;
  readonly slowest: number | null;
  readonly deviation: number | null;
  readonly runs: number | null;
  readonly threads: number | null;
  /** E.g. `gpu`, `xnnpack`, `nnapi`, where the text says it. */
  readonly accelerator: string | null;
}

/** Longest text that is read; a benchmark's log has a few kilobytes. */
const mostCharacters = 4_000_000;

/**
 * Reads the log of TensorFlow Lite's benchmark tool
 * (https://github.com/google-ai-edge/LiteRT/tree/main/tflite/tools/benchmark), several runs in one log included, or
 * a table with a header line, separated by commas, semicolons or tabs. Throws InputError where neither is found.
 */
export function importLatencies(text: string): ImportedLatency[] {
  if (text.length > mostCharacters) {
    throw new InputError("too-long", "This is more than 4 MB of text, far more than a benchmark writes.");
  }
  const found = /Inference timings in us/.test(text) ? benchmarkLog(text) : table(text);
  if (found.length === 0) {
    throw new InputError(
      "no-latency",
      "No latency was found. Give the benchmark tool's whole output, or a table with a column “milliseconds”.",
    );
  }
  return found;
}

/** Longer lines are not the benchmark's. */
const longestLine = 2000;

function benchmarkLog(text: string): ImportedLatency[] {
  const results: ImportedLatency[] = [];
  const first = { model: null, threads: null, accelerator: null, counted: null };
  let seen: {
    model: string | null;
    threads: number | null;
    accelerator: string | null;
    counted: RegExpMatchArray | null;
  } = { ...first };
  for (const line of text.split("\n").filter((l) => l.length < longestLine)) {
    const graph = /Graph: \[(.*)\]/.exec(line);
    if (graph !== null) seen = { ...first, model: graph[1]! };
    const threads = /(?:#threads used for CPU inference|num[ _]threads): \[?(-?\d+)/i.exec(line);
    if (threads !== null) seen.threads = whole(threads[1]);
    const used = /use (gpu|nnapi|hexagon|xnnpack|coreml|edgetpu): \[(?:1|true)\]/i.exec(line);
    if (used !== null) seen.accelerator = used[1]!.toLowerCase();
    seen.counted =
      /count=(\d+) .*min=([\d.e+]+) max=([\d.e+]+) avg=[\d.e+]+ std=([\d.e+]+)/.exec(line) ?? seen.counted;
    const mean = /Inference timings in us:.*Inference \(avg\): *([\d.e+]+)/.exec(line);
    if (mean === null) continue;
    const { counted, ...rest } = seen;
    results.push({
      ...rest,
      device: null,
      milliseconds: milliseconds(mean[1]!),
      fastest: counted === null ? null : milliseconds(counted[2]!),
      slowest: counted === null ? null : milliseconds(counted[3]!),
      deviation: counted === null ? null : milliseconds(counted[4]!),
      runs: counted === null ? null : Number(counted[1]),
    });
  }
  return results.filter((r) => Number.isFinite(r.milliseconds) && r.milliseconds > 0);
}

const milliseconds = (microseconds: string): number => Number(microseconds) / 1000;

const whole = (text: string | null | undefined): number | null => {
  const value = Number(text);
  return text == null || text === "" || !Number.isInteger(value) || value < 1 ? null : value;
};

/** Names of columns, by what they hold; units in the name are honoured. */
const columns = {
  model: /^(model|name|variant|file|graph)$/,
  device: /^(device|phone|board|target)$/,
  milliseconds:
    /^(ms|millis|milliseconds|latency|latency[_ ]?\(?ms\)?|(mean|avg|average|median)([_ ]?(latency|time))?[_ ]?\(?(ms)?\)?|time[_ ]?\(?ms\)?)$/,
  microseconds: /^(us|µs|microseconds|(latency|mean|avg|average|median|inference)[_ ]?\(?(us|µs)\)?)$/,
  seconds: /^(s|sec|seconds|latency[_ ]?\(?s\)?)$/,
  runs: /^(runs|count|n|iterations)$/,
  threads: /^(threads|num[_ ]?threads)$/,
  accelerator: /^(accelerator|delegate|backend)$/,
} as const;

function table(text: string): ImportedLatency[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const separator = ["\t", ";", ","].find((s) => lines[0]?.includes(s)) ?? ",";
  const cells = (line: string): string[] =>
    line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
  const header = cells(lines[0] ?? "").map((cell) => cell.toLowerCase());
  const column = (name: keyof typeof columns): number => header.findIndex((cell) => columns[name].test(cell));
  const units = [
    [column("milliseconds"), 1],
    [column("microseconds"), 1e-3],
    [column("seconds"), 1e3],
  ] as const;
  const [at, unit] = units.find(([index]) => index >= 0) ?? [-1, 1];
  if (at < 0) return [];
  return lines.slice(1).flatMap((line): ImportedLatency[] => {
    const row = cells(line);
    const value = (name: keyof typeof columns): string | null => row[column(name)] || null;
    const raw = row[at] ?? "";
    // A comma as the decimal sign is unmistakable where it does not separate the columns.
    const time = Number(separator === "," ? raw : raw.replace(",", ".")) * unit;
    if (raw === "" || !Number.isFinite(time) || time <= 0) return [];
    return [
      {
        model: value("model"),
        device: value("device"),
        milliseconds: time,
        fastest: null,
        slowest: null,
        deviation: null,
        runs: whole(value("runs")),
        threads: whole(value("threads")),
        accelerator: value("accelerator")?.toLowerCase() ?? null,
      },
    ];
  });
}
