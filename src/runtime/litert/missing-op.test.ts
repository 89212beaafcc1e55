import { expect, test } from "vitest";
import { missingOpSentence } from "./missing-op.ts";

test("ops that the runtime does not have are named in a plain sentence", () => {
  expect(
    missingOpSentence([
      'Select TensorFlow op(s), included in the given model, is(are) not supported by this interpreter. Make sure you apply/link the Flex delegate before inference. For the Android, it can be resolved by adding "org.tensorflow:tensorflow-lite-select-tf-ops" dependency.',
      "Node number 2 (FlexMatrixInverse) failed to prepare.",
      "Failed to allocate tensors",
    ]),
  ).toMatch(
    /^This runtime does not have FlexMatrixInverse, an op of TensorFlow itself \(Flex\), so .* no data /,
  );
  expect(
    missingOpSentence([
      "Encountered unresolved custom op: MatrixInverse.",
      "Node number 2 (MatrixInverse) failed to prepare.",
    ]),
  ).toMatch(/^This runtime does not have MatrixInverse, a custom op, so /);
});

test("other refusals keep the runtime's reasons", () => {
  expect(
    missingOpSentence(["Node number 2 (ADD) failed to prepare.", "Failed to allocate tensors"]),
  ).toBeNull();
  expect(missingOpSentence([])).toBeNull();
});
