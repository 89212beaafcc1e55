import { modelFacts, weightBytes } from "../../core/graph/facts.ts";
import { sparseStatement } from "../../core/sparse/statement.ts";
import { readModel } from "../../core/tflite/read.ts";
import type { Arguments } from "../arguments.ts";
import { readShared } from "../files.ts";
import { formatBytes, formatTable, print } from "../terminal.ts";

/** What is in the file, without running it. */
export async function inspect(args: Arguments): Promise<void> {
  const bytes = readShared(args.model);
  const model = readModel(bytes);
  const facts = modelFacts(model, bytes, args.model.replace(/^.*[\\/]/, ""));
  const sparseKernels = sparseStatement(model);
  if (args.json) {
    print(JSON.stringify({ ...facts, weightBytes: weightBytes(model), sparseKernels }, null, 2));
    return;
  }
  const port = ({ name, type, shape }: (typeof facts.inputs)[number]): string =>
    `${name} ${type.toLowerCase()}[${shape.join(", ")}]`;
  print(
    formatTable(
      [
        ["file", `${formatBytes(bytes.length)} (${bytes.length} bytes)`],
        ["ops", `${facts.opCount} in ${facts.subgraphs} graph${facts.subgraphs === 1 ? "" : "s"}`],
        ["parameters", String(facts.parameters)],
        ["MACs", facts.macs === null ? "unknown" : String(facts.macs)],
        ["weights", facts.weightTypes.map((w) => `${w.type} ${formatBytes(w.bytes)}`).join(", ") || "none"],
        ["inputs", facts.inputs.map(port).join("; ")],
        ["outputs", facts.outputs.map(port).join("; ")],
        ["sparse", `XNNPACK's sparse kernels: ${sparseKernels.text}`],
        ["signatures", facts.signatures.join(", ") || "none"],
        ["", facts.ops.map((op) => `${op.name} ${op.count}`).join(", ")],
      ].map(([name, value]) => [`${name!.padEnd(12)}${value}`]),
    ),
  );
}
