import { InputError } from "../../core/outcome.ts";
import type { RepairFacts, RepairLimits } from "../../engine/facts/precision.ts";
import { unwrap } from "../../engine/studio.ts";
import type { Arguments } from "../arguments.ts";
import { writeWhole } from "../files.ts";
import { checkOutputFile } from "../output.ts";
import { wantedOf } from "../recipe.ts";
import { checkSettings, withSession } from "../session.ts";
import { formatBytes, formatTable, print } from "../terminal.ts";

/** Makes an integer variant, keeps the fewest ops at a better precision that bring it within the loss, and writes it. */
export async function repair(args: Arguments): Promise<void> {
  const { out } = args;
  const { maxLoss, maxBytes } = args.limits;
  if (args.data === undefined) throw new InputError("usage", "repair needs --data: samples to measure on.");
  if (maxLoss === undefined)
    throw new InputError("usage", "Name the largest loss, in points: --max-loss 0.5.");
  if (out === undefined) throw new InputError("usage", "Name the file to write: --out repaired.tflite.");
  const { steps, rules, settable } = wantedOf(args.technique ?? "int8", args);
  if (rules.length > 0 || !steps.some(({ technique }) => technique === "int8" || technique === "int16x8"))
    throw new InputError(
      "usage",
      "repair keeps ops of int8 or int16x8 at a better precision: name one of them, or a recipe of one whose rules are about integers.",
    );
  checkSettings(settable, args);
  checkOutputFile(out, [args.model, args.technique, args.data, args.labels]);
  const limits: RepairLimits = { maxLoss, ...(maxBytes === undefined ? {} : { maxBytes }) };
  await withSession(args, async ({ studio, control }) => {
    unwrap(await studio.makeVariant({ id: "variant", steps }, control));
    const sensitivity = unwrap(await studio.sensitivity("variant", control));
    const facts = unwrap(
      await studio.repair("variant", limits, control, (step) => {
        if (!args.json) process.stderr.write(`  ${line(step)}\n`);
      }),
    );
    unwrap(await studio.makeVariant({ id: "repaired", steps: facts.steps }, control));
    writeWhole(out, unwrap(studio.file("repaired")));
    if (args.json) print(JSON.stringify({ ...facts, out, sensitivity }, null, 2));
    else printSummary(facts, limits, out);
  });
}

const line = ({ tried, loss, bytes }: RepairFacts["tried"][number]): string =>
  `${tried}: loss ${loss.toFixed(2)} points, ${formatBytes(bytes)}`;

function printSummary(facts: RepairFacts, limits: RepairLimits, out: string): void {
  const { before, loss, bytes, measure } = facts;
  const missed = [
    ...(Math.max(loss, facts.heldBack?.loss ?? loss) > limits.maxLoss ? [`${limits.maxLoss} points`] : []),
    ...(bytes > (limits.maxBytes ?? Infinity) ? [formatBytes(limits.maxBytes!)] : []),
  ];
  const more = (100 * (bytes / before.bytes - 1)).toFixed(1);
  print(
    `${facts.reached ? "Repaired" : `Not within ${missed.join(" and ")}; the best found`}: ${facts.kept.length} ops kept, loss of ${measure} ${before.loss.toFixed(2)} → ${loss.toFixed(2)} points, ${formatBytes(before.bytes)} → ${formatBytes(bytes)} (${more} % more), on ${facts.samples} samples`,
  );
  if (facts.heldBack !== null) {
    const { samples, before: was, loss: now } = facts.heldBack;
    print(`on ${samples} samples held back from the choice: ${was.toFixed(2)} → ${now.toFixed(2)} points`);
  }
  if (facts.kept.length > 0) {
    print(formatTable(facts.kept.map(({ opName, precision, tensor }) => [`  ${opName}`, precision, tensor])));
  }
  print(`written: ${out}`);
}
