import type { LatencyFacts, LatencyFigure } from "../../engine/facts/variant.ts";
import { repeats } from "../compare/provenance.tsx";
import { milliseconds } from "../look/format.ts";

/** `1.72–2.05 ms`: the unit once where both have the same. */
function range(low: number, high: number): string {
  const [from, to] = [milliseconds(low), milliseconds(high)];
  const [number, unit] = from.split("\u00a0");
  return unit !== undefined && to.endsWith(`\u00a0${unit}`) ? `${number}–${to}` : `${from} – ${to}`;
}

/** Latencies under each other, one way of running a line, and where they were measured. */
export function LatencyTable({ facts }: { readonly facts: LatencyFacts }) {
  const ways: readonly (readonly [string, LatencyFigure | null])[] = [
    [`${facts.threads} threads`, facts.allThreads],
    ["1 thread", facts.oneThread],
    [facts.webgpu?.fellBack ? "WebGPU, in part" : "WebGPU", facts.webgpu],
  ];
  const shown = ways.flatMap(([name, figure]) => (figure === null ? [] : [{ name, figure }]));
  const remarks = shown.flatMap(({ name, figure }) => [
    ...(figure.settled ? [] : [`${name}: not settled within the time cap, the machine was busy.`]),
    ...(repeats(figure) === "" ? [] : [`${name}${repeats(figure)}.`]),
  ]);
  return (
    <>
      <table className="latency-table">
        <thead>
          <tr>
            <td />
            <th scope="col">median</th>
            <th scope="col">95 % interval</th>
            <th scope="col">p10 to p90</th>
            <th scope="col">runs</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, figure }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{milliseconds(figure.median)}</td>
              <td>{range(figure.low, figure.high)}</td>
              <td>{range(figure.p10, figure.p90)}</td>
              <td>{figure.runs}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {remarks.map((remark) => (
        <p key={remark} className="dim small">
          {remark}
        </p>
      ))}
      <p className="dim small">Measured here: {facts.environment}. The device will differ.</p>
    </>
  );
}
