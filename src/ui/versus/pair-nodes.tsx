import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import { ChosenContext, type OpNodeType } from "../graph/op-node.tsx";

export type GapNodeType = Node<{ readonly index: number; readonly text: string }, "gap">;
export type FoldNodeType = Node<
  { readonly index: number; readonly count: number; readonly ends: string },
  "fold"
>;
export type PairNodeType = OpNodeType | GapNodeType | FoldNodeType;

/** Stands beside an op that this side does not have. */
export const GapNode = memo(({ data: { index, text } }: NodeProps<GapNodeType>) => (
  <Box className="pair-gap" index={index}>
    {text}
  </Box>
));

/** A stretch of ops that are alike in both. */
export const FoldNode = memo(({ data: { index, count, ends } }: NodeProps<FoldNodeType>) => (
  <Box className="pair-fold" index={index}>
    <strong>= {count} ops alike</strong>
    <span className="op-node-shape">{ends}</span>
  </Box>
));

interface BoxProps {
  readonly className: string;
  readonly index: number;
  readonly children: ReactNode;
}

function Box({ className, index, children }: BoxProps) {
  const chosen = useStore(useContext(ChosenContext), ({ op }) => op === index);
  return (
    <div className={className} data-chosen={chosen || undefined}>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      {children}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
}
