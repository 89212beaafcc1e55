// Precision op by op: rules over the names of ops' outputs, in the manner of recipes.
import * as v from "valibot";
import { InputError } from "../core/outcome.ts";
import type { OpChoice, Precision } from "../core/quant/plan.ts";
import { type Model, type OperatorIndex, operatorName } from "../core/tflite/model.ts";
import type { TechniqueWarning } from "./technique.ts";

const ruleSchema = v.strictObject({
  /** Searched in the names of the op's outputs. */
  regex: v.string(),
  /** An op's name, or `*` for all. */
  operation: v.optional(v.string(), "*"),
  precision: v.picklist(["float", "int8", "int16x8"]),
  weightBits: v.optional(v.picklist([4, 8])),
});

/** What is wanted of the ops that a rule matches; the last rule that matches an op wins. */
export type PrecisionRule = v.InferOutput<typeof ruleSchema>;

/** The rules in the text of the option `rules`: JSON, a list. Throws InputError `bad-option`. */
export function parseRules(text: string): PrecisionRule[] {
  if (text.trim() === "") return [];
  const wrong = (why: string): never => {
    throw new InputError(
      "bad-option",
      `rules must be a list such as [{"regex":"^conv1","precision":"float"}]: ${why}`,
    );
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return wrong((error as Error).message);
  }
  const result = v.safeParse(v.array(ruleSchema), parsed);
  if (!result.success) {
    const [issue] = result.issues;
    return wrong(`${issue.path?.map(({ key }) => key).join(".") ?? ""} ${issue.message}`.trim());
  }
  for (const { regex } of result.output) {
    try {
      new RegExp(regex, "u");
    } catch {
      wrong(`“${regex}” is no regular expression.`);
    }
  }
  return result.output;
}

export const writeRules = (rules: readonly PrecisionRule[]): string =>
  rules.length === 0
    ? ""
    : JSON.stringify(
        rules.map(({ operation, ...rule }) => (operation === "*" ? rule : { ...rule, operation })),
      );

/** Rules that give exactly these ops of the primary subgraph a precision, by the full name of their output. */
export function rulesForOps(model: Model, ops: ReadonlyMap<OperatorIndex, Precision>): PrecisionRule[] {
  const { operators, tensors } = model.subgraphs[0]!;
  return [...ops]
    .sort(([a], [b]) => a - b)
    .map(([o, precision]) => {
      const name = tensors[operators[o]!.outputs[0] ?? -1]?.name ?? "";
      return { regex: `^${escapeRegex(name)}$`, operation: operatorName(model, operators[o]!), precision };
    });
}

const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

export interface ChosenPrecision {
  choose(op: OperatorIndex): OpChoice;
  readonly warnings: readonly TechniqueWarning[];
}

/** What the rules say of every op of the primary subgraph; a rule that matches none is warned of. */
export function choosePrecision(
  model: Model,
  precision: Precision,
  rules: readonly PrecisionRule[],
): ChosenPrecision {
  const { operators, tensors } = model.subgraphs[0]!;
  const used = rules.map(() => false);
  const compiled = rules.map((rule) => new RegExp(rule.regex, "u"));
  const choices = operators.map((op): OpChoice => {
    const name = operatorName(model, op);
    const names = op.outputs.map((t) => tensors[t]?.name ?? "");
    let choice: OpChoice = { precision };
    rules.forEach((rule, r) => {
      if (rule.operation !== "*" && rule.operation !== name) return;
      if (!names.some((output) => compiled[r]!.test(output))) return;
      used[r] = true;
      choice = {
        precision: rule.precision,
        ...(rule.weightBits === undefined ? {} : { weightBits: rule.weightBits }),
      };
    });
    return choice;
  });
  return {
    choose: (o) => choices[o]!,
    warnings: rules.flatMap(({ regex, operation }, r) =>
      used[r]
        ? []
        : [
            {
              code: "rule-unmatched",
              message: `The rule for “${regex}”${operation === "*" ? "" : ` on ${operation}`} matches no op.`,
            },
          ],
    ),
  };
}
