import { useId, useState } from "react";
import { limitAnswers } from "../../core/tree/limits.ts";
import type { Limits } from "../../core/tree/tree.ts";
import { answered } from "../../state/changes.ts";
import { changeAnswers } from "../../state/undoable.ts";
import { useStudio, useStudioState } from "../studio.tsx";

const words: Readonly<Record<keyof Limits, string>> = {
  loss: "Lost at most",
  gzip: "Gzip at most",
  latency: "Latency at most",
};

/** A limit to judge by: once it stands, the studio answers by what it measured. */
export function LimitField({ limit }: { readonly limit: keyof Limits }) {
  const studio = useStudio();
  const { id, unit } = limitAnswers[limit];
  const stands = useStudioState((state) => state.answers[id] ?? "");
  const [text, setText] = useState(stands);
  const field = useId();
  return (
    <form
      className="limit-field small"
      onSubmit={(event) => {
        event.preventDefault();
        const value = text.trim();
        changeAnswers(
          studio,
          answered(id, value === "" ? null : value),
          `${words[limit]} ${value} ${unit} was set`,
          true,
        );
      }}
    >
      <label htmlFor={field}>{words[limit]}</label>
      <input
        id={field}
        type="number"
        className="field"
        min="0"
        step="any"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <span className="dim">{unit}</span>
      <button type="submit" className="button">
        {stands !== "" && stands === text.trim() ? "Set" : "Judge"}
        <span className="sr-only"> by it</span>
      </button>
    </form>
  );
}
