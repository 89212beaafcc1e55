import fc from "fast-check";
import { expect, test } from "vitest";
import { tinyNet } from "../../test-fixtures/tiny-net.ts";
import { encodeEdges, parseEdges, renumberControlDependencies } from "./control-dependencies.ts";
import { addBuffer, copyModel } from "./model.ts";

const edges = fc.array(fc.array(fc.tuple(fc.integer({ min: -2, max: 1e6 }), fc.nat(300)), { maxLength: 5 }), {
  maxLength: 4,
});

test("what is encoded is parsed again, and nothing shorter or longer is", () => {
  fc.assert(
    fc.property(edges, (pairs) => {
      const bytes = encodeEdges(pairs);
      expect(parseEdges(bytes)).toEqual(pairs);
      expect(parseEdges(bytes.subarray(0, -1))).toBeNull();
      expect(parseEdges(Uint8Array.of(...bytes, 0))).toBeNull();
    }),
  );
});

const withEntry = (bytes: Uint8Array) => {
  const model = copyModel(tinyNet());
  model.metadata = [{ name: "model_control_dependencies", buffer: addBuffer(model, bytes) }];
  return model;
};

test("pairs follow their ops, and go with them", () => {
  const model = withEntry(
    encodeEdges([
      [
        [0, 2],
        [1, 2],
        [-1, 2],
      ],
    ]),
  );
  renumberControlDependencies(model, [Int32Array.of(1, -1, 3)]);
  expect(parseEdges(model.buffers[model.metadata![0]!.buffer]!.data!)).toEqual([[[1, 3]]]);
});

test("an entry that cannot be read is taken out", () => {
  const model = withEntry(Uint8Array.of(9, 9));
  renumberControlDependencies(model, [Int32Array.of(0, 1, 2)]);
  expect(model.metadata).toEqual([]);
});
