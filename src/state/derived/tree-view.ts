// The decision tree beside the state: where a person stands, and what each ending measured so far.
import { locate, type TreePosition } from "../../core/tree/evaluate.ts";
import { guide } from "../../core/tree/guide.ts";
import { limitsOf } from "../../core/tree/limits.ts";
import type { Ending, MeasuredFigures } from "../../core/tree/tree.ts";
import { lossOf } from "../../engine/search/loss.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { TechniqueId } from "../../techniques/technique.ts";
import { catalog, techniqueMeta } from "../catalog.ts";
import type { StudioState } from "../model.ts";
import { idOf, labelOf, needsData } from "../variants.ts";
import { cautionOf } from "./caution.ts";
import { memo, memoByKey, stableMemo } from "./memo.ts";
import { expectedSize, headline, isHalf, type Row, selectRows } from "./rows.ts";

export interface EndingView {
  readonly ending: Ending;
  readonly id: string;
  readonly label: string;
  readonly steps: readonly Step[];
  readonly needs: string;
  readonly expected: string;
  readonly hardware: string;
  /** The row that this ending made, once there is one. */
  readonly row: Row | null;
  /** What was measured against it here, where the advice does not hold for this model and machine; null else. */
  readonly caution: string | null;
  /** What it waits for before it can run; null when it can. */
  readonly waitsFor: string | null;
}

export interface TreeView {
  readonly position: TreePosition;
  /** Those that name techniques. */
  readonly endings: readonly EndingView[];
}

/** What the rows measured so far, for the questions that a limit can settle. */
const measuredOf = (rows: readonly Row[]): Readonly<Record<string, MeasuredFigures>> =>
  Object.fromEntries(
    rows.map((row) => [
      row.id,
      {
        loss: row.accuracy.kind === "value" ? lossOf(row.accuracy.value) : null,
        gzip: row.gzip.kind === "value" ? row.gzip.value : null,
        latency: row.latency.kind === "value" ? (headline(row.latency.value)?.median ?? null) : null,
      },
    ]),
  );

export const selectTree = (() => {
  const viewOf = memoByKey(view);
  const figures = stableMemo(measuredOf);
  const compute = memo(
    (
      answers: StudioState["answers"],
      hasData: boolean,
      hasLabels: boolean,
      target: StudioState["target"],
      model: string | null,
      half: boolean,
      rows: readonly Row[],
    ): TreeView => {
      const evidence = {
        hasData,
        hasLabels,
        target,
        model,
        limits: limitsOf(answers),
        measured: figures(rows),
      };
      const position = locate(guide, answers, evidence);
      return {
        position,
        endings: position.reachable
          .filter(({ techniques }) => techniques.length > 0)
          .map((ending) => {
            const id = ending.techniques.join("+");
            const row = rows.find((other) => other.id === id) ?? null;
            return viewOf(ending.id, ending, row, row && cautionOf(row, rows, hasData), hasData, half);
          }),
      };
    },
  );
  return (state: StudioState) =>
    compute(
      state.answers,
      state.data.state === "done",
      state.data.state === "done" && state.data.value.labelled,
      state.target,
      state.model?.name ?? null,
      isHalf(state.model),
      selectRows(state),
    );
})();

function view(
  ending: Ending,
  row: Row | null,
  caution: string | null,
  hasData: boolean,
  half: boolean,
): EndingView {
  const steps = ending.techniques.filter(isTechnique).map((technique) => ({ technique, options: {} }));
  const id = idOf(steps.map((step) => step.technique));
  const last = techniqueMeta(steps.at(-1)!.technique);
  return {
    ending,
    id,
    label: labelOf(steps),
    steps,
    needs: needsData({ steps }) ? "Needs data" : "No data",
    expected: `${expectedSize(last, half)}${steps.length === 1 ? "" : ", less once compressed"}`,
    hardware: last.hardware,
    row,
    caution,
    waitsFor: needsData({ steps }) && !hasData ? "Waits for data: add some typical inputs." : null,
  };
}

const isTechnique = (id: string): id is TechniqueId => catalog.some((meta) => meta.id === id);
