import {
  Background,
  Controls,
  MiniMap,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  type Viewport,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Box } from "../graph/drawing.ts";
import { flowSettings } from "../graph/flow-settings.ts";
import { ChosenContext, newChosen, OpEdge, type OpEdgeType, OpNode } from "../graph/op-node.tsx";
import { useCentred } from "../graph/use-centred.ts";
import type { LaidOut } from "../graph/use-graph.ts";
import { FoldNode, GapNode, type PairNodeType } from "./pair-nodes.tsx";
import type { PairDrawing, PairItem } from "./pair-rows.ts";
import { statusSigns, statusText } from "./pair-status.ts";

/** A line more than in the graph of one file, and room for the weights' type. */
export const pairBox: Box = { width: 240, height: 66 };

type Side = "a" | "b";

interface Props {
  readonly laid: LaidOut<PairDrawing>;
  readonly names: Readonly<Record<Side, string>>;
  readonly selected: PairItem | null;
  readonly onSelect: (item: PairItem | null) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const nodeTypes = { op: OpNode, gap: GapNode, fold: FoldNode };
const edgeTypes = { op: OpEdge };
const startZoom = 0.9;
const noMarks: ReadonlySet<number> = new Set();

/** Two panes with one layout and one view: what stands side by side belongs together. */
export function PairCanvas(props: Props) {
  const { selected } = props;
  const [chosen] = useState(newChosen);
  useEffect(() => chosen.setState({ op: selected?.index ?? null, marked: noMarks }), [chosen, selected]);
  const [width, setWidth] = useState(0);
  const panes = useRef<HTMLDivElement>(null);
  const flows = useRef<Flows>({});
  useLayoutEffect(() => setWidth(panes.current?.clientWidth ?? 0), []);
  return (
    <ChosenContext value={chosen}>
      <div className="pair-panes" ref={panes}>
        {width > 0 &&
          (["a", "b"] as const).map((side) => (
            <ReactFlowProvider key={side}>
              <Pane {...props} side={side} middle={width / 4} flows={flows} />
            </ReactFlowProvider>
          ))}
      </div>
    </ChosenContext>
  );
}

interface PaneProps extends Props {
  readonly side: Side;
  /** Of the pane's width, in pixels: where the graphs begin. */
  readonly middle: number;
  readonly flows: RefObject<Flows>;
}

/** What moves each pane. */
type Flows = Partial<Record<Side, Pick<ReactFlowInstance, "getViewport" | "setViewport">>>;

function Pane({ laid, names, side, middle, flows, selected, onSelect, onKeyDown }: PaneProps) {
  const { drawing, layout } = laid;
  const name = names[side];
  const start = layout.places.get(drawing.ops[0]?.id ?? "")?.x ?? 0;
  const nodes = useMemo(
    () =>
      drawing.ops.map(
        (item): PairNodeType => ({
          ...contentOf(item, side, name),
          id: item.id,
          position: layout.places.get(item.id) ?? { x: 0, y: 0 },
          ...layout.box,
        }),
      ),
    [drawing, layout, side, name],
  );
  const edges = useMemo(
    () =>
      drawing[side].map(
        (edge): OpEdgeType => ({ ...edge, type: "op", data: { points: layout.routes.get(edge.id) ?? null } }),
      ),
    [drawing, layout, side],
  );
  return (
    <section className="pair-pane" aria-label={`Graph of ${name}`}>
      <h3 className="one-line">{name}</h3>
      <div className="graph-canvas">
        <ReactFlow<PairNodeType, OpEdgeType>
          aria-label={`Ops of ${name}, aligned. Up and down walk from row to row, left and right from one difference to the next, Enter unfolds, and folds again; the list holds the same.`}
          tabIndex={0}
          onKeyDown={onKeyDown}
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          {...flowSettings}
          defaultViewport={{ x: middle - (start + layout.box.width / 2) * startZoom, y: 24, zoom: startZoom }}
          onInit={(flow) => {
            flows.current[side] = flow;
          }}
          onMove={(_, view) => {
            const other = flows.current[side === "a" ? "b" : "a"];
            if (other !== undefined && !same(other.getViewport(), view)) void other.setViewport(view);
          }}
          onNodeClick={(_, node) => onSelect(drawing.ops.find(({ id }) => id === node.id) ?? null)}
          onPaneClick={() => onSelect(null)}
        >
          <Background gap={24} size={1} />
          {side === "a" ? (
            <>
              <Centred laid={laid} selected={selected} />
              <Controls showInteractive={false} position="bottom-left" />
            </>
          ) : (
            <MiniMap
              position="bottom-right"
              pannable
              zoomable
              ariaLabel="Overview of both graphs"
              nodeColor={(node: PairNodeType) =>
                node.type === "op" ? `var(--level-${node.data.level})` : "var(--line)"
              }
              style={{ width: 64, height: 130 }}
            />
          )}
        </ReactFlow>
      </div>
    </section>
  );
}

const same = (a: Viewport, b: Viewport): boolean => a.x === b.x && a.y === b.y && a.zoom === b.zoom;

/** One pane moves to what is chosen, the other follows it. */
function Centred({ laid, selected }: Pick<Props, "laid" | "selected">) {
  useCentred(laid.layout, selected?.id ?? null);
  return null;
}

type Content<T extends PairNodeType> = T extends PairNodeType ? Pick<T, "type" | "data"> : never;

function contentOf({ rows, index }: PairItem, side: Side, name: string): Content<PairNodeType> {
  const [row] = rows;
  const last = rows.at(-1);
  if (row !== undefined && last !== undefined && rows.length > 1) {
    const ends = `${row.aligned.opName} to ${last.aligned.opName}`;
    return { type: "fold", data: { index, count: rows.length, ends } };
  }
  const drawn = row?.[side];
  if (row === undefined || drawn == null) return { type: "gap", data: { index, text: `not in ${name}` } };
  const weights = drawn.op.inputs.flatMap((t, slot) => {
    if (row.aligned.slots[slot] !== "weights") return [];
    return drawn.constants.find((tensor) => tensor.index === t)?.type ?? drawn.constants[0]?.type ?? [];
  });
  return {
    type: "op",
    data: {
      drawn,
      index,
      level: row.status,
      sign: statusSigns[row.status],
      text: statusText(row),
      title: row.aligned.changes.map(({ part, text }) => `${part} ${text}`).join("\n"),
      found: false,
      ...(weights[0] !== undefined && { weights: `weights ${weights[0]}` }),
    },
  };
}
