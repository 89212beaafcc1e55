// Every way in which the state changes, as pure functions from state to state.

import type { ModelFacts } from "../core/graph/facts.ts";
import type { Outcome } from "../core/outcome.ts";
import type { TargetId } from "../core/targets/target.ts";
import type { TrainEvent } from "../core/train/events.ts";
import { answersWithData, lastingAnswers } from "../core/tree/outdated-answers.ts";
import type { VariantId } from "../engine/facts/variant.ts";
import {
  type DataSummary,
  type Environment,
  emptyState,
  idle,
  type Notice,
  type Searching,
  type StudioState,
  type Task,
  type Variant,
  type VariantTask,
} from "./model.ts";
import {
  firstVariants,
  followsData,
  isOriginal,
  isTrained,
  type Made,
  newVariant,
  remade,
  startsWithData,
} from "./variants.ts";
import { type TrainingView, withTrainEvent } from "./work/training.ts";

export type Change = (state: StudioState) => StudioState;

const withVariant =
  (id: VariantId, change: (variant: Variant) => Variant): Change =>
  (state) => ({ ...state, variants: state.variants.map((v) => (v.id === id ? change(v) : v)) });

export const environmentKnown =
  (environment: Environment): Change =>
  (state) => ({ ...state, environment });

/** At a new attempt what was said of the last one is over. */
const withoutNews = ({ notices }: StudioState, about: Notice["about"]): StudioState["notices"] =>
  notices.some((notice) => notice.about === about)
    ? notices.filter((notice) => notice.about !== about)
    : notices;

export const opening =
  (name: string): Change =>
  (state) => ({ ...state, opening: name, notices: withoutNews(state, "model") });

/** Opened once more, a model keeps its answers, rows and recipes; all is made and measured anew. */
export const modelOpened =
  (model: ModelFacts): Change =>
  (state) => {
    const first = state.model === null;
    const again = state.model?.fingerprint === model.fingerprint;
    const fresh = firstVariants(model);
    return {
      ...emptyState,
      environment: state.environment,
      answers: first || again ? state.answers : lastingAnswers(state.answers),
      target: state.target,
      session: state.session + 1,
      model,
      variants: again ? [fresh[0]!, ...anew(state.variants)] : fresh,
      selected: again ? state.selected : null,
    };
  };

/** What takes minutes of training is offered, not begun. */
const anew = (variants: readonly Variant[]): Variant[] =>
  variants
    .filter(({ id }) => !isOriginal(id))
    .map((variant) => newVariant(variant.id, variant, variant.wanted && !isTrained(variant.steps)));

export const noticed =
  (kind: Notice["kind"], message: string, about?: Notice["about"]): Change =>
  (state) => ({
    ...state,
    notices: [
      ...state.notices.filter((notice) => notice.message !== message),
      { id: 1 + Math.max(0, ...state.notices.map((n) => n.id)), kind, message, about },
    ],
  });

export const noticeDismissed =
  (id: number): Change =>
  (state) => ({ ...state, notices: state.notices.filter((notice) => notice.id !== id) });

/**
 * A new dataset: what was calibrated on another one is made again, everything is measured again. What would come out
 * better with it, or takes training, is offered (`selectOutdated`). What was made with the same samples stays.
 */
export const dataChanged =
  (data: Task<DataSummary>): Change =>
  (state) => {
    const fingerprint = data.state === "done" ? data.value.fingerprint : null;
    const same = fingerprint !== null && fingerprint === state.dataSeen;
    const again = (variant: Variant): boolean => {
      if (fingerprint === null) return false;
      const isMade = variant.make.state === "done";
      if (same && isMade && variant.madeOn === state.dataRun) return false;
      return startsWithData(variant) || (followsData(variant) && isMade);
    };
    return {
      ...state,
      data,
      answers:
        data.state === "done" && !same ? answersWithData(state.answers, data.value.labelled) : state.answers,
      dataRun: state.dataRun + (fingerprint !== null && !same ? 1 : 0),
      dataSeen: fingerprint ?? state.dataSeen,
      variants:
        data.state === "running"
          ? state.variants
          : state.variants.map((variant) =>
              again(variant) ? remade(variant) : { ...variant, fidelity: idle, accuracy: idle },
            ),
    };
  };

export const dataProgressed =
  (data: Task<DataSummary>): Change =>
  (state) => ({ ...state, data, notices: withoutNews(state, "data") });

export const asked =
  (id: VariantId, made?: Made): Change =>
  (state) => ({ ...withVariant(id, (variant) => remade(variant, made))(state), selected: id });

/** Makes these rows again; the chosen row stays the chosen one. */
export const askedAgain =
  (ids: readonly VariantId[]): Change =>
  (state) => ({
    ...state,
    variants: state.variants.map((variant) => (ids.includes(variant.id) ? remade(variant) : variant)),
  });

/** Adds a row for a combination, or asks for the one that is there with the same steps. */
export const combined =
  (id: VariantId, made: Made, wanted = true): Change =>
  (state) =>
    state.variants.some((variant) => variant.id === id)
      ? asked(id, made)(state)
      : { ...state, selected: id, variants: [...state.variants, newVariant(id, made, wanted)] };

export const removed =
  (id: VariantId): Change =>
  (state) => ({
    ...state,
    selected: state.selected === id ? null : state.selected,
    variants: state.variants.filter((variant) => variant.id !== id),
  });

/** A row as it was; what was at work then starts anew. */
function settled(variant: Variant): Variant {
  const calm = <T>(task: Task<T>): Task<T> => (task.state === "running" ? idle : task);
  return {
    ...variant,
    make: calm(variant.make),
    gzip: calm(variant.gzip),
    fidelity: calm(variant.fidelity),
    latency: calm(variant.latency),
    accuracy: calm(variant.accuracy),
  };
}

/** Puts a removed row back where it was. */
export const restored =
  (variant: Variant, place: number, chosen: boolean): Change =>
  (state) => ({
    ...state,
    selected: chosen ? variant.id : state.selected,
    variants: state.variants.toSpliced(place, 0, settled(variant)),
  });

/** Gives a row that was not made yet the recipe that it had; what is under way for another one is dropped. */
export const recipeRestored =
  (variant: Variant): Change =>
  (state) =>
    withVariant(variant.id, ({ run }) => ({ ...settled(variant), run: run + 1 }))(state);

export const selected =
  (id: VariantId | null): Change =>
  (state) => ({ ...state, selected: id });

export const searchingNow =
  (searching: Searching | null): Change =>
  (state) => ({ ...state, searching });

export const comparingNow =
  (comparing: boolean): Change =>
  (state) => ({ ...state, comparing });

export const targetChosen =
  (target: TargetId | null): Change =>
  (state) => ({ ...state, target });

export const detailOpened =
  (detail: string | null): Change =>
  (state) => ({ ...state, detail });

export const answered =
  (question: string, choice: string | null): Change =>
  (state) => {
    const answers = { ...state.answers };
    if (choice === null) delete answers[question];
    else answers[question] = choice;
    return { ...state, answers };
  };

export const answersRestored =
  (answers: StudioState["answers"]): Change =>
  (state) => ({ ...state, answers });

export const answersCleared: Change = (state) => ({ ...state, answers: {} });

/** Moves one task of one variant. */
export const taskMoved =
  (id: VariantId, kind: VariantTask, task: Task<unknown>): Change =>
  (state) =>
    withVariant(id, (variant) => ({
      ...variant,
      [kind]: task,
      // The engine takes the data that is there when the work begins.
      ...(kind === "make" && task.state === "running" && variant.make.state !== "running"
        ? { madeOn: state.data.state === "done" ? state.dataRun : null }
        : {}),
    }))(state);

export const trained =
  (id: VariantId, event: TrainEvent): Change =>
  (state) =>
    withVariant(id, (variant) => ({ ...variant, training: withTrainEvent(variant.training, event) }))(state);

/** The training behind a file that was kept, as it ended. */
export const trainingRestored =
  (id: VariantId, training: TrainingView | null): Change =>
  (state) =>
    withVariant(id, (variant) => ({ ...variant, training }))(state);

export const trainingSteered =
  (id: VariantId, steering: TrainingView["steering"]): Change =>
  (state) =>
    withVariant(id, (variant) =>
      variant.training ? { ...variant, training: { ...variant.training, steering } } : variant,
    )(state);

/**
 * A person stopped it, or the plan did (`again`: it starts anew when its time comes). A latency of which a column is
 * there keeps it where a person stopped the comparison.
 */
export const taskStopped =
  (id: VariantId, kind: VariantTask, again: boolean): Change =>
  (state) =>
    withVariant(id, (variant) =>
      variant[kind].state === "running" || (again && kind === "latency")
        ? { ...variant, [kind]: again ? idle : { state: "cancelled" } }
        : variant,
    )(state);

export const measureAgain =
  (id: VariantId, kind: VariantTask): Change =>
  (state) =>
    withVariant(id, (variant) => ({ ...variant, [kind]: idle }))(state);

export const taskOf = <T>(outcome: Outcome<T>): Task<T> => {
  switch (outcome.state) {
    case "done":
      return { state: "done", value: outcome.value };
    case "cancelled":
      return { state: "cancelled" };
    case "failed":
      return { state: "failed", failure: outcome.failure };
  }
};
