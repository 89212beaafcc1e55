import { useStore } from "zustand";
import { searchOf } from "../../state/work/search.ts";
import { Icon } from "../look/icons.tsx";
import { useStudio } from "../studio.tsx";
import { openDialog } from "./dialogs.ts";
import "./tools.css";

/** What can be done with all rows together. */
export function Tools() {
  const studio = useStudio();
  const searching = useStore(searchOf(studio), (search) => search.status === "running");
  return (
    <div className="tools end">
      <button type="button" className="button" onClick={() => openDialog("search")}>
        <Icon name="best" />
        {searching ? "Searching…" : "Find the best"}
      </button>
      <button type="button" className="button" onClick={() => openDialog("versus")}>
        <Icon name="pair" />
        Compare two
      </button>
      <button type="button" className="button" onClick={() => openDialog("share")}>
        <Icon name="share" />
        Share
      </button>
    </div>
  );
}
