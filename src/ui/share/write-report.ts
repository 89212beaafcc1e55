import { reportJson } from "../../core/report/content.ts";
import { reportHtml } from "../../core/report/html.ts";
import type { TargetFacts } from "../../engine/facts/answers.ts";
import type { VariantId } from "../../engine/facts/variant.ts";
import { reportContent } from "../../state/derived/report.ts";
import type { StudioActions } from "../../state/studio.ts";

interface Written {
  readonly text: string;
  readonly type: string;
}

/**
 * The report as it stands now; asks the engine for checksums and for what the target makes of each file.
 * @param onShare told how much of that is done, 0 to 1
 */
export async function writeReport(
  studio: StudioActions,
  kind: "html" | "json",
  onShare: (share: number) => void,
): Promise<Written> {
  const state = studio.store.getState();
  const checksums = new Map<VariantId, string>();
  const verdicts = new Map<VariantId, TargetFacts>();
  for (const [i, { id, make }] of state.variants.entries()) {
    onShare(i / state.variants.length);
    if (make.state !== "done") continue;
    const sum = await studio.api.checksum(id);
    if (sum.state === "done") checksums.set(id, sum.value);
    const verdict = state.target === null ? null : await studio.api.judge(id, state.target);
    if (verdict?.state === "done") verdicts.set(id, verdict.value);
  }
  const content = reportContent(state, {
    created: new Date().toISOString(),
    studioVersion: String(import.meta.env.VITE_STUDIO_VERSION ?? "unknown"),
    browser: navigator.userAgent,
    checksums,
    verdicts,
  });
  return kind === "html"
    ? { text: reportHtml(content), type: "text/html" }
    : { text: reportJson(content), type: "application/json" };
}
