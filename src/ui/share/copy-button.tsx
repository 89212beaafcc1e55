import { useState } from "react";

interface Props {
  readonly text: string;
  readonly what: string;
  /** The element that shows the text: it is selected where the clipboard is denied. */
  readonly shownIn: React.RefObject<HTMLElement | null>;
}

/** Copies; where the browser denies it, selects the text and says which keys copy it. */
export function CopyButton({ text, what, shownIn }: Props) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied.");
    } catch {
      if (shownIn.current) getSelection()?.selectAllChildren(shownIn.current);
      setSaid("The browser denied the clipboard. It is selected: press Ctrl+C or ⌘C.");
    }
  };
  return (
    <span className="copy">
      <button type="button" className="button" onClick={() => void copy()}>
        Copy<span className="sr-only"> {what}</span>
      </button>
      <span role="status" className="small dim">
        {said}
      </span>
    </span>
  );
}
