import { bytes, change, decibels, exactBytes, milliseconds, percent, points } from "../figures.ts";
import { thousands } from "../thousands.ts";
import { barChart, escapeXml as e, scatterChart } from "./charts.ts";
import type { Interval, ReportContent, ReportVariant } from "./content.ts";
import { dateText } from "./date-text.ts";
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
<p>Optimization report of ${e(dateText(content.created))}, made by tflite-studio ${e(content.studioVersion)}. Nothing was uploaded.</p>
${modelSection(content)}
<h2>Variants</h2>
<div class="wide" role="region" aria-label="Variants" tabindex="0">${table(variants)}</div>
<p><small>Of latency, ± is half the 95 % interval; under an accuracy stands its 95 % interval.</small></p>
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
th,td{padding:.4rem .6rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top;white-space:nowrap}
th:first-child,td:first-child{min-width:10rem;text-align:left;white-space:normal}small,dt{color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dd{margin:0;overflow-wrap:anywhere}
pre{overflow-x:auto;padding:.75rem;border:1px solid var(--line);border-radius:.4rem}
svg{width:100%;height:auto;font:12px system-ui,sans-serif;margin:1rem 0}svg text{fill:var(--ink)}
.end{text-anchor:end}.mid{text-anchor:middle}.s0{fill:var(--one)}.s1{fill:var(--two)}.grid{stroke:var(--line)}.lead{stroke:var(--soft)}
.front{fill:none;stroke:var(--one);stroke-dasharray:4 4}
`;

const dash = "–";

/** Half the width of an interval, as a share of its middle. */
function spread({ value, low, high }: Interval): string {
  const share = (high - low) / 2 / value;
  return share < 1 ? `±${percent(share)}` : "not settled";
}

/** A figure with what is to be said of it in small letters under it. */
const figure = (main: string, ...notes: readonly (string | null)[]): string =>
  [e(main), ...notes.flatMap((note) => (note === null ? [] : [`<small>${e(note)}</small>`]))].join("<br>");

const interval = ({ low, high }: Interval, show: (value: number) => string): string =>
  show(low) === show(high) ? show(low) : `${show(low)} to ${show(high)}`;

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
    ["Size", `${bytes(model.bytes)} (${exactBytes(model.bytes)})`],
    ["Ops", `${model.opCount}: ${model.ops.map((o) => `${o.count} ${o.name}`).join(", ")}`],
    ["Parameters", thousands(model.parameters)],
    ["Multiply-accumulates", model.macs === null ? "not known" : thousands(model.macs)],
    ["Inputs", model.inputs.map(port).join("; ")],
    ["Outputs", model.outputs.map(port).join("; ")],
    [
      "Data",
      data === null
        ? "none given; fidelity was measured on synthetic inputs"
        : `${data.source}, ${thousands(data.samples)} samples${data.labelled ? ", labelled" : ""}${readAs(data)}`,
    ],
  ])}`;
}

function table(variants: readonly ReportVariant[]): string {
  const original = variants[0];
  const size = (bytesOf: number | null, of: number | null | undefined, isOriginal: boolean): string =>
    bytesOf === null
      ? dash
      : figure(bytes(bytesOf), of ? (isOriginal ? percent(1, 0) : change(bytesOf / of)) : null);
  const rows = variants.map((v) => {
    const isOriginal = v.recipe === null;
    const cells = [
      size(v.size.file, original?.size.file, isOriginal),
      size(v.size.gzip, original?.size.gzip, isOriginal),
      v.latency === null ? dash : figure(milliseconds(v.latency.value), spread(v.latency)),
      isOriginal ? "reference" : fidelity(v.fidelity),
      v.accuracy === null
        ? dash
        : figure(
            percent(v.accuracy.value.value),
            interval(v.accuracy.value, (share) => percent(share)),
            v.accuracy.metric,
          ),
    ];
    return `<tr><th scope="row">${e(v.label)}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const heads = ["Technique", "Size", "Gzip", "Latency", "Fidelity", "Accuracy"];
  return `<table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

const fidelity = (facts: ReportVariant["fidelity"]): string =>
  facts === null
    ? dash
    : figure(
        decibels(facts.sqnr),
        facts.agreement === null ? null : `${percent(facts.agreement, 0)} agree`,
        facts.synthetic ? "synthetic inputs" : null,
      );

function charts(variants: readonly ReportVariant[]): string {
  const sizes = barChart(
    "Size of each variant, raw and compressed",
    ["file", "after gzip"],
    variants.map((v) => ({ label: v.label, values: [v.size.file, v.size.gzip] })),
    bytes,
  );
  const accurate = variants.filter((v) => v.accuracy !== null);
  const near = variants.filter(
    (v) => v.fidelity !== null && v.recipe !== null && Number.isFinite(v.fidelity.sqnr),
  );
  const download = (v: ReportVariant): number => v.size.gzip ?? v.size.file;
  const trade =
    accurate.length > 1
      ? scatterChart(
          "Accuracy against size after gzip",
          { x: "Size after gzip", y: `Accuracy (${accurate[0]!.accuracy!.metric})` },
          accurate.map((v) => ({ label: v.label, x: download(v), y: v.accuracy!.value.value })),
          { x: (v) => bytes(Math.round(v)), y: (v) => percent(v) },
        )
      : scatterChart(
          "Fidelity against size after gzip",
          { x: "Size after gzip", y: "Fidelity (SQNR)" },
          near.map((v) => ({ label: v.label, x: download(v), y: v.fidelity!.sqnr })),
          { x: (v) => bytes(Math.round(v)), y: decibels },
        );
  return sizes + trade;
}

function variantSection(v: ReportVariant, { model, data }: ReportContent): string {
  if (v.recipe === null) return "";
  const facts: [string, string][] = [
    ["File", v.fileName],
    ["Checksum", v.checksum ?? "not computed"],
    ["Weights in memory", bytes(v.size.weights)],
  ];
  if (v.latency !== null) facts.push(["Latency measured", v.latency.how]);
  if (v.accuracy?.difference != null) {
    const { value, low, high, isNoise } = v.accuracy.difference;
    const noise = isNoise ? "; within noise" : "";
    facts.push([
      "Against the original",
      `${points(value)} (${interval({ value, low, high }, points)}) on ${thousands(v.accuracy.samples)} samples${noise}`,
    ]);
  }
  for (const { device, low, high, measured } of v.estimates) {
    facts.push([
      device,
      measured
        ? `${milliseconds(low)}, measured there`
        : `${interval({ value: low, low, high }, milliseconds)}, estimated`,
    ]);
  }
  for (const { target, verdict } of v.targets) facts.push([target, verdict]);
  const warnings = v.warnings.map((w) => `<li>${e(w)}</li>`).join("");
  return `<h3>${e(v.label)}</h3>${pairs(facts)}${warnings === "" ? "" : `<ul>${warnings}</ul>`}
<p>To make it again:</p><pre tabindex="0">${e(commandLine(v.recipe, model.name, v.fileName, data !== null))}</pre>
<pre tabindex="0">${e(JSON.stringify(v.recipe, null, 2))}</pre>`;
}
