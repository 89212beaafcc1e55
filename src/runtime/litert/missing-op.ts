/** TensorFlow's own ops, which the Flex delegate runs, are named so in a file. */
const flex = /^Flex[A-Z]/;

/**
 * One sentence for a refusal over an op that the runtime does not have, from the reasons it printed; null for any
 * other refusal. It names the first such op, as the runtime looks no further.
 */
export function missingOpSentence(reasons: readonly string[]): string | null {
  const custom = find(reasons, /unresolved custom op: *([^.\s]+)/);
  const selected = reasons.some((reason) => reason.startsWith("Select TensorFlow op"));
  const prepared = find(reasons, /^Node number \d+ \(([^)]+)\) failed to prepare/);
  const op = custom ?? (selected ? prepared : null);
  if (op === null) return null;
  const kind = flex.test(op) ? "an op of TensorFlow itself (Flex)" : "a custom op";
  return `This runtime does not have ${op}, ${kind}, so the model cannot be run, measured or calibrated here. Techniques that need no data still work; measure their files where ${op} is there.`;
}

const find = (reasons: readonly string[], pattern: RegExp): string | null =>
  reasons.reduce<string | null>((found, reason) => found ?? pattern.exec(reason)?.[1] ?? null, null);
