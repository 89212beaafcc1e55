import type { ReactNode } from "react";
import type { Cell } from "../../state/derived/rows.ts";
import { change } from "../look/format.ts";
import { Tip } from "../look/tip.tsx";

interface Props<T> {
  readonly cell: Cell<T>;
  readonly colour: string;
  readonly main: (value: T) => ReactNode;
  /** What more of it is called. */
  readonly more?: "slower" | "larger";
  /** Second line where there is no ratio to show. */
  readonly note?: (value: T) => ReactNode;
  readonly tip: (value: T) => ReactNode;
  /** Figures of the chosen row can be reached with the Tab key. */
  readonly reachable: boolean;
  /** Measures once more what failed or was stopped. */
  readonly onAgain?: () => void;
}

/** One figure of the table: the number, what it means beside the original, and where it comes from. */
export function Figure<T>({ cell, colour, main, more, note, tip, reachable, onAgain }: Props<T>) {
  switch (cell.kind) {
    case "none":
      return <span className="absent">–</span>;
    case "pending":
      return <span className="figure-wait" title="Waiting for its turn" />;
    case "running":
      return <span className="figure-wait running" title="Being measured" />;
    case "stopped":
      return (
        <span className="figure">
          <span className="dim small">stopped</span>
          <Again onAgain={onAgain} />
        </span>
      );
    case "failed":
      return (
        <span className="figure">
          <Tip text={cell.failure.message}>
            <span className="dim small" {...focusable(reachable)}>
              not measured
            </span>
          </Tip>
          <Again onAgain={onAgain} />
        </span>
      );
    case "value": {
      const said = note?.(cell.value);
      return (
        <Tip text={tip(cell.value)}>
          <span className="figure" {...focusable(reachable)}>
            <span className="figure-main">{main(cell.value)}</span>
            {cell.ratio !== null ? (
              <Ratio
                ratio={cell.ratio}
                isNoise={cell.isNoise ?? false}
                colour={colour}
                {...(more && { more })}
              />
            ) : null}
            {said && <span className="figure-note">{said}</span>}
          </span>
        </Tip>
      );
    }
  }
}

const Again = ({ onAgain }: { readonly onAgain: (() => void) | undefined }) =>
  onAgain && (
    <button type="button" className="figure-again" onClick={onAgain}>
      Try again
    </button>
  );

const focusable = (reachable: boolean) => (reachable ? { tabIndex: 0 } : {});

interface RatioProps {
  readonly ratio: number;
  readonly isNoise?: boolean;
  readonly colour: string;
  readonly more?: "slower" | "larger";
}

/** The change with its sign, over a bar that is as long as the share that is left; past the whole it turns striped. */
export function Ratio({ ratio, isNoise = false, colour, more = "larger" }: RatioProps) {
  const worse = ratio > 1.0005 && !isNoise;
  return (
    <span className="ratio">
      <span className="ratio-text">
        {ratio === 1 ? "100\u00a0%" : isNoise ? "within noise" : change(ratio, more)}
        {worse && <span className="sr-only"> (worse)</span>}
      </span>
      <span className="ratio-track" aria-hidden="true">
        <span
          className={worse ? "ratio-bar worse" : "ratio-bar"}
          style={
            {
              inlineSize: `${isNoise ? 100 : Math.min(1, ratio) * 100}%`,
              "--mark": colour,
            } as React.CSSProperties
          }
        />
      </span>
    </span>
  );
}
