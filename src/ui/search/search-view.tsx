import { useEffect, useState } from "react";
import { type Constraints, fits, type Point, type SearchState, sizeOf } from "../../core/search/state.ts";
import type { BestRequest } from "../../engine/facts/search.ts";
import { addFound, type Search } from "../../state/work/search.ts";
import { bytes, milliseconds, points } from "../look/format.ts";
import { useStudio } from "../studio.tsx";
import { FrontierChart } from "./frontier-chart.tsx";
import { nameOf } from "./point-name.ts";

interface Props {
  readonly search: Search;
  readonly request: BestRequest;
}

/** Where the search stands: time, the best so far, the frontier as a chart and as a list of recipes. */
export function SearchView({ search: { status, found }, request }: Props) {
  const seconds = useSeconds(status === "running");
  const share = Math.min(1, seconds / request.budget);
  return (
    <div className="search-view">
      {status === "running" && (
        <div className="search-progress">
          <progress aria-label="Time of the search" value={share} max={1} />
          <span className="dim small">{Math.max(0, Math.ceil(request.budget - seconds))} s left at most</span>
        </div>
      )}
      <p role="status">{summary(status, found, request.constraints)}</p>
      {found && found.frontier.length > 0 && (
        <>
          <FrontierChart points={listed(found)} answer={found.answer} constraints={request.constraints} />
          <Frontier found={found} request={request} />
        </>
      )}
    </div>
  );
}

function summary(status: Search["status"], found: SearchState | null, limits: Constraints): string {
  if (found === null) return status === "running" ? "Making the first candidates…" : "";
  const tried = `${found.measured} measured, ${found.dropped.length} given up, ${found.open} not looked at yet.`;
  const seems = found.answer === null ? found.frontier.find((point) => keepsTo(point, limits)) : undefined;
  if (status === "running") {
    if (found.answer !== null) return `Best so far: ${nameOf(found.answer)}. ${tried}`;
    return seems
      ? `${nameOf(seems)} keeps to every limit on a few samples; the others are still to come. ${tried}`
      : `Nothing keeps to every limit yet. ${tried}`;
  }
  if (found.answer !== null) return `Found: ${nameOf(found.answer)}. It is in the table now. ${tried}`;
  if (found.measured === 0)
    return `There was no time to measure any of the ${found.open} candidates: search longer.`;
  return seems
    ? `${nameOf(seems)} keeps to every limit on a few samples; there was no time to measure it on all: search longer. ${tried}`
    : `Nothing that was tried keeps to every limit. ${tried}`;
}

const keepsTo = ({ measured }: Point, limits: Constraints): boolean =>
  fits(measured, limits) &&
  (limits.maxLoss === undefined || (measured.loss !== null && measured.loss.value <= limits.maxLoss));

/** The frontier and the answer, which a point that was seen on a few samples alone may have pushed off it. */
function listed({ frontier, answer }: SearchState): readonly Point[] {
  if (answer === null || frontier.some(({ candidate }) => candidate.key === answer.candidate.key))
    return frontier;
  return [answer, ...frontier];
}

function Frontier({ found, request }: { readonly found: SearchState; readonly request: BestRequest }) {
  const studio = useStudio();
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  return (
    <ul className="frontier" aria-label="Frontier">
      {listed(found).map((point) => {
        const { candidate, measured } = point;
        const best = candidate.key === found.answer?.candidate.key;
        return (
          <li key={candidate.key} data-best={best}>
            <span>
              <strong>{nameOf(point)}</strong>
              {best && <span className="dim small"> best</span>}
              <span className="dim small line">
                {bytes(sizeOf(measured, request.constraints))}
                {measured.loss && `, ${points(-measured.loss.value)} accuracy`}
                {measured.loss && ` (${points(-measured.loss.high)} to ${points(-measured.loss.low)})`}
                {measured.milliseconds != null && `, ${milliseconds(measured.milliseconds)}`}
                {point.level !== "full" && ", on a few samples"}
              </span>
            </span>
            <button
              type="button"
              className="button"
              disabled={added.has(candidate.key)}
              onClick={() => {
                addFound(studio, point);
                setAdded((now) => new Set([...now, candidate.key]));
              }}
            >
              {added.has(candidate.key) ? "In the table" : "Add"}
              <span className="sr-only"> {nameOf(point)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Seconds since it began to run. */
function useSeconds(running: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!running) return;
    const start = performance.now();
    setSeconds(0);
    const timer = setInterval(() => setSeconds((performance.now() - start) / 1000), 500);
    return () => clearInterval(timer);
  }, [running]);
  return seconds;
}
