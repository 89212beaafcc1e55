import { useEffect, useMemo, useState } from "react";
import type { SubgraphView } from "../../core/graph/view.ts";
import { type Outcome, outcomeOfError, type Progress } from "../../core/outcome.ts";
import type { StudioApi } from "../../engine/api.ts";
import type { TensorError } from "../../engine/facts/precision.ts";
import { original, type VariantId } from "../../engine/facts/variant.ts";
import { type Drawing, drawingOf, type Shape } from "./drawing.ts";
import { layOut } from "./layout.ts";
import type { Layout } from "./quick-layout.ts";

export type Loaded<T> =
  | { readonly state: "loading"; readonly progress: Progress | null }
  | { readonly state: "done"; readonly value: T }
  | { readonly state: "failed"; readonly message: string };

const loading = { state: "loading", progress: null } as const;

/** Runs what `start` says whenever `key` changes; what comes late for an earlier key is dropped. */
function useOutcome<T>(
  key: string,
  start: (flag: Int32Array, tell: (progress: Progress) => void) => Promise<Outcome<T>>,
  newFlag: () => Int32Array,
): Loaded<T> {
  const [held, setHeld] = useState<{ readonly key: string; readonly loaded: Loaded<T> } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is asked for
  useEffect(() => {
    const flag = newFlag();
    let current = true;
    const keep = (loaded: Loaded<T>) => {
      if (current) setHeld({ key, loaded });
    };
    void start(flag, (progress) => keep({ state: "loading", progress }))
      .catch(outcomeOfError)
      .then((outcome) => {
        if (outcome.state === "done") keep({ state: "done", value: outcome.value });
        if (outcome.state === "failed") keep({ state: "failed", message: outcome.failure.message });
      });
    return () => {
      current = false;
      Atomics.store(flag, 0, 1);
    };
  }, [key]);
  return held?.key === key ? held.loaded : loading;
}

const done = <T>(value: T): Promise<Outcome<T>> => Promise.resolve({ state: "done", value });

interface GraphArgs {
  readonly api: StudioApi;
  readonly id: VariantId;
  /** Changes whenever the variant was made anew, or the data changed. */
  readonly version: string;
  readonly newFlag: () => Int32Array;
}

/** The graphs of the variant and of the original, and the errors between them. */
export function useGraphs({ api, id, version, newFlag }: GraphArgs): {
  readonly graphs: Loaded<readonly SubgraphView[]>;
  readonly source: Loaded<readonly SubgraphView[]>;
  readonly errors: Loaded<ReadonlyMap<string, TensorError>>;
} {
  const graphs = useOutcome(`${id} ${version}`, () => api.graph(id), newFlag);
  const source = useOutcome(version, () => api.graph(original), newFlag);
  const errors = useOutcome<ReadonlyMap<string, TensorError>>(
    `${id} ${version}`,
    async (cancelFlag, onProgress) => {
      if (id === original) return done(new Map());
      const outcome = await api.tensorErrors(id, { cancelFlag, onProgress });
      if (outcome.state !== "done") return outcome;
      return done(new Map(outcome.value.map((error) => [error.tensor, error])));
    },
    newFlag,
  );
  return { graphs, source, errors };
}

export interface LaidOut<T> {
  readonly drawing: T;
  readonly layout: Layout;
}

/** The drawing of one subgraph, laid out; null until it is. */
export function useDrawing(graph: SubgraphView | null): LaidOut<Drawing> | null {
  const drawing = useMemo(() => (graph === null ? null : drawingOf(graph)), [graph]);
  const held = useLaidOut(drawing);
  return held !== null && held.drawing === drawing ? held : null;
}

/** A drawing with its layout; the one before it until its own is there. */
export function useLaidOut<T extends Shape>(drawing: T | null): LaidOut<T> | null {
  const [held, setHeld] = useState<LaidOut<T> | null>(null);
  useEffect(() => {
    let current = true;
    if (drawing !== null) {
      void layOut(drawing).then((layout) => {
        if (current) setHeld({ drawing, layout });
      });
    }
    return () => {
      current = false;
    };
  }, [drawing]);
  return held;
}
