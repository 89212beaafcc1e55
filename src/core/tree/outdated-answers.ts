// Answers that no longer hold: those about a model that another one has replaced, and those that new data refute.
import type { Answers } from "./evaluate.ts";
import { guide } from "./guide.ts";
import { limitAnswers } from "./limits.ts";
import type { Fact } from "./tree.ts";

const limits: readonly string[] = Object.values(limitAnswers).map(({ id }) => id);

/** Questions about a person's aims and hardware, whatever the model. */
const lasting: readonly string[] = ["goal", "which-accelerator", "latency-accelerator", ...limits];

/** What is still an answer once another model is open. */
export const lastingAnswers = (answers: Answers): Answers => without(answers, (id) => !lasting.includes(id));

/** What is still an answer once there are data: that there are none is not. */
export function answersWithData(answers: Answers, labelled: boolean): Answers {
  const about: readonly Fact[] = labelled ? ["data", "labels"] : ["data"];
  const refuted = guide.questions
    .filter(({ id, facts }) => answers[id] === "no" && facts.some((fact) => about.includes(fact)))
    .map(({ id }) => id);
  return without(answers, (id) => refuted.includes(id));
}

/** The answers themselves where none is left out. */
function without(answers: Answers, leftOut: (id: string) => boolean): Answers {
  const kept = Object.entries(answers).filter(([id]) => !leftOut(id));
  return kept.length === Object.keys(answers).length ? answers : Object.fromEntries(kept);
}
