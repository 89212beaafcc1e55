import { useEffect } from "react";
import { useStore } from "zustand";
import type { ImportedLatency } from "../../core/estimate/imported.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { TargetId } from "../../core/targets/target.ts";
import type { TargetFacts } from "../../engine/facts/answers.ts";
import { askVerdict, measuredOn, verdictOn, verdictsOf } from "../../state/derived/verdicts.ts";
import { useStudio, useStudioState } from "../studio.tsx";

interface Verdict {
  /** Null until the engine has looked. */
  readonly facts: Outcome<TargetFacts> | null;
  readonly measured: ImportedLatency | null;
}

/** What a target makes of a file, asked for when it is first shown. */
export function useVerdict(id: string, target: TargetId): Verdict {
  const studio = useStudio();
  const run = useStudioState((state) => state.variants.find((v) => v.id === id)?.run ?? 0);
  const made = useStudioState((state) => state.variants.find((v) => v.id === id)?.make.state === "done");
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new making of the file is a new question
  useEffect(() => {
    if (made) void askVerdict(studio, id, target);
  }, [studio, id, target, run, made]);
  const verdicts = useStore(verdictsOf(studio));
  const state = studio.store.getState();
  return {
    facts: verdictOn(verdicts, state, id, target),
    measured: measuredOn(verdicts, state, id, target),
  };
}
