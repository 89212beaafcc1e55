import "./rules.css";
import { ownRules, takesRules, withRules } from "../../techniques/ruled-steps.ts";
import { exactly, joined } from "../../techniques/rules.ts";
import { useStudio, useStudioState } from "../studio.tsx";

interface Props {
  /** The variant whose op forces its inputs into one range. */
  readonly id: string;
  /** Name of the op's output. */
  readonly tensor: string;
  /** Told before the row is made. */
  readonly onMake?: () => void;
}

const choices = [
  ["float", "Split: each its own range"],
  ["int16x8", "Share it at 16 bits"],
] as const;

/** Makes a row in which each input of such an op keeps its precision. */
export function SharedRangeButtons({ id, tensor, onMake }: Props) {
  const studio = useStudio();
  const variant = useStudioState((state) => state.variants.find((v) => v.id === id));
  if (variant === undefined || !takesRules(variant.steps)) return null;
  return (
    <span className="recipe-buttons">
      {choices.map(([action, text]) => (
        <button
          key={action}
          type="button"
          className="button"
          onClick={() => {
            onMake?.();
            const rule = { match: exactly([joined([tensor])]), op: "*", action };
            studio.recipe(withRules(variant.steps, [...ownRules(variant), rule]));
          }}
        >
          {text}
        </button>
      ))}
    </span>
  );
}
