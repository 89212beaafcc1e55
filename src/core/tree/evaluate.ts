import type { Choice, Ending, Evidence, Question, Tree } from "./tree.ts";

/** A person's answers, by question id. Answers off the current path are kept: changing one's mind is cheap. */
export type Answers = Readonly<Record<string, string>>;

export interface AnsweredQuestion {
  readonly question: Question;
  readonly choice: Choice;
  /** What settled it without asking; null where the person answered. */
  readonly from: string | null;
}

export interface TreePosition {
  readonly path: readonly AnsweredQuestion[];
  /** The question to answer next, or the ending that was reached. */
  readonly at:
    | { readonly kind: "question"; readonly question: Question }
    | { readonly kind: "ending"; readonly ending: Ending };
  /** Endings that can still be reached from here, in the tree's order. */
  readonly reachable: readonly Ending[];
}

/** Walks from the root as far as the answers and the evidence go. A person's own answer wins over the evidence. */
export function locate(tree: Tree, answers: Answers, evidence: Evidence): TreePosition {
  const path: AnsweredQuestion[] = [];
  let at = tree.root;
  for (;;) {
    const question = tree.questions.find((q) => q.id === at);
    if (question === undefined) {
      const ending = endingOf(tree, at);
      return { path, at: { kind: "ending", ending }, reachable: [ending] };
    }
    const answered = answer(question, answers, evidence);
    if (answered === null) {
      return { path, at: { kind: "question", question }, reachable: reachableEndings(tree, question.id) };
    }
    path.push(answered);
    at = answered.choice.leadsTo;
  }
}

function answer(question: Question, answers: Answers, evidence: Evidence): AnsweredQuestion | null {
  const own = question.choices.find((choice) => choice.id === answers[question.id]);
  if (own !== undefined) return { question, choice: own, from: null };
  const settled = question.settle?.(evidence);
  const choice = question.choices.find((c) => c.id === settled?.choice);
  return choice && settled ? { question, choice, from: settled.from } : null;
}

function endingOf(tree: Tree, id: string): Ending {
  const ending = tree.endings.find((e) => e.id === id);
  if (ending === undefined)
    throw new Error(`the tree leads to “${id}”, which is neither question nor ending`);
  return ending;
}

/** The endings below a question, each once, in the tree's order. */
export function reachableEndings(tree: Tree, from: string): Ending[] {
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const choice of tree.questions.find((q) => q.id === id)?.choices ?? []) visit(choice.leadsTo);
  };
  visit(from);
  return tree.endings.filter((ending) => seen.has(ending.id));
}
