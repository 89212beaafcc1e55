// Styles are loaded with the parts that need them: a name that two parts style would change the look of the one once
// the other was opened.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const files = readdirSync("src/ui", { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".css"),
);

/** Classes that a file styles wherever they stand. */
function ownClasses(css: string): Set<string> {
  const selectors = css.replaceAll(/\/\*.*?\*\//gs, "").match(/[^{};]+(?=\{)/g) ?? [];
  return new Set(
    selectors.flatMap((list) =>
      list.split(",").flatMap((selector) => /^\.[\w-]+$/.exec(selector.trim())?.[0] ?? []),
    ),
  );
}

it("no class is styled by two parts of the page", () => {
  const owners = new Map<string, string[]>();
  // What all parts share is in `look`; others may add to it.
  for (const path of files.filter((file) => !/^look[\\/]/.test(file)))
    for (const name of ownClasses(readFileSync(`src/ui/${path}`, "utf8")))
      owners.set(name, [...(owners.get(name) ?? []), path]);
  expect(owners.size).toBeGreaterThan(100);
  expect([...owners].filter(([, where]) => where.length > 1)).toEqual([]);
});
