import { useStore } from "zustand";
import { searchOf } from "../../state/search.ts";
import { ImportRecipe } from "../rules/import-recipe.tsx";
import { useStudio } from "../studio.tsx";
import { openDialog } from "./dialogs.ts";
import "./tools.css";

/** What can be done with all rows together. */
export function Tools() {
  const studio = useStudio();
  const searching = useStore(searchOf(studio), (search) => search.status === "running");
  return (
    <div className="tools">
      <button type="button" className="button" onClick={() => openDialog("search")}>
        {searching ? "Searching…" : "Find the best"}
      </button>
      <button type="button" className="button" onClick={() => openDialog("versus")}>
        Compare two
      </button>
      <button type="button" className="button" onClick={() => openDialog("share")}>
        Share
      </button>
      <ImportRecipe main />
    </div>
  );
}
