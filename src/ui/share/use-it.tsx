import { Tabs } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { type Outcome, outcomeOfError } from "../../core/outcome.ts";
import { shortRecipeLink } from "../../core/report/recipe.ts";
import type { Snippet } from "../../core/snippets/index.ts";
import { original } from "../../engine/facts/variant.ts";
import type { Row } from "../../state/derived/rows.ts";
import { recipeOf } from "../../state/recipes.ts";
import { type Made, usesData } from "../../state/variants.ts";
import { RecipeFiles } from "../rules/recipe-files.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { CopyButton } from "./copy-button.tsx";
import "./share.css";

/** How to use a file: code that loads it, and a link that makes it again from the same model. */
export default function UseIt({ row }: { readonly row: Row }) {
  const snippets = useSnippets(row);
  const variant = useStudioState((state) => state.variants.find(({ id }) => id === row.id));
  return (
    <div className="use-it">
      {variant && row.id !== original && (
        <>
          <RecipeLink made={variant} />
          <RecipeFiles recipe={variant} name={row.facts?.fileName.replace(/\.tflite$/, "") ?? row.id} />
        </>
      )}
      {snippets === null || snippets.state === "cancelled" ? (
        <p className="dim">Writing the code…</p>
      ) : snippets.state === "failed" ? (
        <p className="row-failure">{snippets.failure.message}</p>
      ) : (
        <Code snippets={snippets.value} />
      )}
    </div>
  );
}

function useSnippets({ id, facts }: Row): Outcome<readonly Snippet[]> | null {
  const studio = useStudio();
  const [outcome, setOutcome] = useState<Outcome<readonly Snippet[]> | null>(null);
  useEffect(() => {
    let current = true;
    setOutcome(null);
    if (facts)
      void studio.api
        .snippets(id, facts.fileName)
        .catch(outcomeOfError)
        .then((found) => current && setOutcome(found));
    return () => {
      current = false;
    };
  }, [studio, id, facts]);
  return outcome;
}

function RecipeLink({ made }: { readonly made: Made }) {
  const target = useStudioState((state) => state.target);
  const shown = useRef<HTMLElement>(null);
  const link = shortRecipeLink(location.href, recipeOf(made, target));
  return (
    <section>
      <h4>A link with the recipe</h4>
      <p className="dim small">
        It holds the techniques and their settings, nothing of the model. Whoever opens it with the same model
        {usesData(made) ? " and the same samples gets the same file." : " gets the same file."}
      </p>
      {link === null ? (
        <p className="small">This recipe is too long for a link; save it as a file.</p>
      ) : (
        <div className="copy-line">
          <code ref={shown} className="link-text">
            {link}
          </code>
          <CopyButton text={link} what="the link" shownIn={shown} />
        </div>
      )}
    </section>
  );
}

function Code({ snippets }: { readonly snippets: readonly Snippet[] }) {
  const [language, setLanguage] = useState<string>(snippets[0]?.language ?? "kotlin");
  return (
    <section>
      <h4>Code that loads it</h4>
      <Tabs.Root value={language} onValueChange={setLanguage}>
        <Tabs.List className="segmented languages" aria-label="Language">
          {snippets.map((snippet) => (
            <Tabs.Trigger key={snippet.language} value={snippet.language}>
              {snippet.title}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {snippets.map((snippet) => (
          <Tabs.Content key={snippet.language} value={snippet.language} className="language">
            <OneLanguage snippet={snippet} />
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </section>
  );
}

function OneLanguage({ snippet: { title, code, notes, source } }: { readonly snippet: Snippet }) {
  const shown = useRef<HTMLElement>(null);
  return (
    <>
      <ul className="plain-notes small">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      {code !== null && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard */}
          <section className="code-box" aria-label={`${title} code`} tabIndex={0}>
            <pre>
              <code ref={shown}>{code}</code>
            </pre>
          </section>
          <CopyButton text={code} what={`the ${title} code`} shownIn={shown} />
        </>
      )}
      <p className="small dim">
        After{" "}
        <a href={source} target="_blank" rel="noreferrer">
          the library's documentation<span className="sr-only"> in a new tab</span>
        </a>
        .
      </p>
    </>
  );
}
