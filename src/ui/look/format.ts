// Figures and names as people read them.
export {
  bytes,
  change,
  count,
  decibels,
  exactBytes,
  milliseconds,
  percent,
  points,
} from "../../core/figures.ts";

/** `1×224×224×3 float32`. */
export const port = (shape: readonly number[], type: string): string =>
  `${shape.length === 0 ? "scalar" : shape.map((n) => (n < 0 ? "?" : n)).join("×")} ${type.toLowerCase()}`;

/** `Nov 28, 2026, 2:30 PM`, of milliseconds since 1970. */
export const moment = (time: number): string =>
  new Date(time).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });

/** The end of a tensor's name says most: `functional_1/block/relu;functional_1/batch_norm` is known as `block/relu`. */
export const shortName = (name: string): string =>
  (name.split(";")[0] ?? name).split("/").slice(-2).join("/");
