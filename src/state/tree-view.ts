// The decision tree beside the state: where a person stands, and what each ending measured so far.
import { locate, type TreePosition } from "../core/tree/evaluate.ts";
import { guide } from "../core/tree/guide.ts";
import type { Ending } from "../core/tree/tree.ts";
import type { Step } from "../engine/api.ts";
import type { TechniqueId } from "../techniques/technique.ts";
import { catalog, techniqueMeta } from "./catalog.ts";
import { memo, memoByKey } from "./memo.ts";
import type { StudioState } from "./model.ts";
import { type Row, selectRows } from "./rows.ts";
import { idOf, labelOf, needsData } from "./variants.ts";

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
  /** What it waits for before it can run; null when it can. */
  readonly waitsFor: string | null;
}

export interface TreeView {
  readonly position: TreePosition;
  readonly endings: readonly EndingView[];
  /** The row whose figures help with the question at hand. */
  readonly about: Row | null;
}

export const selectTree = (() => {
  const viewOf = memoByKey(view);
  const compute = memo(
    (
      answers: StudioState["answers"],
      hasData: boolean,
      hasLabels: boolean,
      target: StudioState["target"],
      rows: readonly Row[],
    ): TreeView => {
      const position = locate(guide, answers, { hasData, hasLabels, target });
      const about = position.at.kind === "question" ? position.at.question.about : undefined;
      return {
        position,
        endings: position.reachable.map((ending) => {
          const id = ending.techniques.join("+");
          return viewOf(ending.id, ending, rows.find((row) => row.id === id) ?? null, hasData);
        }),
        about: rows.find((row) => row.id === about) ?? null,
      };
    },
  );
  return (state: StudioState) =>
    compute(
      state.answers,
      state.data.state === "done",
      state.data.state === "done" && state.data.value.labelled,
      state.target,
      selectRows(state),
    );
})();

function view(ending: Ending, row: Row | null, hasData: boolean): EndingView {
  const steps = ending.techniques.filter(isTechnique).map((technique) => ({ technique, options: {} }));
  const id = idOf(steps.map((step) => step.technique));
  const last = techniqueMeta(steps.at(-1)!.technique);
  return {
    ending,
    id,
    label: labelOf(steps),
    steps,
    needs: needsData(steps) ? "Needs data" : "No data",
    expected: steps.length === 1 ? last.expectedSize : `${last.expectedSize}, less once compressed`,
    hardware: last.hardware,
    row,
    waitsFor: needsData(steps) && !hasData ? "Waits for data: add some typical inputs." : null,
  };
}

const isTechnique = (id: string): id is TechniqueId => catalog.some((meta) => meta.id === id);
