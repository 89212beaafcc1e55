import { InputError } from "../outcome.ts";

/** One level of the sparse tree, outermost first. */
export type SparseLevel =
  | { readonly kind: "dense"; readonly size: number }
  | {
      readonly kind: "csr";
      readonly size: number;
      /** `segments[p]` up to `segments[p + 1]`: the entries under position p of the level above. */
      readonly segments: ArrayLike<number>;
      /** Index along this level of each entry. */
      readonly indices: ArrayLike<number>;
    };

/**
 * A sparse tensor in the format of TFLite (after TACO, https://arxiv.org/abs/1804.10112): the dimensions in
 * traversal order, blocked ones split into an outer and an inner part, each dense or compressed.
 */
export interface SparseLayout {
  readonly levels: readonly SparseLevel[];
  /** Distance in the dense tensor, in elements, of one step along each level. */
  readonly strides: readonly number[];
}

type Elements = Float32Array | Uint16Array | Int8Array;

/**
 * Writes the stored values, which stand in the order of the walk, to their places in `dense`, which holds zeros. Throws InputError `corrupt-file` where
 * the indices lead out of the tensor or out of the values.
 */
export function densify(args: {
  readonly values: Elements;
  readonly layout: SparseLayout;
  readonly dense: Elements;
}): void {
  const { values, layout, dense } = args;
  const { levels, strides } = layout;
  const corrupt = (): never => {
    throw new InputError("corrupt-file", "A sparse weight's indices lead out of the weight.");
  };
  let next = 0;
  const visit = (depth: number, entry: number, at: number): void => {
    const level = levels[depth];
    if (level === undefined) {
      if (next >= values.length || at >= dense.length) corrupt();
      dense[at] = values[next++]!;
      return;
    }
    const stride = strides[depth]!;
    if (level.kind === "dense") {
      for (let i = 0; i < level.size; i++) visit(depth + 1, entry * level.size + i, at + i * stride);
      return;
    }
    const from = level.segments[entry];
    const to = level.segments[entry + 1];
    if (from === undefined || to === undefined || from < 0 || to > level.indices.length) return corrupt();
    for (let e = from; e < to; e++) {
      const index = level.indices[e]!;
      if (index < 0 || index >= level.size) corrupt();
      visit(depth + 1, e, at + index * stride);
    }
  };
  visit(0, 0, 0);
}
