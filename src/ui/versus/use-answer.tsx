import { type ReactNode, useEffect, useState } from "react";
import { type Outcome, outcomeOfError } from "../../core/outcome.ts";
import type { StudioApi } from "../../engine/api.ts";
import type { JobControl } from "../../engine/facts/job.ts";
import { TimeLeft } from "../look/time-left.tsx";
import { useStudio } from "../studio.tsx";

export interface Answer<T> {
  /** Null while it is worked on. */
  readonly outcome: Outcome<T> | null;
  /** Share that is done. */
  readonly share: number;
}

/** Asks the engine, again when `key` changes; what is no longer wanted is cancelled. */
export function useAnswer<T>(
  ask: (api: StudioApi, control: JobControl) => Promise<Outcome<T>>,
  key: string,
): Answer<T> {
  const studio = useStudio();
  const [answer, setAnswer] = useState<Answer<T>>({ outcome: null, share: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key names the question
  useEffect(() => {
    const cancelFlag = studio.newFlag();
    let current = true;
    setAnswer({ outcome: null, share: 0 });
    const control: JobControl = {
      cancelFlag,
      onProgress: ({ done, total }) => {
        if (current) setAnswer({ outcome: null, share: total > 0 ? done / total : 0 });
      },
    };
    void ask(studio.api, control)
      .catch(outcomeOfError)
      .then((outcome) => {
        if (current) setAnswer({ outcome, share: 1 });
      });
    return () => {
      current = false;
      Atomics.store(cancelFlag, 0, 1);
    };
  }, [studio, key]);
  return answer;
}

interface AnsweredProps<T> {
  readonly answer: Answer<T>;
  readonly waiting: string;
  readonly children: (value: T) => ReactNode;
}

/** The answer, or what stands in its place. */
export function Answered<T>({ answer: { outcome, share }, waiting, children }: AnsweredProps<T>) {
  if (outcome === null)
    return (
      <div className="versus-wait">
        <p className="dim">
          {waiting}
          <TimeLeft of={waiting} share={share} />
        </p>
        <progress aria-label={waiting} value={share} max={1} />
      </div>
    );
  if (outcome.state === "cancelled") return <p className="dim">Stopped.</p>;
  if (outcome.state === "failed") return <p className="row-failure">{outcome.failure.message}</p>;
  return children(outcome.value);
}
