// What a person can do, as calls: the page's only way to the engine.

import type { ModelFacts } from "../core/graph/facts.ts";
import { messageOf, outcomeOfError } from "../core/outcome.ts";
import type { TrainCheckpoint, TrainEvent } from "../core/train/events.ts";
import type { StudioApi } from "../engine/api.ts";
import type { DataFacts } from "../engine/facts/data.ts";
import { original, type VariantId } from "../engine/facts/variant.ts";
import type { Step } from "../techniques/pipeline.ts";
import {
  asked,
  askedAgain,
  type Change,
  combined,
  dataChanged,
  dataProgressed,
  environmentKnown,
  measureAgain,
  modelOpened,
  noticed,
  opening,
  removed,
  taskOf,
} from "./changes.ts";

import { idle, type Variant, type VariantTask } from "./model.ts";
import { apply, type StudioStore } from "./store.ts";
import { freeId, idOf, type Made, sameRecipe } from "./variants.ts";
import { type Runner, startRunner } from "./work/runner.ts";
import type { Shelf } from "./work/shelf.ts";
import type { TrainingView } from "./work/training.ts";

export interface NamedFile {
  readonly path: string;
  readonly file: Blob;
}

export type Previews = DataFacts["previews"];

export class StudioActions {
  private readonly runner: Runner;
  private opened = 0;
  private dataFlag: Int32Array | null = null;
  private dataFiles: readonly NamedFile[] = [];
  private dataOptions: Readonly<Record<string, string>> = {};
  /** Pixels stay out of the store; they belong to `state.data`. */
  previews: Previews = [];
  /** The file that is open. */
  source: Blob | null = null;
  /** Follows trainings, e.g. to keep their checkpoints. */
  onTraining: ((variant: Variant, event: TrainEvent) => void) | null = null;
  /** Files that were kept from earlier visits. */
  shelf: Promise<Shelf | null> = Promise.resolve(null);
  private readonly takenBack = new Set<VariantId>();
  private readonly resumes = new Map<VariantId, TrainCheckpoint>();

  constructor(
    readonly store: StudioStore,
    readonly api: StudioApi,
    readonly newFlag: () => Int32Array,
    drawn?: () => Promise<void>,
  ) {
    this.runner = startRunner(store, api, newFlag, {
      resume: (id) => {
        const checkpoint = this.resumes.get(id) ?? null;
        this.resumes.delete(id);
        return checkpoint;
      },
      told: (variant, event) => this.onTraining?.(variant, event),
      shelf: () => this.shelf,
      isTakenBack: (id) => this.takenBack.delete(id),
      ...(drawn && { drawn }),
    });
    void api.environment().then(
      (environment) => apply(store, environmentKnown(environment)),
      (error) => apply(store, noticed("error", `The engine could not start: ${messageOf(error)}`)),
    );
  }

  /**
   * Opens a model, which may still be on its way here; the newest of several wins. What was open stays until this one
   * is, and when it cannot be. Tells whether it is the one that is open now.
   */
  async openModel(name: string, source: Blob | Promise<Blob>): Promise<boolean> {
    const mine = ++this.opened;
    const outrun = () => mine !== this.opened;
    apply(this.store, opening(name));
    let file: Blob;
    try {
      file = source instanceof Blob ? source : await source;
    } catch (error) {
      const over: Change = (state) => ({ ...state, opening: null });
      if (!outrun()) apply(this.store, noticed("error", messageOf(error), "model"), over);
      return false;
    }
    if (outrun()) return false;
    const outcome = await this.api.openModel(name, file).catch(outcomeOfError);
    const { opening: newer } = this.store.getState();
    const wait: Change = (state) => ({ ...state, opening: outrun() ? newer : null });
    switch (outcome.state) {
      case "done":
        // Shown even where a newer file is on its way: that one may not open, and the engine works on this one now.
        this.opensNow(outcome.value, file, wait);
        return true;
      case "failed":
        apply(this.store, noticed("error", about(name, outcome.failure.message), "model"), wait);
        return false;
      case "cancelled":
        apply(this.store, wait);
        return false;
    }
  }

  private opensNow(model: ModelFacts, file: Blob, wait: Change): void {
    const before = this.store.getState();
    this.forgetData();
    this.runner.cancelAll();
    this.source = file;
    apply(this.store, modelOpened(model), wait);
    if (before.model?.fingerprint !== model.fingerprint) return;
    const message = `${model.name} was open already: it was read once more, and its rows are made again.`;
    apply(this.store, noticed("info", message, "model"));
    if (before.data.state === "done") void this.openData(this.dataFiles, this.dataOptions);
  }

  /** Reads samples for the model, which may still be on their way here; the newest of several win. */
  async openData(
    source: readonly NamedFile[] | Promise<readonly NamedFile[]>,
    options: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const { session } = this.store.getState();
    if ("length" in source && source.length === 0) return;
    this.forgetData();
    const flag = this.newFlag();
    this.dataFlag = flag;
    const current = () => this.dataFlag === flag && this.store.getState().session === session;
    apply(this.store, dataProgressed({ state: "running", progress: null }));
    let files: readonly NamedFile[];
    try {
      files = "length" in source ? source : await source;
    } catch (error) {
      if (current()) apply(this.store, dataChanged(idle), noticed("error", messageOf(error), "data"));
      return;
    }
    if (!current()) return;
    this.dataFiles = files;
    this.dataOptions = options;
    const outcome = await this.api
      .openData(files, options, {
        cancelFlag: flag,
        onProgress: (progress) => {
          if (current()) apply(this.store, dataProgressed({ state: "running", progress }));
        },
      })
      .catch(outcomeOfError);
    if (!current()) return;
    if (outcome.state === "failed") {
      apply(this.store, dataChanged(idle), noticed("error", outcome.failure.message, "data"));
    } else if (outcome.state === "cancelled") {
      apply(this.store, dataChanged(idle));
    } else {
      const { previews, ...value } = outcome.value;
      this.previews = previews;
      apply(this.store, dataChanged(taskOf({ state: "done", value })));
    }
  }

  /** Reads the same files again with settings changed; what does not fit is said, and the old settings hold. */
  async changeData(changed: Readonly<Record<string, string>>): Promise<void> {
    const before = this.dataOptions;
    const { session } = this.store.getState();
    await this.openData(this.dataFiles, { ...before, ...changed });
    const now = this.store.getState();
    if (now.session === session && now.data.state === "idle") await this.openData(this.dataFiles, before);
  }

  /** Waits while data is being read. */
  dataSettled(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): boolean => this.store.getState().data.state !== "running";
      if (look()) return resolve();
      const stop = this.store.subscribe(() => {
        if (!look()) return;
        stop();
        resolve();
      });
    });
  }

  closeData(): void {
    this.forgetData();
    apply(this.store, dataChanged(idle));
    void this.api.closeData();
  }

  private forgetData(): void {
    if (this.dataFlag) Atomics.store(this.dataFlag, 0, 1);
    this.dataFlag = null;
    this.previews = [];
  }

  /** Makes a variant, again if it was made, with other steps and rules where given. */
  run(id: VariantId, made?: Made): void {
    this.runner.cancel(id, "make");
    apply(this.store, asked(id, made));
  }

  /** Gives a row its earlier recipe back; a file that was kept of it is taken. */
  runAsBefore(id: VariantId, made: Made): void {
    this.takenBack.add(id);
    this.run(id, made);
  }

  /** Makes rows again with the data that is there now. */
  remake(ids: readonly VariantId[]): void {
    for (const id of ids) this.runner.cancel(id, "make");
    apply(this.store, askedAgain(ids));
  }

  combine(steps: readonly Step[]): VariantId {
    const id = idOf(steps.map((step) => step.technique));
    this.runner.cancel(id, "make");
    apply(this.store, combined(id, { steps }));
    return id;
  }

  /**
   * A row for a recipe: the one that has it, or a new one beside those with the same techniques. It is made at once
   * where it is `wanted`, and else only offered.
   */
  recipe(made: Made, wanted = true): VariantId {
    const { variants } = this.store.getState();
    const same = variants.find((variant) => sameRecipe(variant, made) && variant.id !== original);
    if (same && !wanted) return same.id;
    if (same?.wanted && same.make.state !== "failed" && same.make.state !== "cancelled") return same.id;
    if (same) {
      this.run(same.id);
      return same.id;
    }
    const id = freeId(idOf(made.steps.map((step) => step.technique)), variants);
    apply(this.store, combined(id, made, wanted));
    return id;
  }

  /** A row whose training goes on where a checkpoint was taken. */
  continueTraining(made: Made, checkpoint: TrainCheckpoint): VariantId {
    const id = this.recipe(made);
    this.resumes.set(id, checkpoint);
    return id;
  }

  /** The files of the data that is open, and how they are read. */
  get dataSource(): {
    readonly files: readonly NamedFile[];
    readonly options: Readonly<Record<string, string>>;
  } {
    return { files: this.dataFiles, options: this.dataOptions };
  }

  cancel(id: VariantId, kind: VariantTask): void {
    this.runner.cancel(id, kind);
  }

  steer(id: VariantId, steering: TrainingView["steering"]): void {
    this.runner.steer(id, steering);
  }

  retry(id: VariantId, kind: VariantTask): void {
    apply(this.store, kind === "make" ? asked(id) : measureAgain(id, kind));
  }

  remove(id: VariantId): void {
    this.runner.cancel(id, "make");
    apply(this.store, removed(id));
  }

  /** The file of a variant, or null after an alert was raised. */
  async file(id: VariantId): Promise<Blob | null> {
    const outcome = await this.api.file(id).catch(outcomeOfError);
    if (outcome.state === "failed") apply(this.store, noticed("error", outcome.failure.message));
    return outcome.state === "done" ? outcome.value : null;
  }
}

/** A sentence that names the file. */
const about = (name: string, message: string): string =>
  message.includes(name) ? message : `${name}: ${message}`;
