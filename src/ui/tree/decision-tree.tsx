import { lazy } from "react";
import type { AnsweredQuestion } from "../../core/tree/evaluate.ts";
import type { Fact, Question } from "../../core/tree/tree.ts";
import { answered, answersCleared } from "../../state/changes.ts";
import { selectTree } from "../../state/derived/tree-view.ts";
import { changeAnswers } from "../../state/undoable.ts";
import type { TermId } from "../help/terms.ts";
import { Icon } from "../look/icons.tsx";
import { Part } from "../look/part.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { openDialog } from "../tools/dialogs.ts";
import { EndingCard } from "./ending-card.tsx";
import { LimitField } from "./limit-field.tsx";
import { NodeFacts } from "./node-facts.tsx";
import "./tree.css";

const Help = lazy(() => import("../help/help.tsx"));

/** Questions down to a technique: the path so far, the question at hand, and where it can still lead. */
export default function DecisionTree() {
  const studio = useStudio();
  const { position, endings } = useStudioState(selectTree);
  const arrived = position.at.kind === "ending";
  const hasAnswers = useStudioState((state) => Object.keys(state.answers).length > 0);
  return (
    <section className="tree panel" aria-labelledby="tree-title">
      <div className="panel-head">
        <div className="tree-title">
          <h2 id="tree-title">Decision tree</h2>
          {position.at.kind === "ending" && endings[0] && (
            <span className="tree-leads-to dim small">→ {endings[0].label}</span>
          )}
        </div>
        {hasAnswers && (
          <button
            type="button"
            className="button quiet end"
            onClick={() => changeAnswers(studio, answersCleared, "The answers were cleared")}
          >
            Start again
          </button>
        )}
      </div>
      <ol className="tree-path">
        {position.path.map((step) => (
          <PathStep key={step.question.id} step={step} />
        ))}
        {position.at.kind === "question" && (
          <li className="tree-now">
            <Ask key={position.at.question.id} question={position.at.question} />
          </li>
        )}
      </ol>
      <h3 className="tree-leads">
        {arrived
          ? "This leads to"
          : `Can still lead to ${endings.length} ${endings.length === 1 ? "technique" : "techniques"}`}
      </h3>
      {endings.length > 0 ? (
        <ul className="tree-endings" data-arrived={arrived}>
          {endings.map((ending) => (
            <EndingCard key={ending.id} view={ending} arrived={arrived} />
          ))}
        </ul>
      ) : (
        <div className="tree-ready-made">
          <p className="small">{position.at.kind === "ending" && position.at.ending.because}</p>
          <button type="button" className="button filled" onClick={() => openDialog("ready-made")}>
            See ready-made models
          </button>
        </div>
      )}
      <p className="tree-guide small">
        <button type="button" className="button quiet" onClick={() => openDialog("guide")}>
          Published figures beside this model's
        </button>
      </p>
    </section>
  );
}

function PathStep({ step: { question, choice, from } }: { readonly step: AnsweredQuestion }) {
  const studio = useStudio();
  // What the studio found out by itself is overruled by answering the other way.
  const other = question.choices.find((option) => option.id !== choice.id);
  return (
    <li className="tree-step">
      <span className="tree-question">
        <span className="dim small">{question.text}</span>
        <button
          type="button"
          className="button quiet"
          aria-label={`Change the answer to: ${question.text}`}
          onClick={() =>
            changeAnswers(
              studio,
              answered(question.id, from === null ? null : (other?.id ?? null)),
              `“${question.text}” ${from === null ? "is asked again" : `was answered ${spoken(other?.label ?? "")}`}`,
            )
          }
        >
          Change
        </button>
      </span>
      <span className="tree-answer">
        <Icon name="check" />
        <strong>{choice.label}</strong>
        {from !== null && <span className="dim small"> {from}</span>}
      </span>
      <NodeFacts question={question} passed />
      {from !== null && question.limit && <LimitField limit={question.limit} />}
    </li>
  );
}

/** The tree scrolls by itself: what was answered last must not hide what is asked now. */
const showNow = (): void =>
  document.querySelector(".tree-now, .tree-leads")?.scrollIntoView({ block: "nearest" });

/** Yes and no in small letters; names such as GPU as they are. */
const spoken = (label: string): string => (/^(Yes|No)$/.test(label) ? label.toLowerCase() : `“${label}”`);

/** What a question turns on, explained where it is asked. */
const termOf: Readonly<Record<Fact, TermId>> = {
  size: "quantization",
  gzip: "gzip",
  latency: "latency",
  accuracy: "accuracy",
  data: "calibration",
  labels: "training",
  target: "delegate",
};

function Ask({ question }: { readonly question: Question }) {
  const studio = useStudio();
  return (
    <fieldset className="ask">
      <legend>{question.text}</legend>
      <p className="dim small">
        {question.help}{" "}
        <Part broken={null}>{question.facts[0] && <Help term={termOf[question.facts[0]]} />}</Part>
      </p>
      <NodeFacts question={question} />
      {question.limit && <LimitField limit={question.limit} />}
      <div className="ask-choices">
        {question.choices.map((choice) => (
          <button
            key={choice.id}
            type="button"
            className="button"
            onClick={() => {
              changeAnswers(
                studio,
                answered(question.id, choice.id),
                `“${question.text}” was answered ${spoken(choice.label)}`,
                true,
              );
              requestAnimationFrame(showNow);
            }}
          >
            {choice.label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
