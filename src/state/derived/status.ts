import type { Searching, StudioState, Variant } from "../model.ts";
import { isOriginal, titleOf } from "../variants.ts";
import { memo } from "./memo.ts";

export interface Activity {
  /** A few words; `Ready` when nothing runs. */
  readonly text: string;
  /** 0 to 1, null where it cannot be told, and when nothing runs. */
  readonly fraction: number | null;
  readonly busy: boolean;
}

/** What runs now, in one line: what a person waits for first, then what is measured behind it. */
export const selectActivity = (() => {
  const compute = memo(
    (
      opening: string | null,
      data: StudioState["data"],
      variants: readonly Variant[],
      searching: Searching | null,
      comparing: boolean,
    ): Activity => {
      if (opening !== null) return busy(`Opening ${opening}`, null);
      if (data.state === "running") return busy("Reading data", fractionOf(data));
      const making = variants.filter((v) => v.make.state === "running");
      if (making.length === 1) return busy(`Making ${titleOf(making[0]!)}`, fractionOf(making[0]!.make));
      if (making.length > 1)
        return busy(`Making ${making.length} variants`, mean(making.map((v) => fractionOf(v.make))));
      for (const [kind, verb] of [
        ["accuracy", "Measuring accuracy of"],
        ["fidelity", "Comparing outputs of"],
        ["gzip", "Compressing"],
      ] as const) {
        const found = variants.find((v) => v[kind].state === "running");
        if (found)
          return busy(
            `${verb} ${isOriginal(found.id) ? "the original" : titleOf(found)}`,
            fractionOf(found[kind]),
          );
      }
      const timed = variants.filter((v) => v.latency.state === "running");
      if (comparing) return busy("Measuring latency", timed[0] ? fractionOf(timed[0].latency) : null);
      if (searching === "best") return busy("Searching for the best variant", null);
      if (searching === "curve") return busy("Drawing a curve", null);
      return { text: "Ready", fraction: null, busy: false };
    },
  );
  return (state: StudioState) =>
    compute(state.opening, state.data, state.variants, state.searching, state.comparing);
})();

const busy = (text: string, fraction: number | null): Activity => ({ text, fraction, busy: true });

function fractionOf(
  task: Variant["make"] | StudioState["data"] | Variant["gzip" | "fidelity" | "accuracy" | "latency"],
): number | null {
  const progress = task.state === "running" ? task.progress : null;
  return progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / values.length;
}
