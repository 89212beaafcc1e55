// Turns src/core/tflite/schema.fbs into src/core/tflite/generated/: the enums, the object types, and a layout
// table (field, slot, kind, default) that the reader, the writer and the verifier walk. Run: npm run generate.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("../src/core/tflite/", import.meta.url);
const text = readFileSync(new URL("schema.fbs", folder), "utf8").replace(/\/\/.*/g, "");

const enums = new Map();
const unions = new Map();
const tables = new Map();
const list = (body) =>
  body
    .split(",")
    .map((s) => s.replace("(deprecated)", "").trim())
    .filter(Boolean);

for (const [, kind, name, base, body] of text.matchAll(
  /(enum|union|table)\s+(\w+)\s*(?::\s*(\w+))?[^{]*\{([^}]*)\}/g,
)) {
  if (kind === "enum") {
    enums.set(name, { base, values: list(body).map((v) => v.split("=").map((s) => s.trim())) });
  } else if (kind === "union") {
    unions.set(name, list(body));
  } else {
    tables.set(
      name,
      body
        .split(";")
        .map((f) => f.trim())
        .filter(Boolean),
    );
  }
}

const camel = (s) => s.replace(/_+(\w)/g, (_, c) => c.toUpperCase());
const scalars = new Set([
  "bool",
  "byte",
  "ubyte",
  "short",
  "ushort",
  "int",
  "uint",
  "long",
  "ulong",
  "float",
  "double",
]);
const isWide = (t) => t === "long" || t === "ulong";
const arrayOf = { ubyte: "Uint8Array", ushort: "Uint16Array", int: "Int32Array" };

/** One field of a table as the layout holds it and as TypeScript sees it. */
function describe(declaration, slot) {
  const [, name, bracketed, fallback, attributes = ""] = declaration.match(
    /^(\w+)\s*:\s*(\[?\w+\]?)\s*(?:=\s*([\w.-]+))?\s*(?:\((.*)\))?$/,
  );
  const vector = bracketed.startsWith("[");
  const declared = bracketed.replace(/[[\]]/g, "");
  const type = enums.get(declared)?.base ?? declared;
  const field = { name: camel(name), slot };
  if (unions.has(declared)) {
    return { ...field, slots: 2, kind: "union", type: declared, ts: `${declared} | null` };
  }
  if (vector && scalars.has(type)) {
    const typed = type === "ubyte" || attributes.includes("typed_array");
    const kind = typed ? "array" : attributes.includes("safe_integer") ? "integers" : "scalars";
    const element = type === "bool" ? "boolean" : isWide(type) && kind !== "integers" ? "bigint" : "number";
    const align = Number(attributes.match(/force_align:\s*(\d+)/)?.[1] ?? 0);
    return { ...field, slots: 1, kind, type, align, ts: `${typed ? arrayOf[type] : `${element}[]`} | null` };
  }
  if (scalars.has(type)) {
    const named = enums.get(declared)?.values.find(([key]) => key === fallback)?.[1];
    const value = named ?? fallback ?? "0";
    if (type === "bool")
      return { ...field, slots: 1, kind: "scalar", type, fallback: value === "true", ts: "boolean" };
    if (isWide(type))
      return { ...field, slots: 1, kind: "scalar", type, fallback: BigInt(value), ts: "bigint" };
    return { ...field, slots: 1, kind: "scalar", type, fallback: Number(value), ts: "number" };
  }
  if (declared === "string") return { ...field, slots: 1, kind: "string", type, ts: "string | null" };
  if (!tables.has(declared)) throw new Error(`unknown type ${declared}`);
  return vector
    ? { ...field, slots: 1, kind: "tables", type: declared, ts: `${declared}[] | null` }
    : { ...field, slots: 1, kind: "table", type: declared, ts: `${declared} | null` };
}

// A member of a union carries its own name as `type`; a field of that name steps aside.
const members = new Set([...unions.values()].flat());

const layouts = [...tables].map(([name, fields]) => {
  let slot = 0;
  return [
    name,
    fields.map((f) => {
      const field = describe(f, slot);
      if (field.name === "type" && members.has(name)) field.name = "type_";
      slot += field.slots;
      return field;
    }),
  ];
});

const banner = "// Generated from ../schema.fbs by scripts/generate-schema.mjs. Do not edit.\n";
const literal = (v) => (typeof v === "bigint" ? `${v}n` : String(v));

let out = banner;
for (const [name, { values }] of enums) {
  out += `\nexport const ${name} = {\n${values.map(([k, v]) => `  ${/^[A-Za-z_]\w*$/.test(k) ? k : JSON.stringify(k)}: ${v},\n`).join("")}} as const;\n`;
}
const enumsText = out;

out = `${banner}\n`;
for (const [name, fields] of layouts) {
  const tag = members.has(name) ? `  type: "${name}";\n` : "";
  out += `export interface ${name} {\n${tag}${fields.map((f) => `  ${f.name}: ${f.ts};\n`).join("")}}\n\n`;
}
for (const [name, types] of unions)
  out += `export type ${name} =\n${types
    .map((t) => `  | ${t}\n`)
    .join("")
    .trimEnd()};\n\n`;
const typesText = `${out.trimEnd()}\n`;

out = `${banner}
export type ScalarType = "bool" | "byte" | "ubyte" | "short" | "ushort" | "int" | "uint" | "long" | "ulong" | "float" | "double";

/** One field of a table; a union takes two slots, its type first. */
export type Field =
  | { name: string; slot: number; kind: "scalar"; type: ScalarType; fallback: number | bigint | boolean }
  | { name: string; slot: number; kind: "scalars" | "integers" | "array"; type: ScalarType; align: number }
  | { name: string; slot: number; kind: "string" }
  | { name: string; slot: number; kind: "table"; type: TableName }
  | { name: string; slot: number; kind: "tables"; type: TableName }
  | { name: string; slot: number; kind: "union"; type: UnionName };

`;
out += `export type TableName =\n${layouts
  .map(([n]) => `  | "${n}"\n`)
  .join("")
  .trimEnd()};\n\n`;
out += `export type UnionName = ${[...unions.keys()].map((n) => `"${n}"`).join(" | ")};\n\n`;
out += `/** Members of each union; the value in the file is the position here plus one. */\nexport const unions: Record<UnionName, readonly TableName[]> = {\n${[...unions].map(([n, t]) => `  ${n}: [${t.map((x) => `"${x}"`).join(", ")}],\n`).join("")}};\n\n`;
const emitField = (f) => {
  const parts = [`name: "${f.name}"`, `slot: ${f.slot}`, `kind: "${f.kind}"`];
  if (f.kind !== "string") parts.push(`type: "${f.type}"`);
  if ("fallback" in f) parts.push(`fallback: ${literal(f.fallback)}`);
  if ("align" in f) parts.push(`align: ${f.align}`);
  return `    { ${parts.join(", ")} },\n`;
};
out += `export const layouts: Record<TableName, readonly Field[]> = {\n${layouts
  .map(([n, fields]) =>
    fields.length ? `  ${n}: [\n${fields.map(emitField).join("")}  ],\n` : `  ${n}: [],\n`,
  )
  .join("")}};\n`;
const layoutText = out;

const target = new URL("generated/", folder);
mkdirSync(target, { recursive: true });
writeFileSync(new URL("enums.ts", target), enumsText);
writeFileSync(new URL("types.ts", target), typesText);
writeFileSync(new URL("layout.ts", target), layoutText);
