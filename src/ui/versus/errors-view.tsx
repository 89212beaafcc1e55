import type { Outcome } from "../../core/outcome.ts";
import type { StudioApi } from "../../engine/api.ts";
import type { JobControl } from "../../engine/facts/job.ts";
import type { TensorError } from "../../engine/facts/precision.ts";
import { original, type VariantId } from "../../engine/facts/variant.ts";
import { decibels, shortName } from "../look/format.ts";
import { useSteps } from "../look/use-steps.tsx";

/** Per-tensor errors of both files against the original; null for the original itself. */
export interface ErrorPair {
  readonly a: readonly TensorError[] | null;
  readonly b: readonly TensorError[] | null;
}

export async function askErrors(
  api: StudioApi,
  a: VariantId,
  b: VariantId,
  control: JobControl,
): Promise<Outcome<ErrorPair>> {
  const ask = async (id: VariantId): Promise<Outcome<readonly TensorError[] | null>> =>
    id === original ? { state: "done", value: null } : api.tensorErrors(id, control);
  const first = await ask(a);
  if (first.state !== "done") return first;
  const second = a === b ? first : await ask(b);
  if (second.state !== "done") return second;
  return { state: "done", value: { a: first.value, b: second.value } };
}

interface Props {
  readonly errors: ErrorPair;
  readonly names: { readonly a: string; readonly b: string };
}

const step = 100;

/** Layer by layer, in the order of execution: how far the outputs of both files' ops are from the original's. */
export function ErrorsView({ errors: { a, b }, names }: Props) {
  const sides = [
    { name: names.a, errors: a },
    { name: names.b, errors: b },
  ].flatMap(({ name, errors }) =>
    errors === null ? [] : [{ name, of: new Map(errors.map((error) => [error.tensor, error])) }],
  );
  const ops = new Map(sides.flatMap(({ of }) => [...of.values()].map(({ tensor, op }) => [tensor, op])));
  const tensors = [...ops].sort((x, y) => x[1] - y[1]).map(([tensor]) => tensor);
  const { most, more } = useSteps(step, tensors.length);
  if (sides.length === 0) return <p className="dim">The original has no error against itself.</p>;
  if (tensors.length === 0) return <p className="dim">Nothing inside both can be compared.</p>;
  return (
    <>
      <p className="dim">
        Error of each layer's output against the original's, on the same samples: signal to quantization
        noise, with the noise as a bar.
      </p>
      <table className="layer-errors">
        <thead>
          <tr>
            <th scope="col">Output of</th>
            {sides.map(({ name }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a side is known by its place
              <th key={i} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tensors.slice(0, most).map((tensor) => (
            <tr key={tensor}>
              <th scope="row" title={tensor}>
                <span className="one-line">{shortName(tensor)}</span>
              </th>
              {sides.map(({ of }, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a side is known by its place
                <td key={i}>
                  <ErrorFigure error={of.get(tensor) ?? null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </>
  );
}

function ErrorFigure({ error }: { readonly error: TensorError | null }) {
  if (error === null) return <span className="dim">not there</span>;
  // Amplitude of the noise as a share of the signal's.
  const noise = Math.min(1, 10 ** (-error.sqnr / 20));
  return (
    <>
      <span className="bar-track" aria-hidden="true">
        <span style={{ inlineSize: `${noise * 100}%` }} />
      </span>
      <span className="bar-score">{decibels(error.sqnr)}</span>
    </>
  );
}
