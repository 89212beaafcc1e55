import { Background, Controls, MiniMap, ReactFlow, ReactFlowProvider } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import type { TensorError } from "../../engine/facts/precision.ts";
import type { Drawing } from "./drawing.ts";
import { errorText, levelNames, levelOf, levelSigns, type Measure } from "./error-level.ts";
import { flowSettings } from "./flow-settings.ts";
import { ChosenContext, newChosen, OpEdge, type OpEdgeType, OpNode, type OpNodeType } from "./op-node.tsx";
import type { Layout } from "./quick-layout.ts";
import type { OpColour } from "./target-level.ts";
import { useCentred } from "./use-centred.ts";

interface CanvasProps {
  readonly drawing: Drawing;
  readonly layout: Layout;
  readonly errors: ReadonlyMap<string, TensorError> | null;
  readonly measure: Measure;
  /** In place of the errors: where a target leaves each op. */
  readonly colours: ReadonlyMap<number, OpColour> | null;
  readonly found: ReadonlySet<number>;
  readonly selected: number | null;
  readonly onSelect: (op: number | null) => void;
  readonly marked: ReadonlySet<number>;
  readonly onMark: (op: number) => void;
}

const nodeTypes = { op: OpNode };
const edgeTypes = { op: OpEdge };

export function Canvas(props: CanvasProps) {
  const { selected, marked } = props;
  const [chosen] = useState(newChosen);
  useEffect(() => chosen.setState({ op: selected, marked }), [chosen, selected, marked]);
  return (
    <ChosenContext value={chosen}>
      <ReactFlowProvider>
        <Flow {...props} />
      </ReactFlowProvider>
    </ChosenContext>
  );
}

function Flow({ drawing, layout, errors, measure, colours, found, selected, onSelect, onMark }: CanvasProps) {
  const nodes = useMemo(
    () =>
      drawing.ops.map((drawn): OpNodeType => {
        const error = errors?.get(drawn.output?.name ?? "");
        const colour = colours?.get(drawn.op.index);
        const level = colours ? (colour?.level ?? "unknown") : levelOf(error, measure);
        return {
          id: drawn.id,
          type: "op",
          position: layout.places.get(drawn.id) ?? { x: 0, y: 0 },
          ...layout.box,
          data: {
            drawn,
            index: drawn.op.index,
            level,
            sign: levelSigns[level],
            text: colours ? (colour?.text ?? "") : error === undefined ? "" : errorText(error, measure),
            title: colour?.title ?? levelNames[levelOf(error, measure)],
            found: found.has(drawn.op.index),
          },
        };
      }),
    [drawing, layout, errors, measure, colours, found],
  );
  const edges = useMemo(
    () =>
      drawing.edges.map(
        (edge): OpEdgeType => ({ ...edge, type: "op", data: { points: layout.routes.get(edge.id) ?? null } }),
      ),
    [drawing, layout],
  );
  useCentred(layout, selected === null ? null : `${selected}`);
  const first = layout.places.get(drawing.ops[0]?.id ?? "");
  return (
    <div className="graph-canvas">
      <ReactFlow<OpNodeType, OpEdgeType>
        aria-label="Graph of the model. Arrow keys walk from op to op, the space bar marks one; the table holds the same."
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.key === " " && selected !== null) {
            event.preventDefault();
            onMark(selected);
            return;
          }
          const next = walk(event, drawing, selected);
          if (next === null) return;
          event.preventDefault();
          onSelect(next);
        }}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        {...flowSettings}
        defaultViewport={{ x: Math.min(320, innerWidth / 5) - (first?.x ?? 0) * 0.9, y: 24, zoom: 0.9 }}
        onNodeClick={(event, node) => {
          const op = node.data.drawn.op.index;
          if (event.shiftKey || event.ctrlKey || event.metaKey) onMark(op);
          else onSelect(op);
        }}
        onPaneClick={() => onSelect(null)}
      >
        <Background gap={24} size={1} />
        <Controls showInteractive={false} position="bottom-left" />
        <MiniMap
          position="bottom-right"
          pannable
          zoomable
          ariaLabel="Overview of the graph"
          nodeColor={(node: OpNodeType) => `var(--level-${node.data.level})`}
          style={{ width: 64, height: 150 }}
        />
      </ReactFlow>
    </div>
  );
}

/** The op that an arrow key leads to: along an edge up and down, to the op before or after sideways. */
function walk(event: KeyboardEvent, { ops, edges }: Drawing, selected: number | null): number | null {
  const { key } = event;
  if (!key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey) return null;
  if (selected === null) return ops[0]?.op.index ?? null;
  const place = ops.findIndex(({ op }) => op.index === selected);
  switch (key) {
    case "ArrowDown":
      return Number(edges.find(({ source }) => source === `${selected}`)?.target ?? selected);
    case "ArrowUp":
      return Number(edges.find(({ target }) => target === `${selected}`)?.source ?? selected);
    case "ArrowRight":
      return ops[Math.min(ops.length - 1, place + 1)]?.op.index ?? null;
    default:
      return ops[Math.max(0, place - 1)]?.op.index ?? null;
  }
}
