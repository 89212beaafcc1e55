import { parseArgs } from "node:util";
import { InputError } from "../core/outcome.ts";

/** The command line after the command's name, checked. */
export interface Arguments {
  readonly model: string;
  readonly technique: string | undefined;
  readonly techniques: string | undefined;
  /** `--set TECHNIQUE.OPTION=VALUE`, by technique (or `data`), then option. */
  readonly settings: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly data: string | undefined;
  readonly labels: string | undefined;
  readonly samples: number | undefined;
  readonly seed: number;
  readonly out: string | undefined;
  readonly json: boolean;
  readonly limits: Readonly<
    Record<"maxBytes" | "maxGzip" | "maxLoss" | "maxLatency" | "budget", number | undefined>
  >;
  readonly target: string | undefined;
  /** A form that one runtime alone reads. */
  readonly for: "tflite-micro" | undefined;
}

const text = { type: "string" } as const;

const options = {
  technique: text,
  techniques: text,
  set: { type: "string", multiple: true },
  data: text,
  labels: text,
  samples: text,
  seed: text,
  out: text,
  json: { type: "boolean" },
  "max-bytes": text,
  "max-gzip": text,
  "max-loss": text,
  "max-latency": text,
  budget: text,
  target: text,
  for: text,
} as const;

type OptionName = keyof typeof options;

const ofData = ["set", "data", "labels", "samples", "seed", "json"] as const;

/** What each command takes; anything else given to it would be passed over in silence. */
const taken = {
  inspect: ["json"],
  optimize: [...ofData, "technique", "out", "for"],
  compare: [...ofData, "techniques"],
  repair: [...ofData, "technique", "out", "max-loss", "max-bytes"],
  search: [
    ...ofData,
    "techniques",
    "out",
    "max-bytes",
    "max-gzip",
    "max-loss",
    "max-latency",
    "target",
    "budget",
  ],
} as const satisfies Record<string, readonly OptionName[]>;

export type CommandName = keyof typeof taken;

export function parseArguments(command: CommandName, argv: readonly string[]): Arguments {
  const { values, positionals } = parse(command, argv);
  const [model, ...rest] = positionals;
  if (model === undefined) throw new InputError("usage", "Name the .tflite file to work on.");
  if (rest.length > 0)
    throw new InputError("usage", `Only one model is taken; “${rest[0]}” is one too many.`);
  return {
    model,
    technique: values.technique,
    techniques: values.techniques,
    settings: settings(values.set ?? []),
    data: values.data,
    labels: values.labels,
    samples: count("--samples", values.samples, 1),
    seed: count("--seed", values.seed, 0) ?? 1,
    out: values.out,
    json: values.json ?? false,
    limits: {
      maxBytes: amount("--max-bytes", values["max-bytes"]),
      maxGzip: amount("--max-gzip", values["max-gzip"]),
      maxLoss: amount("--max-loss", values["max-loss"]),
      maxLatency: amount("--max-latency", values["max-latency"]),
      budget: amount("--budget", values.budget, true),
    },
    target: values.target,
    for: form(values.for),
  };
}

function parse(command: CommandName, argv: readonly string[]) {
  const { values, positionals, tokens } = parsed(argv);
  const known: readonly OptionName[] = taken[command];
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (!known.some((name) => name === token.name)) {
      const list = known.map((name) => `--${name}`).join(", ");
      throw new InputError("usage", `${command} takes no --${token.name}. It takes: ${list}.`);
    }
    if (seen.has(token.name) && token.name !== "set")
      throw new InputError("usage", `--${token.name} is given twice; it takes one value.`);
    if (token.value === "") throw new InputError("usage", `--${token.name} is given without a value.`);
    seen.add(token.name);
  }
  if (values.labels !== undefined && values.data === undefined)
    throw new InputError("usage", "--labels needs --data: the samples they belong to.");
  return { values, positionals };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, tokens: true, options });
  } catch (error) {
    throw new InputError("usage", `${(error as Error).message.split(". ")[0]!.replace(/\.$/, "")}.`);
  }
}

function form(value: string | undefined): "tflite-micro" | undefined {
  if (value === undefined || value === "tflite-micro") return value;
  throw new InputError("usage", `--for takes tflite-micro, not “${value}”.`);
}

function settings(given: readonly string[]): Map<string, Record<string, string>> {
  const result = new Map<string, Record<string, string>>();
  for (const setting of given) {
    const match = /^([\w-]+)\.(\w+)=(.*)$/.exec(setting);
    if (match === null) {
      throw new InputError(
        "usage",
        `--set takes TECHNIQUE.OPTION=VALUE, for example int8.io=uint8; got “${setting}”.`,
      );
    }
    const [, owner, option, value] = match;
    if (result.get(owner!)?.[option!] !== undefined)
      throw new InputError("usage", `--set ${owner}.${option} is given twice; it takes one value.`);
    result.set(owner!, { ...result.get(owner!), [option!]: value! });
  }
  return result;
}

function count(name: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() === "" || !Number.isSafeInteger(number) || number < least) {
    throw new InputError("usage", `${name} takes a whole number of at least ${least}, not “${value}”.`);
  }
  return number;
}

function amount(name: string, value: string | undefined, positive = false): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number) || number < 0 || (positive && number === 0)) {
    const wanted = positive ? "above 0" : "of at least 0";
    throw new InputError("usage", `${name} takes a number ${wanted}, not “${value}”.`);
  }
  return number;
}
