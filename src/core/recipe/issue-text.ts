import type { BaseIssue } from "valibot";

/** What a schema found wrong first, and where, as the end of a sentence. */
export function issueText(issue: BaseIssue<unknown>): string {
  const keys = issue.path?.map(({ key }) => String(key)) ?? [];
  const place = keys.length === 0 ? "the top" : keys.join(".");
  if (issue.expected === "never") return `there is no field “${place}”`;
  if (issue.expected === null) return `“${place}” ${issue.message}`;
  if (issue.received === "undefined") return `“${place}” is missing`;
  const wanted = issue.expected.replace(/^\((.*)\)$/, "$1").replaceAll(" | ", ", ");
  return `“${place}” is ${issue.received}, where ${wanted.includes(",") ? `one of ${wanted}` : wanted} is taken`;
}
