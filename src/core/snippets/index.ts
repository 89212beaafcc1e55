import { javascript } from "./javascript.ts";
import { cpp } from "./micro.ts";
import { kotlin, swift } from "./mobile.ts";
import { python } from "./python.ts";
import type { Language, Snippet, Subject } from "./subject.ts";

export { microArray } from "./micro.ts";
export { type Language, languages, type Snippet, type Subject, subjectOf } from "./subject.ts";

const makers: Readonly<Record<Language, (subject: Subject) => Snippet>> = {
  kotlin,
  swift,
  python,
  cpp,
  javascript,
};

/** Code that loads the model and runs it once, in one language. */
export const snippet = (language: Language, subject: Subject): Snippet => makers[language](subject);
