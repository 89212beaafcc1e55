import type { AnsweredQuestion } from "../../core/tree/evaluate.ts";
import type { Question } from "../../core/tree/tree.ts";
import { answered, answersCleared } from "../../state/changes.ts";
import type { Row } from "../../state/rows.ts";
import { apply } from "../../state/store.ts";
import { selectTree } from "../../state/tree-view.ts";
import { Icon } from "../look/icons.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { EndingCard, FigureLine } from "./ending-card.tsx";
import "./tree.css";

/** Questions down to a technique: the path so far, the question at hand, and where it can still lead. */
export default function DecisionTree() {
  const studio = useStudio();
  const { position, endings, about } = useStudioState(selectTree);
  const arrived = position.at.kind === "ending";
  return (
    <section className="tree panel" aria-labelledby="tree-title">
      <div className="panel-head">
        <h2 id="tree-title">Decision tree</h2>
        {position.path.length > 0 && (
          <button
            type="button"
            className="button quiet end"
            onClick={() => apply(studio.store, answersCleared)}
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
            <Ask question={position.at.question} about={about} />
          </li>
        )}
      </ol>
      <h3 className="tree-leads">
        {arrived
          ? "This leads to"
          : `Can still lead to ${endings.length} ${endings.length === 1 ? "end" : "ends"}`}
      </h3>
      <ul className="tree-endings" data-arrived={arrived}>
        {endings.map((ending) => (
          <EndingCard key={ending.id} view={ending} arrived={arrived} />
        ))}
      </ul>
    </section>
  );
}

function PathStep({ step: { question, choice, from } }: { readonly step: AnsweredQuestion }) {
  const studio = useStudio();
  // What the studio found out by itself is overruled by answering the other way.
  const other = question.choices.find((option) => option.id !== choice.id);
  return (
    <li className="tree-step">
      <span className="dim small">{question.text}</span>
      <span className="tree-answer">
        <Icon name="check" />
        <strong>{choice.label}</strong>
        {from !== null && <span className="dim small"> {from}</span>}
        <button
          type="button"
          className="button quiet"
          aria-label={`Change the answer to: ${question.text}`}
          onClick={() =>
            apply(studio.store, answered(question.id, from === null ? null : (other?.id ?? null)))
          }
        >
          {from === null ? "Change" : `Say ${spoken(other?.label ?? "")}`}
        </button>
      </span>
    </li>
  );
}

/** Yes and no in small letters; names such as GPU as they are. */
const spoken = (label: string): string => (/^(Yes|No)$/.test(label) ? label.toLowerCase() : `“${label}”`);

function Ask({ question, about }: { readonly question: Question; readonly about: Row | null }) {
  const studio = useStudio();
  return (
    <fieldset className="ask">
      <legend>{question.text}</legend>
      <p className="dim small">{question.help}</p>
      {about !== null && <FigureLine row={about} />}
      <div className="ask-choices">
        {question.choices.map((choice) => (
          <button
            key={choice.id}
            type="button"
            className="button"
            onClick={() => apply(studio.store, answered(question.id, choice.id))}
          >
            {choice.label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
