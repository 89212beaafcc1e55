import { CancelledError, InputError } from "../core/outcome.ts";
import { loadPatterns } from "../core/recipe/pattern.ts";
import { type CommandName, parseArguments } from "./arguments.ts";

const usage = `tflite-studio: make a .tflite model smaller and faster, and see what it costs.

  inspect  MODEL [--json]
  optimize MODEL --technique ID[+ID...]|RECIPE.json --out FILE [--set TECHNIQUE.OPTION=VALUE]...
           [--data FILE] [--labels FILE] [--samples N] [--seed N] [--for tflite-micro] [--json]
  compare  MODEL [--techniques ID|RECIPE.json,...] [--data FILE] [--labels FILE] [--json]
  repair   MODEL [--technique int8|RECIPE.json] --data FILE [--labels FILE] --max-loss POINTS [--max-bytes N]
           --out FILE [--json]
  search   MODEL --data FILE [--labels FILE] [--max-bytes N] [--max-gzip N] [--max-loss POINTS] [--max-latency MS]
           [--target NAME] [--techniques ID,...] [--budget SECONDS] --out DIR [--json]

Techniques: float16, dynamic-int8, weight-int8, weight-int4, int8, int16x8, prune, cluster, qat;
combined with +, structure first: prune+cluster+int8.
--for tflite-micro stores clustered weights as table indices, which TensorFlow Lite Micro alone can load.`;

// Each command is loaded when it is asked for, so that every start is quick.
const commands = {
  inspect: async () => (await import("./commands/inspect.ts")).inspect,
  optimize: async () => (await import("./commands/optimize.ts")).optimize,
  compare: async () => (await import("./commands/compare.ts")).compare,
  search: async () => (await import("./commands/search.ts")).searchBest,
  repair: async () => (await import("./commands/repair.ts")).repair,
};

/** Runs one command. Exit code 0, or 2 with one line on standard error for anything wrong with the input. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) ends the run without a word.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));
  const [name, ...rest] = argv;
  if (name === undefined || name === "help" || argv.some((word) => word === "--help" || word === "-h")) {
    process.stdout.write(`${usage}\n`);
    process.exitCode = name === undefined ? 2 : 0;
    return;
  }
  try {
    if (!Object.hasOwn(commands, name)) {
      throw new InputError(
        "usage",
        `There is no command “${name}”. Commands: ${Object.keys(commands).join(", ")}.`,
      );
    }
    // Patterns stand in recipe files alone.
    if (rest.some((word) => /\.json\b/i.test(word))) await loadPatterns();
    const command = await commands[name as keyof typeof commands]();
    await command(parseArguments(name as CommandName, rest));
  } catch (error) {
    const message =
      error instanceof InputError
        ? error.message
        : error instanceof CancelledError
          ? "Cancelled."
          : unexpected(error);
    process.stderr.write(`error: ${message.replace(/\s*\n\s*/g, " ")}\n`);
    process.exitCode = 2;
  }
}

/** A fault of ours: one line for the user, the stack on request. */
function unexpected(error: unknown): string {
  if (process.env.TFLITE_STUDIO_DEBUG) console.error(error);
  return error instanceof Error ? error.message : String(error);
}
