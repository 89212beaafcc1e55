import { targetNames } from "../../core/targets/target.ts";
import { thousands } from "../../core/thousands.ts";
import type { Fact, Question } from "../../core/tree/tree.ts";
import { type Cell, headline, type Row, selectRows } from "../../state/derived/rows.ts";
import type { Measurement } from "../../state/model.ts";
import type { StudioActions } from "../../state/studio.ts";
import { accuracyKind, accuracyMain, accuracyNote, latencySpread } from "../compare/provenance.tsx";
import { pickData } from "../data/pick-data.ts";
import { bytes, milliseconds, percent } from "../look/format.ts";
import { useStudio, useStudioState } from "../studio.tsx";
import { pickTarget } from "../target/pick-target.ts";

interface Found {
  readonly name: string;
  /** What is known; null where nothing is. */
  readonly value: string | null;
  /** Why it is not known, and what finds it out where a person has to ask. */
  readonly missing?: string;
  readonly find?: { readonly text: string; readonly act: () => void };
}

interface Props {
  readonly question: Question;
  /** Behind the person: figures without their uncertainty. */
  readonly passed?: boolean;
}

/** What bears on a question: what this model measured so far, and what is not known yet, with a way to find out. */
export function NodeFacts({ question, passed = false }: Props) {
  const studio = useStudio();
  const rows = useStudioState(selectRows);
  const data = useStudioState((state) => state.data);
  const target = useStudioState((state) => state.target);
  const row = rows.find(({ id }) => id === question.about) ?? null;
  const found = question.facts.flatMap((fact): Found[] => {
    switch (fact) {
      case "target":
        return [
          {
            name: "Target",
            value: target === null ? null : targetNames[target],
            missing: "not chosen",
            find: { text: "Choose", act: pickTarget },
          },
        ];
      case "data":
      case "labels":
        return [dataFact(fact, data.state === "done" ? data.value : null, data.state === "running")];
      default:
        return row === null ? [] : [measuredFact(fact, row, data.state === "done", passed, studio)];
    }
  });
  if (found.length === 0) return null;
  return (
    <dl className="node-facts small">
      {found.map(({ name, value, missing, find }) => (
        <div key={name}>
          <dt className="dim">{name}</dt>
          <dd data-known={value !== null}>
            {value ?? missing ?? "not known yet"}
            {value === null && find && (
              <button type="button" className="button" onClick={find.act}>
                {find.text}
                <span className="sr-only">: {name}</span>
              </button>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function dataFact(
  fact: "data" | "labels",
  data: { readonly count: number; readonly labelled: boolean } | null,
  reading: boolean,
): Found {
  const add = { text: "Add data", act: pickData };
  const samples = data === null ? null : `${thousands(data.count)} samples`;
  if (reading) return { name: "Your data", value: "being read" };
  if (samples === null) return { name: "Your data", value: null, missing: "none yet", find: add };
  if (fact === "data" || data?.labelled)
    return { name: "Your data", value: `${samples}${data?.labelled ? ", labelled" : ""}` };
  return { name: "Your data", value: null, missing: `${samples}, no labels`, find: add };
}

const names: Readonly<Record<Exclude<Fact, "data" | "labels" | "target">, string>> = {
  size: "Size",
  gzip: "Gzip",
  latency: "Latency here",
  accuracy: "Accuracy",
};

function measuredFact(
  fact: keyof typeof names,
  row: Row,
  hasData: boolean,
  passed: boolean,
  studio: StudioActions,
): Found {
  const name = row.family === "original" ? names[fact] : `${names[fact]}, ${row.label}`;
  const cell: Cell<unknown> = row[fact];
  const task: Measurement | "make" = fact === "size" ? "make" : fact;
  switch (cell.kind) {
    case "value":
      return { name, value: textOf(fact, row, passed) };
    case "pending":
      return { name, value: null, missing: "waits its turn" };
    case "running": {
      const share =
        cell.progress && cell.progress.total > 0 ? cell.progress.done / cell.progress.total : null;
      return { name, value: null, missing: `at work${share === null ? "" : `, ${percent(share, 0)}`}` };
    }
    case "failed":
    case "stopped":
      return {
        name,
        value: null,
        missing: cell.kind === "failed" ? "failed" : "stopped",
        find: { text: "Try again", act: () => studio.retry(row.id, task) },
      };
    case "none":
      break;
  }
  const { kind } = row.status;
  if (kind === "needs-data" || (fact === "accuracy" && !hasData))
    return { name, value: null, missing: "needs data", find: { text: "Add data", act: pickData } };
  if (kind === "idle" || kind === "stopped")
    return {
      name,
      value: null,
      missing: "not measured",
      find: { text: "Run", act: () => studio.run(row.id) },
    };
  if (kind === "failed")
    return {
      name,
      value: null,
      missing: "could not be made",
      find: { text: "Try again", act: () => studio.retry(row.id, "make") },
    };
  return { name, value: null, missing: "being made" };
}

function textOf(fact: keyof typeof names, row: Row, passed: boolean): string {
  if (fact === "latency" && row.latency.kind === "value")
    return `${milliseconds(headline(row.latency.value)?.median ?? 0)}${passed ? "" : ` ${latencySpread(row.latency.value)}`}`;
  if (fact === "accuracy" && row.accuracy.kind === "value") {
    const facts = row.accuracy.value;
    const note = accuracyNote(facts, row.family === "original");
    return `${accuracyMain(facts)} ${accuracyKind(facts)}${note === accuracyKind(facts) ? "" : `, ${note.replace(accuracyKind(facts), "").trim()}`}`;
  }
  const cell = fact === "gzip" ? row.gzip : row.size;
  if (cell.kind !== "value") return "";
  return `${bytes(cell.value)}${cell.ratio === null || row.family === "original" ? "" : `, ${percent(cell.ratio)} of the original`}`;
}
