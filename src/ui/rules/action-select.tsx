import type { RecipeAction } from "../../core/recipe/actions.ts";
import { actionGroups } from "./rule-text.ts";

interface Props {
  readonly label: string;
  readonly value: RecipeAction;
  readonly onChange: (action: RecipeAction) => void;
}

/** What becomes of the ops. */
export function ActionSelect({ label, value, onChange }: Props) {
  return (
    <select
      className="field"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as RecipeAction)}
    >
      {actionGroups.map((group) => (
        <optgroup key={group.label} label={group.label}>
          {group.actions.map(([id, text]) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
