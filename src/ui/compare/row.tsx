import { lazy, memo } from "react";
import { type TargetId, targetNames } from "../../core/targets/target.ts";
import { selected } from "../../state/changes.ts";
import type { Row } from "../../state/derived/rows.ts";
import { headline, worstOutput } from "../../state/derived/rows.ts";
import { apply } from "../../state/store.ts";
import { brief } from "../../state/variants.ts";
import { Inspector } from "../inspect/inspector.tsx";
import { bytes, decibels, milliseconds } from "../look/format.ts";
import { Icon } from "../look/icons.tsx";
import { colourOf, Mark } from "../look/mark.tsx";
import { Part } from "../look/part.tsx";
import { point, useIsPointed, useStudio, useStudioState } from "../studio.tsx";
import { Figure } from "./figure.tsx";
import {
  AccuracyNote,
  accuracyLines,
  accuracyMain,
  FidelityNote,
  fidelityLines,
  gzipTip,
  Lines,
  latencyLines,
  latencyNoise,
  latencySpread,
  latencyThen,
  makingTip,
  saysAsLong,
  sizeTip,
  structureNote,
} from "./provenance.tsx";
import { RowAction, RowMessage } from "./row-state.tsx";
import { headerIdOf, showDetails } from "./show-row.ts";

const RunsOn = lazy(() => import("../target/runs-on.tsx"));

interface Props {
  readonly row: Row;
  readonly hasData: boolean;
  readonly target: TargetId | null;
  /** The head of the column says what fidelities were compared on. */
  readonly saidOnTop: boolean;
  /** Details open under the row, where there is no room beside the table. */
  readonly inline: boolean;
}

export const CompareRow = memo(function CompareRow({ row, hasData, target, saidOnTop, inline }: Props) {
  const studio = useStudio();
  const chosen = useStudioState((state) => state.selected === row.id);
  const pointed = useIsPointed(row.id);
  const headerId = headerIdOf(row.id);
  const colour = colourOf(row);
  const message = <RowMessage row={row} />;
  const figures = row.facts !== null && row.status.kind !== "failed";
  const figureColumns = 4 + Number(hasData) + Number(target !== null);
  const warnings = row.facts?.warnings.length ?? 0;
  const common = { colour, reachable: chosen };
  return (
    <>
      <tr
        data-chosen={chosen}
        data-pointed={pointed}
        data-original={row.family === "original"}
        data-status={row.status.kind}
        onPointerEnter={() => point(row.id)}
        onPointerLeave={() => point(null)}
      >
        <th scope="row" id={headerId}>
          <button
            type="button"
            className="row-name"
            aria-expanded={chosen}
            onClick={() => {
              apply(studio.store, selected(chosen ? null : row.id));
              if (inline && !chosen) requestAnimationFrame(() => showDetails(headerId));
            }}
          >
            <Mark row={row} />
            <span>{row.label}</span>
            <Icon name="chevron" />
          </button>
          <span className="row-needs" title={row.hardware}>
            {row.family === "original" ? "as opened" : `${dataText(row)} · ${brief(row.hardware)}`}
          </span>
          {row.status.kind === "done" && row.status.unchanged !== null && (
            <span className="row-unchanged">{row.status.unchanged}</span>
          )}
          {row.status.kind === "done" && row.status.untried !== null && (
            <span className="row-unchanged" title={row.status.untried.message}>
              {brief(row.status.untried.message)}.
            </span>
          )}
          {warnings > 0 && !chosen && (
            <span className="row-warnings">
              <Icon name="warning" />
              {warnings === 1 ? "1 warning" : `${warnings} warnings`} in its details
            </span>
          )}
        </th>
        {figures ? (
          <>
            <td data-label="Size">
              <Figure
                {...common}
                cell={row.size}
                main={bytes}
                tip={(value) => (
                  <Lines
                    lines={[
                      `${sizeTip(value, ratioOf(row.size))}${saysAsLong(row) ? ` ${structureNote}` : ""}`,
                      ...((row.facts?.keptSince ?? null) === null ? [] : [`${makingTip(row.facts!)}.`]),
                    ]}
                  />
                )}
              />
            </td>
            <td data-label="Gzip">
              <Figure
                {...common}
                cell={row.gzip}
                onAgain={() => studio.retry(row.id, "gzip")}
                main={bytes}
                tip={(value) => gzipTip(value, ratioOf(row.gzip))}
              />
            </td>
            <td data-label="Latency">
              <Figure
                {...common}
                cell={row.latency}
                more="slower"
                onAgain={() => studio.retry(row.id, "latency")}
                main={(facts) => (
                  <>
                    {milliseconds(headline(facts)?.median ?? 0)} <small>{latencySpread(facts)}</small>
                  </>
                )}
                note={() => (row.originalThen === null ? null : `original ${milliseconds(row.originalThen)}`)}
                tip={(facts) => <Lines lines={[...latencyLines(facts), ...latencyBeside(row)]} />}
              />
            </td>
            <td data-label="Fidelity">
              {row.family === "original" ? (
                <span className="absent">reference</span>
              ) : (
                <Figure
                  {...common}
                  cell={row.fidelity}
                  main={(facts) => decibels(worstOutput(facts).sqnr)}
                  note={(facts) => <FidelityNote facts={facts} saidOnTop={saidOnTop} />}
                  tip={(facts) => <Lines lines={fidelityLines(facts)} />}
                />
              )}
            </td>
            {hasData && (
              <td data-label="Accuracy">
                <Figure
                  {...common}
                  cell={row.accuracy}
                  onAgain={() => studio.retry(row.id, "accuracy")}
                  main={accuracyMain}
                  note={(facts) => <AccuracyNote facts={facts} isOriginal={row.family === "original"} />}
                  tip={(facts) => <Lines lines={accuracyLines(facts)} />}
                />
              </td>
            )}
            {target !== null && (
              <td data-label={targetNames[target]}>
                <Part broken={null}>
                  <RunsOn id={row.id} target={target} reachable={chosen} />
                </Part>
              </td>
            )}
          </>
        ) : (
          <td className="row-message" colSpan={figureColumns}>
            {message}
          </td>
        )}
        <td className="row-action">
          <RowAction row={row} headerId={headerId} />
        </td>
      </tr>
      {chosen && inline && (
        <tr className="row-details">
          <td colSpan={figureColumns + 2}>
            <Inspector />
          </td>
        </tr>
      )}
    </>
  );
});

const dataText = ({ needs, madeWith }: Row): string => (madeWith === null ? needs : madeWithTexts[madeWith]);

const madeWithTexts = {
  this: "Made with your data",
  other: "Made with other data",
  none: "Made without data",
} as const;

/** What else is to be said of a latency beside the original's. */
const latencyBeside = ({ latency, originalThen }: Row): string[] => [
  ...(originalThen === null ? [] : [latencyThen(originalThen)]),
  ...(latency.kind === "value" && latency.isNoise === true ? [latencyNoise] : []),
];

const ratioOf = (cell: Row["size"]): number | null => (cell.kind === "value" ? cell.ratio : null);
