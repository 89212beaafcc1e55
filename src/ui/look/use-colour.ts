import { selectRows } from "../../state/derived/rows.ts";
import { useStudioState } from "../studio.tsx";
import { colourOf } from "./mark.tsx";

/** The colour of a variant everywhere: that of its technique. */
export const useColour = (id: string): string =>
  useStudioState((state) => {
    const row = selectRows(state).find((row) => row.id === id);
    return row ? colourOf(row) : "var(--original)";
  });
