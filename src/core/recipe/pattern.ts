// Patterns of recipes, which come from anybody. RE2 matches them in time that grows with the text alone, whatever they
// say; the platform's own expressions can take forever. Syntax: https://github.com/google/re2/wiki/Syntax
import type { RE2JS } from "re2js";
import { InputError } from "../outcome.ts";

export interface Pattern {
  /** Whether it is found anywhere in the text. */
  test(text: string): boolean;
}

let re2: typeof RE2JS | null = null;

/** Loads what matches patterns: few recipes have rules, so that nobody else waits for it. Comes before `compilePattern`. */
export async function loadPatterns(): Promise<void> {
  re2 ??= (await import("re2js")).RE2JS;
}

/** Throws InputError `bad-pattern` for what is none. */
export function compilePattern(text: string): Pattern {
  if (re2 === null) throw new Error("loadPatterns has not been called");
  const problem = patternProblem(text);
  if (problem !== null) throw new InputError("bad-pattern", `The pattern “${text}” of a rule ${problem}.`);
  const compiled = re2.compile(text);
  return { test: (names) => compiled.matcher(names).find() };
}

/** Why a text is no pattern, as the end of a sentence; null where it is one, and before `loadPatterns`. */
export function patternProblem(text: string): string | null {
  try {
    re2?.compile(text);
    return null;
  } catch {
    return looksAround.test(text)
      ? "looks ahead or back, which patterns cannot do here; a later rule for the exceptions does the same"
      : "is no regular expression";
  }
}

const looksAround = /\(\?<?[=!]|\\[1-9]|\\k</;
