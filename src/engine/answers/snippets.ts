import { languages, type Snippet, snippet, subjectOf } from "../../core/snippets/index.ts";
import type { Model } from "../../core/tflite/model.ts";

/** Code that loads the model, in every language. */
export function allSnippets(model: Model, fileName: string): readonly Snippet[] {
  const subject = subjectOf(model, fileName);
  return languages.map((language) => snippet(language, subject));
}
