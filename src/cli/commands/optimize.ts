import { InputError } from "../../core/outcome.ts";
import { forMicro } from "../../engine/answers/storage.ts";
import type { MicroFacts } from "../../engine/facts/answers.ts";
import type { VariantFacts } from "../../engine/facts/variant.ts";
import { unwrap } from "../../engine/studio.ts";
import type { Arguments } from "../arguments.ts";
import { writeWhole } from "../files.ts";
import { checkOutputFile, isStandardOutput } from "../output.ts";
import { wantedOf } from "../recipe.ts";
import { checkSettings, willRun, withSession } from "../session.ts";
import { formatBytes, print } from "../terminal.ts";

/** Makes one variant, runs it, and writes it. */
export async function optimize(args: Arguments): Promise<void> {
  const { technique, out } = args;
  if (technique === undefined) throw new InputError("usage", "Name a technique: --technique dynamic-int8.");
  if (out === undefined) throw new InputError("usage", "Name the file to write: --out smaller.tflite.");
  checkOutputFile(out, [args.model, technique, args.data, args.labels]);
  const { steps, rules, settable } = wantedOf(technique, args);
  checkSettings(settable, args);
  await withSession(args, async ({ studio, host, control }) => {
    const facts = unwrap(await studio.makeVariant({ id: "variant", steps, rules }, control));
    if (willRun(args)) {
      const reason = unwrap(await studio.tryRun("variant"));
      if (reason !== null) process.stderr.write(`warning: the file could not be tried out: ${reason}\n`);
    }
    const micro = args.for === undefined ? null : await forMicro(studio.made("variant").model, host.kernels);
    writeWhole(out, micro?.bytes ?? unwrap(studio.file("variant")));
    // Where the file itself goes to standard output, nothing else does.
    const say = isStandardOutput(out) ? (text: string) => void process.stderr.write(`${text}\n`) : print;
    if (args.json) {
      const told = micro && { for: args.for, file: micro.file, tensors: micro.tensors };
      const all = { ...facts, out, originalBytes: studio.facts.bytes, ...(told && { micro: told }) };
      say(JSON.stringify(all, null, 2));
      return;
    }
    printSummary(facts, studio.facts.bytes, say);
    if (micro !== null) say(microLine(micro, facts.size.file));
    say(`written: ${out}`);
  });
}

const microLine = (micro: MicroFacts, file: number): string =>
  `for TensorFlow Lite Micro alone, no other runtime loads it: ${formatBytes(file)} → ${formatBytes(micro.file)}, ${micro.tensors} weights as indices of up to ${micro.mostBits} bits; decoded again and compared`;

function printSummary(facts: VariantFacts, originalBytes: number, say: (text: string) => void): void {
  const share = ((100 * facts.size.file) / originalBytes).toFixed(1);
  say(
    `${facts.label}: ${formatBytes(originalBytes)} → ${formatBytes(facts.size.file)} (${share} %), ${facts.seconds.toFixed(2)} s`,
  );
  if (facts.unchanged !== null) say(facts.unchanged);
  const groups = new Map<string, number>();
  for (const line of facts.report) {
    const key = `${line.opName}: ${line.detail}`;
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  for (const [line, count] of groups) say(`  ${String(count).padStart(4)} × ${line}`);
  for (const warning of facts.warnings) say(`  warning: ${warning.message}`);
}
