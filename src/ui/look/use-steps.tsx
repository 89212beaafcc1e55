import { useState } from "react";

/** How many entries of a long list are shown, and the button that shows the next ones; none where all are. */
export function useSteps(step: number, all: number) {
  const [most, setMost] = useState(step);
  const more = all > most && (
    <button type="button" className="button" onClick={() => setMost((now) => now + step)}>
      Show {Math.min(step, all - most)} more
    </button>
  );
  return { most, more };
}
