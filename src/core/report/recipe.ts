import { InputError } from "../outcome.ts";
import { parseRecipe, type RecipeRule } from "../recipe/recipe.ts";

/** One technique with the options that differ from their defaults. */
export interface RecipeStep {
  readonly technique: string;
  readonly options: Readonly<Record<string, boolean | number | string>>;
}

/** How a variant is made, to be made again from the same model. Holds nothing of the model itself. */
export interface Recipe {
  readonly steps: readonly RecipeStep[];
  /** Rules op by op, and the name of the file that they came from. */
  readonly rules?: readonly RecipeRule[];
  readonly name?: string;
  readonly seed?: number;
  readonly samples?: number;
  /** Id of the target that it was made for. */
  readonly target?: string;
}

/** Longer links are cut by mail programs and chats. */
const longestLink = 8000;

/** The link, or null where it would be too long to be passed on whole. */
export function shortRecipeLink(page: string, recipe: Recipe): string | null {
  const link = recipeLink(page, recipe);
  return link.length > longestLink ? null : link;
}

const mostSteps = 8;
const mostOptions = 64;
const longestText = 6000;
const longestName = 80;

/** The recipe as text for a link: letters, digits, `-` and `_` only. */
export const encodeRecipe = (recipe: Recipe): string =>
  base64Url(new TextEncoder().encode(JSON.stringify({ v: 1, ...recipe })));

/** The address of the page with the recipe behind `#recipe=`, which browsers do not send to any server. */
export const recipeLink = (page: string, recipe: Recipe): string =>
  `${page.replace(/#.*$/, "")}#recipe=${encodeRecipe(recipe)}`;

/** The recipe in a page's address, null where it holds none. Throws InputError for one that is not sound. */
export function recipeInLink(address: string): Recipe | null {
  const found = /#(?:.*&)?recipe=([^&]*)/.exec(address);
  return found === null ? null : decodeRecipe(found[1]!);
}

/** Reads a recipe from a link. Throws InputError `bad-recipe` for anything else: links come from anybody. */
export function decodeRecipe(text: string): Recipe {
  const bad = (why: string): never => {
    throw new InputError("bad-recipe", `The link holds no recipe that can be read: ${why}.`);
  };
  if (text.length > longestLink) bad("it is too long");
  const bytes = fromBase64Url(text) ?? bad("it has been changed or cut");
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    bad("it has been changed or cut");
  }
  return checkRecipe(value, bad);
}

function checkRecipe(value: unknown, bad: (why: string) => never): Recipe {
  const record = (v: unknown): Record<string, unknown> =>
    typeof v === "object" && v !== null && !Array.isArray(v)
      ? (v as Record<string, unknown>)
      : bad("a part is missing");
  const recipe = record(value);
  if (recipe.v !== 1) bad("it was made by another version");
  const { steps, rules, name, seed, samples, target } = recipe;
  const ruled = Array.isArray(rules) && rules.length > 0;
  if (!Array.isArray(steps) || (steps.length === 0 && !ruled) || steps.length > mostSteps)
    return bad("its steps are missing");
  const count = (v: unknown, what: string): number | undefined =>
    v === undefined
      ? undefined
      : Number.isSafeInteger(v) && (v as number) >= 0
        ? (v as number)
        : bad(`${what} is no number`);
  if (target !== undefined && !isId(target)) bad("its target is unknown");
  return {
    steps: steps.map((raw: unknown): RecipeStep => {
      const { technique, options } = record(raw);
      if (!isId(technique)) return bad("a technique is unknown");
      const entries = Object.entries(record(options ?? {}));
      if (entries.length > mostOptions) bad("it has too many options");
      for (const [name, option] of entries) {
        if (!/^[A-Za-z][A-Za-z0-9]{0,40}$/.test(name) || !isOption(option)) bad("an option is not sound");
      }
      return { technique, options: Object.fromEntries(entries) as RecipeStep["options"] };
    }),
    ...(ruled ? { rules: parseRecipe({ rules }).rules } : {}),
    ...optional("name", typeof name === "string" && name !== "" ? name.slice(0, longestName) : undefined),
    ...optional("seed", count(seed, "its seed")),
    ...optional("samples", count(samples, "its count of samples")),
    ...optional("target", target as string | undefined),
  };
}

const optional = <K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } =>
  value === undefined ? {} : ({ [name]: value } as { [key in K]: V });

const isId = (v: unknown): v is string => typeof v === "string" && /^[a-z][a-z0-9-]{0,40}$/.test(v);

const isOption = (v: unknown): boolean =>
  typeof v === "boolean" ||
  (typeof v === "number" && Number.isFinite(v)) ||
  (typeof v === "string" && v.length <= longestText);

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** RFC 4648, section 5, without padding. */
function base64Url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < Math.min(4, bytes.length - i + 1); k++) text += digits[(group >> (18 - 6 * k)) & 63];
  }
  return text;
}

function fromBase64Url(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let [bits, held, at] = [0, 0, 0];
  for (const c of text) {
    held = (held << 6) | digits.indexOf(c);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
    }
  }
  return bytes;
}

/** The command that makes the variant again, for the report. Strings are quoted for a POSIX shell. */
export function commandLine(recipe: Recipe, modelFile: string, outFile: string, hasData: boolean): string {
  const ruled = recipe.rules !== undefined && recipe.rules.length > 0;
  const sets = (ruled ? [] : recipe.steps).flatMap(({ technique, options }) =>
    Object.entries(options).map(([name, value]) => `--set ${quote(`${technique}.${name}=${value}`)}`),
  );
  return [
    "npm run -s cli -- optimize",
    quote(modelFile),
    "--technique",
    // Rules are in the recipe file that is printed below the command.
    ruled ? "RECIPE.json" : quote(recipe.steps.map((s) => s.technique).join("+")),
    ...sets,
    ...(hasData ? ["--data DATA"] : []),
    ...(recipe.samples === undefined ? [] : [`--samples ${recipe.samples}`]),
    ...(recipe.seed === undefined ? [] : [`--seed ${recipe.seed}`]),
    `--out ${quote(outFile)}`,
  ].join(" ");
}

const quote = (text: string): string => {
  const safe = text.replace(/\p{C}/gu, "?");
  return /^[A-Za-z0-9_./+=:-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
};
