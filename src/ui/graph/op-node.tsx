import {
  BaseEdge,
  type Edge,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
} from "@xyflow/react";
import { createContext, memo, useContext } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { port } from "../look/format.ts";
import { type DrawnOp, opBox } from "./drawing.ts";
import type { Point } from "./quick-layout.ts";

export type OpNodeType = Node<
  {
    readonly drawn: DrawnOp;
    /** What the box is chosen and marked by. */
    readonly index: number;
    /** Names the colour; the sign says the same. */
    readonly level: string;
    readonly sign: string;
    readonly text: string;
    /** More about the text, on hover. */
    readonly title: string;
    readonly found: boolean;
    /** About its weights, in place of the number of its constants. */
    readonly weights?: string;
  },
  "op"
>;
export type OpEdgeType = Edge<{ readonly points: readonly Point[] | null }, "op">;

/** The chosen op, and those marked for a rule. Beside the nodes, so that choosing one leaves the thousand others as they are. */
export const newChosen = () =>
  createStore<{ readonly op: number | null; readonly marked: ReadonlySet<number> }>(() => ({
    op: null,
    marked: new Set(),
  }));
export const ChosenContext = createContext(newChosen());

/** An op with what it makes; its constants are a number in its corner. */
export const OpNode = memo(({ data }: NodeProps<OpNodeType>) => {
  const { drawn, index, level, sign, text, title, found } = data;
  const chosen = useStore(useContext(ChosenContext), ({ op }) => op === index);
  const marked = useStore(useContext(ChosenContext), (state) => state.marked.has(index));
  const count = drawn.constants.length;
  const weights = data.weights ?? (count > 0 ? `${count} const` : "");
  return (
    <div
      className="op-node"
      data-level={level}
      data-found={found || undefined}
      data-chosen={chosen || undefined}
      data-marked={marked || undefined}
    >
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <span className="op-node-name" title={drawn.op.name}>
        {marked && "✓ "}
        {drawn.op.name}
      </span>
      {text !== "" && (
        <span className="op-node-error" title={title}>
          <span aria-hidden="true">{sign} </span>
          {text}
        </span>
      )}
      <span className="op-node-shape">
        {drawn.output ? port(drawn.output.shape, drawn.output.type) : ""}
        {weights !== "" && ` · ${weights}`}
      </span>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
});

/** An edge along its route; without one, a line that swings aside where it passes other ops. */
export const OpEdge = memo(({ id, sourceX, sourceY, targetX, targetY, data }: EdgeProps<OpEdgeType>) => {
  const points = data?.points;
  const path = points
    ? `M${points.map(({ x, y }) => `${x},${y}`).join("L")}`
    : curve(sourceX, sourceY, targetX, targetY);
  return <BaseEdge id={id} path={path} />;
});

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const height = y2 - y1;
  if (height > 2 * opBox.height && Math.abs(x2 - x1) < 60) {
    // Between two rows to the side, down beside the ops it passes, and back. Longer ones lie farther out.
    const side = Math.max(x1, x2) + opBox.width / 2 + Math.min(140, 14 + height / 16);
    const [out, back] = [y1 + turn, y2 - turn];
    return `M${x1},${y1}C${x1},${out} ${side},${y1} ${side},${out}V${back}C${side},${y2} ${x2},${back} ${x2},${y2}`;
  }
  const reach = Math.max(16, Math.min(60, height / 2));
  return `M${x1},${y1}C${x1},${y1 + reach} ${x2},${y2 - reach} ${x2},${y2}`;
}

/** Less than the space between two rows. */
const turn = 30;
