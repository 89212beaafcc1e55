import { BuiltinOperator, builtinCode, type Model, operatorCodeName } from "../tflite/model.ts";
import { opReleases } from "./op-releases.ts";

/** The oldest release of the runtime that knows all op versions of a model. */
export interface RuntimeAge {
  /** E.g. `2.3`; null for a model without builtin ops that are listed. */
  readonly release: string | null;
  /** Ops that need just that release, e.g. `CONV_2D version 5`. */
  readonly because: readonly string[];
  /** Ops whose release is not known, custom ones among them. */
  readonly unknown: readonly string[];
}

/** Compares releases such as `2.9` and `2.10` by their numbers. */
export function compareReleases(a: string, b: string): number {
  const [x, y] = [a.split(".").map(Number), b.split(".").map(Number)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The release that brought a version of an op, or null where it is not listed. */
export function releaseOf(op: string, version: number): string | null {
  const found = opReleases[op]?.split(" ").find((entry) => entry.startsWith(`${version}:`));
  return found === undefined ? null : found.slice(found.indexOf(":") + 1);
}

const usedCodes = (model: Model) => {
  const used = new Set(model.subgraphs.flatMap((graph) => graph.operators.map((op) => op.opcodeIndex)));
  return model.operatorCodes.filter((_, i) => used.has(i));
};

/** From which release on the runtime can load the model, as the op versions in the file say. */
export function runtimeAge(model: Model): RuntimeAge {
  let release: string | null = null;
  let because: string[] = [];
  const unknown: string[] = [];
  for (const code of usedCodes(model)) {
    const name = operatorCodeName(code);
    const text = `${name} version ${code.version}`;
    const since = releaseOf(name, code.version);
    if (since === null) {
      unknown.push(builtinCode(code) === BuiltinOperator.CUSTOM ? `${name} (custom)` : text);
    } else if (release === null || compareReleases(since, release) > 0) {
      release = since;
      because = [text];
    } else if (since === release) {
      because.push(text);
    }
  }
  return { release, because, unknown };
}

/** Ops that a runtime of the given release does not know, with the release that each needs. */
export function tooNew(model: Model, release: string): { op: string; needs: string }[] {
  return usedCodes(model).flatMap((code) => {
    const name = operatorCodeName(code);
    const needs = releaseOf(name, code.version);
    return needs !== null && compareReleases(needs, release) > 0
      ? [{ op: `${name} version ${code.version}`, needs }]
      : [];
  });
}
