import { thousands } from "../thousands.ts";
import { barChart, escapeXml as e, scatterChart } from "./charts.ts";
import type { Interval, ReportContent, ReportVariant } from "./content.ts";
import { commandLine } from "./recipe.ts";

/**
 * The report as one HTML file that needs nothing else: no scripts (its policy forbids them), no fonts, no pictures
 * from elsewhere. Read on any screen, printed as it is.
 */
export function reportHtml(content: ReportContent): string {
  const { model, variants } = content;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${e(model.name)}: optimization report</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${e(model.name)}</h1>
<p>Optimization report of ${e(content.created)}, made by TFLite Studio ${e(content.studioVersion)}. Nothing was uploaded.</p>
${modelSection(content)}
<h2>Variants</h2>
<div class="wide">${table(variants)}</div>
${charts(variants)}
${variants.map((v) => variantSection(v, content)).join("\n")}
<h2>Environment</h2>
${pairs(content.environment.map(({ name, value }) => [name, value]))}
</main>
</body>
</html>
`;
}

const style = `
:root{color-scheme:light dark;--ink:#1c2024;--soft:#60646c;--line:#d9d9e0;--paper:#fff;--one:#0b68cb;--two:#9a5b00}
@media (prefers-color-scheme:dark){:root{--ink:#edeef0;--soft:#b0b4ba;--line:#363a3f;--paper:#111113;--one:#70b8ff;--two:#ffca16}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem}
h1{font-size:1.75rem;overflow-wrap:anywhere}h2{margin-top:2.5rem}h2,h3{overflow-wrap:anywhere}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.4rem .6rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
th:first-child,td:first-child{text-align:left}small,dt{color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dd{margin:0;overflow-wrap:anywhere}
pre{overflow-x:auto;padding:.75rem;border:1px solid var(--line);border-radius:.4rem}
svg{width:100%;height:auto;font:12px system-ui,sans-serif;margin:1rem 0}svg text{fill:var(--ink)}
.end{text-anchor:end}.mid{text-anchor:middle}.s0{fill:var(--one)}.s1{fill:var(--two)}.grid{stroke:var(--line)}
.front{fill:none;stroke:var(--one);stroke-dasharray:4 4}
`;

/** `1.4 MB`, `232 kB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(bytes < 1e5 ? 1 : 0)} kB`;
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const dash = "–";
const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(2) : ms.toFixed(1)} ms`;
const interval = (i: Interval, show: (v: number) => string): string =>
  `${e(show(i.value))}<br><small>${e(show(i.low))} to ${e(show(i.high))}</small>`;

const pairs = (rows: readonly (readonly [string, string])[]): string =>
  `<dl>${rows.map(([name, value]) => `<dt>${e(name)}</dt><dd>${e(value)}</dd>`).join("")}</dl>`;

/** `; resize crop, channels grey`. */
const readAs = ({ preprocessing = [] }: NonNullable<ReportContent["data"]>): string =>
  preprocessing.length === 0
    ? ""
    : `; ${preprocessing.map(({ setting, value }) => `${setting} ${value}`).join(", ")}`;

function modelSection({ model, data }: ReportContent): string {
  const port = (p: { name: string; shape: readonly number[]; type: string }): string =>
    `${p.name} [${p.shape.join(", ")}] ${p.type.toLowerCase()}`;
  return `<h2>Model</h2>${pairs([
    ["Checksum", model.fingerprint],
    ["Size", `${bytesText(model.bytes)} (${model.bytes} bytes)`],
    ["Ops", `${model.opCount}: ${model.ops.map((o) => `${o.count} ${o.name}`).join(", ")}`],
    ["Parameters", thousands(model.parameters)],
    ["Multiply-accumulates", model.macs === null ? "not known" : thousands(model.macs)],
    ["Inputs", model.inputs.map(port).join("; ")],
    ["Outputs", model.outputs.map(port).join("; ")],
    [
      "Data",
      data === null
        ? "none given; nearness was measured on synthetic inputs"
        : `${data.source}, ${data.samples} samples${data.labelled ? ", labelled" : ""}${readAs(data)}`,
    ],
  ])}`;
}

function table(variants: readonly ReportVariant[]): string {
  const original = variants[0];
  const ratio = (bytes: number | null, of: number | null | undefined): string =>
    bytes === null
      ? dash
      : `${e(bytesText(bytes))}${of ? `<br><small>${((100 * bytes) / of).toFixed(1)} %</small>` : ""}`;
  const rows = variants.map((v) => {
    const fidelity =
      v.fidelity === null || v.recipe === null
        ? dash
        : `${Number.isFinite(v.fidelity.sqnr) ? `${v.fidelity.sqnr.toFixed(1)} dB` : "identical"}${v.fidelity.synthetic ? "<br><small>synthetic inputs</small>" : ""}`;
    const accuracy =
      v.accuracy === null
        ? dash
        : `${interval(v.accuracy.value, percent)}<br><small>${e(v.accuracy.metric)}</small>`;
    return `<tr><th scope="row">${e(v.label)}</th><td>${ratio(v.size.file, original?.size.file)}</td><td>${ratio(v.size.gzip, original?.size.gzip)}</td><td>${v.latency === null ? dash : interval(v.latency, milliseconds)}</td><td>${fidelity}</td><td>${accuracy}</td></tr>`;
  });
  return `<table><thead><tr><th scope="col">Variant</th><th scope="col">Size</th><th scope="col">gzip</th><th scope="col">Latency</th><th scope="col">Nearness to the original</th><th scope="col">Accuracy</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function charts(variants: readonly ReportVariant[]): string {
  const sizes = barChart(
    "Size of each variant, raw and compressed",
    ["file", "gzip"],
    variants.map((v) => ({ label: v.label, values: [v.size.file, v.size.gzip] })),
    bytesText,
  );
  const accurate = variants.filter((v) => v.accuracy !== null);
  const near = variants.filter(
    (v) => v.fidelity !== null && v.recipe !== null && Number.isFinite(v.fidelity.sqnr),
  );
  const download = (v: ReportVariant): number => v.size.gzip ?? v.size.file;
  const trade =
    accurate.length > 1
      ? scatterChart(
          "Accuracy against download size",
          { x: "download size", y: accurate[0]!.accuracy!.metric },
          accurate.map((v) => ({ label: v.label, x: download(v), y: v.accuracy!.value.value })),
          { x: bytesText, y: percent },
        )
      : scatterChart(
          "Nearness to the original against download size",
          { x: "download size", y: "signal to noise, dB" },
          near.map((v) => ({ label: v.label, x: download(v), y: v.fidelity!.sqnr })),
          { x: bytesText, y: (v) => v.toFixed(0) },
        );
  return sizes + trade;
}

function variantSection(v: ReportVariant, { model, data }: ReportContent): string {
  if (v.recipe === null) return "";
  const facts: [string, string][] = [
    ["File", v.fileName],
    ["Checksum", v.checksum ?? "not computed"],
    ["Weights in memory", bytesText(v.size.weights)],
  ];
  if (v.latency !== null) facts.push(["Latency measured", v.latency.how]);
  if (v.accuracy?.difference != null) {
    const { value, low, high, isNoise } = v.accuracy.difference;
    const points = (x: number): string => `${x >= 0 ? "+" : ""}${(100 * x).toFixed(2)}`;
    const noise = isNoise ? "; may be chance" : "";
    facts.push([
      "Against the original",
      `${points(value)} points (${points(low)} to ${points(high)}) on ${v.accuracy.samples} samples${noise}`,
    ]);
  }
  for (const { device, low, high, measured } of v.estimates) {
    facts.push([
      device,
      measured
        ? `${milliseconds(low)}, measured there`
        : `${milliseconds(low)} to ${milliseconds(high)}, estimated`,
    ]);
  }
  for (const { target, verdict } of v.targets) facts.push([target, verdict]);
  const warnings = v.warnings.map((w) => `<li>${e(w)}</li>`).join("");
  return `<h3>${e(v.label)}</h3>${pairs(facts)}${warnings === "" ? "" : `<ul>${warnings}</ul>`}
<p>To make it again:</p><pre>${e(commandLine(v.recipe, model.name, v.fileName, data !== null))}</pre>
<pre>${e(JSON.stringify(v.recipe, null, 2))}</pre>`;
}
