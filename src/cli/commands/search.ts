import { join } from "node:path";
import { InputError } from "../../core/outcome.ts";
import type { Point, SearchState } from "../../core/search/state.ts";
import { type TargetId, targetIds } from "../../core/targets/index.ts";
import { variantFileName, variantLabel } from "../../engine/make/naming.ts";
import { candidateId } from "../../engine/search/search-with-files.ts";
import { unwrap } from "../../engine/studio.ts";
import { techniques } from "../../techniques/index.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { Arguments } from "../arguments.ts";
import { writeWhole } from "../files.ts";
import { checkOutputFolder, createFolder } from "../output.ts";
import { checkSettings, withSession } from "../session.ts";
import { formatBytes, formatTable, print } from "../terminal.ts";

const defaultBudget = 120;

/** Finds the best variant within the limits, and writes the frontier's files with a report to a folder. */
export async function searchBest(args: Arguments): Promise<void> {
  const { out, limits } = args;
  if (out === undefined) throw new InputError("usage", "Name the folder for the results: --out results.");
  if (args.data === undefined)
    throw new InputError("usage", "search needs --data: samples to measure the accuracy on.");
  const target = targetOf(args.target);
  checkSettings([], args);
  checkOutputFolder(out);
  await withSession(args, async ({ studio, control }) => {
    const request = {
      constraints: {
        maxBytes: limits.maxBytes,
        maxGzip: limits.maxGzip,
        // Asked for in points, as accuracy is spoken of.
        maxLoss: limits.maxLoss === undefined ? undefined : limits.maxLoss / 100,
        ...(limits.maxLatency === undefined ? {} : { maxMilliseconds: limits.maxLatency }),
      },
      target,
      ...(args.techniques === undefined ? {} : { techniques: techniqueIds(args.techniques) }),
      budget: limits.budget ?? defaultBudget,
    };
    let state: SearchState | null = null;
    for await (const next of studio.findBest(request, control)) {
      state = next;
      if (next.last !== null) process.stderr.write(`${progressText(next)}\n`);
    }
    if (state === null) return;
    createFolder(out);
    const points = [...new Set([...(state.answer ? [state.answer] : []), ...state.frontier])];
    const written = points.map((point) => {
      const name = fileNameOf(studio.facts.name, point);
      writeWhole(join(out, name), unwrap(studio.file(candidateId(point.candidate.key))));
      return {
        file: name,
        answer: point === state.answer,
        level: point.level,
        steps: point.candidate.steps,
        ...point.measured,
      };
    });
    const report = {
      model: studio.facts,
      request,
      finished: state.finished,
      seconds: state.seconds,
      measured: state.measured,
      variants: written,
    };
    writeWhole(join(out, "search.json"), JSON.stringify(report, null, 2));
    if (args.json) print(JSON.stringify(report, null, 2));
    else printResult(state, written, studio.facts.bytes);
  });
}

function techniqueIds(list: string): string[] {
  const ids = list.split(",").map((id) => id.trim());
  for (const id of ids)
    if (techniques.every((technique) => technique.id !== id))
      throw new InputError("usage", `There is no technique “${id}”. See --help.`);
  return ids;
}

function targetOf(name: string | undefined): TargetId | null {
  if (name === undefined) return null;
  if ((targetIds as readonly string[]).includes(name)) return name as TargetId;
  throw new InputError("usage", `There is no target “${name}”. Targets: ${targetIds.join(", ")}.`);
}

/** Options that differ between recipes of the same techniques are part of the name. */
function fileNameOf(model: string, { candidate }: Point): string {
  const options = candidate.steps
    .flatMap((s) => Object.entries(s.options).map(([name, value]) => settingText(name, value)))
    .join("-");
  const name = variantFileName(model, candidate.steps as readonly Step[]);
  return options === "" ? name : name.replace(/\.tflite$/, `.${options.replace(/[^\w.-]/g, "_")}.tflite`);
}

/** Rules are long; the ops that they set apart are counted. */
const settingText = (name: string, value: boolean | number | string): string =>
  name === "rules" ? `${String(value).split('"precision"').length - 1} ops kept` : `${value}`;

const describe = ({ candidate }: Pick<Point, "candidate">): string => {
  const options = candidate.steps
    .flatMap((s) =>
      Object.entries(s.options).map(([k, v]) => (k === "rules" ? settingText(k, v) : `${k} ${v}`)),
    )
    .join(", ");
  return variantLabel(candidate.steps as readonly Step[]) + (options ? ` (${options})` : "");
};

const progressText = (state: SearchState): string =>
  `${state.seconds.toFixed(0)} s: ${state.last!.level} of ${describe(state.last!)}; best: ${state.answer ? describe(state.answer) : "none yet"}`;

const ends = {
  exhausted: "nothing is left that could be better",
  budget: "as long as was given",
  stopped: "stopped by hand",
} as const;

function printResult(
  state: SearchState,
  written: readonly {
    file: string;
    answer: boolean;
    bytes: number;
    gzip: number;
    loss: { value: number; low: number; high: number } | null;
  }[],
  originalBytes: number,
): void {
  print(
    formatTable([
      ["file", "size", "ratio", "gzip", "loss in points (95 %)"],
      ...written.map((w) => [
        `${w.answer ? "* " : "  "}${w.file}`,
        formatBytes(w.bytes),
        `${((100 * w.bytes) / originalBytes).toFixed(1)} %`,
        formatBytes(w.gzip),
        w.loss
          ? `${(100 * w.loss.value).toFixed(2)} (${(100 * w.loss.low).toFixed(2)} to ${(100 * w.loss.high).toFixed(2)})`
          : "not measured",
      ]),
    ]),
  );
  print(
    state.answer === null
      ? "No variant within the limits was found. Allow more loss, more bytes or more time."
      : `Best: ${describe(state.answer)}. ${state.measured} looked at in ${state.seconds.toFixed(0)} s, ${ends[state.finished ?? "stopped"]}.`,
  );
}
