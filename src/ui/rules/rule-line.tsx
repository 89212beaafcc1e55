import { useState } from "react";
import { patternProblem } from "../../core/recipe/pattern.ts";
import type { RecipeRule } from "../../core/recipe/recipe.ts";
import type { RuleFacts } from "../../techniques/rule-facts.ts";
import { Icon } from "../look/icons.tsx";
import { ActionSelect } from "./action-select.tsx";
import { opsText } from "./rule-text.ts";

interface Props {
  readonly rule: RecipeRule;
  /** From 1. */
  readonly number: number;
  readonly count: number;
  /** Null while nobody knows. */
  readonly facts: RuleFacts | null;
  /** Kinds of ops in the model. */
  readonly kinds: readonly string[];
  readonly onChange: (rule: RecipeRule) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** One rule of the list: what it says, how many ops it decides about, and why it does nothing where it does. */
export function RuleLine({ rule, number, count, facts, kinds, onChange, onMove, onRemove }: Props) {
  const [editing, setEditing] = useState(false);
  const [pattern, setPattern] = useState(rule.match);
  const [wrong, setWrong] = useState("");
  const name = `rule ${number}`;
  const edit = (match: string): void => {
    setPattern(match);
    const problem = patternProblem(match);
    setWrong(problem === null ? "" : `This ${problem}. The rule stays as it was.`);
    if (problem === null) onChange({ ...rule, match });
  };
  return (
    <li className="rule" data-problem={facts?.problem != null || undefined}>
      <span className="rule-number">{number}</span>
      <span className="rule-ops" title={rule.match}>
        {opsText(rule)}
      </span>
      <ActionSelect
        label={`What ${name} makes`}
        value={rule.action}
        onChange={(action) => onChange({ ...rule, action })}
      />
      <span className="rule-count small dim">{facts === null ? "" : countText(facts)}</span>
      <span className="rule-buttons">
        <button
          type="button"
          className="button quiet icon-only rule-up"
          aria-label={`Move ${name} up`}
          disabled={number === 1}
          onClick={() => onMove(-1)}
        >
          <Icon name="chevron" />
        </button>
        <button
          type="button"
          className="button quiet icon-only rule-down"
          aria-label={`Move ${name} down`}
          disabled={number === count}
          onClick={() => onMove(1)}
        >
          <Icon name="chevron" />
        </button>
        <button
          type="button"
          className="button quiet"
          aria-label={`Edit ${name}`}
          aria-expanded={editing}
          onClick={() => {
            setPattern(rule.match);
            setWrong("");
            setEditing(!editing);
          }}
        >
          Edit
        </button>
        <button
          type="button"
          className="button quiet icon-only"
          aria-label={`Remove ${name}`}
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      </span>
      {facts?.problem != null && (
        <p className="rule-problem small">
          <Icon name="warning" />
          {facts.problem}
        </p>
      )}
      {editing && (
        <div className="rule-edit">
          <label>
            Kind of op
            <select
              className="field"
              value={rule.op}
              onChange={(event) => onChange({ ...rule, op: event.currentTarget.value })}
            >
              <option value="*">any</option>
              {[...new Set([...(rule.op === "*" ? [] : [rule.op]), ...kinds])].map((kind) => (
                <option key={kind}>{kind}</option>
              ))}
            </select>
          </label>
          <label className="rule-pattern">
            Names of its outputs, as a regular expression
            <input
              type="text"
              className="field mono"
              spellCheck={false}
              value={pattern}
              aria-invalid={wrong !== ""}
              onChange={(event) => edit(event.currentTarget.value)}
            />
          </label>
          {wrong !== "" && (
            <p className="rule-problem small" role="alert">
              {wrong}
            </p>
          )}
        </div>
      )}
    </li>
  );
}

const ops = (count: number): string => (count === 1 ? "1 op" : `${count} ops`);

const countText = ({ matched, taken }: RuleFacts): string =>
  taken === matched ? ops(taken) : `${taken} of ${ops(matched)}`;
