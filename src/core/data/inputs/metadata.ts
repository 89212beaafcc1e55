// https://github.com/tensorflow/tflite-support/blob/master/tensorflow_lite_support/metadata/metadata_schema.fbs
// The few fields that say how an input is prepared, out of the buffer called TFLITE_METADATA. Metadata is advice:
// where it is broken there is none.
import type { Model } from "../../tflite/model.ts";
import type { InputMetadata } from "./model-input.ts";

/** Field slots and union members of the metadata schema. */
const subgraphsOfModel = 3;
const inputsOfSubgraph = 2;
const contentOfTensor = 3;
const unitsOfTensor = 4;
const statsOfTensor = 5;
const normalizationOptions = 1;
const imageProperties = 2;
const audioProperties = 4;

/** Metadata of each input of the primary subgraph, in order; empty where the file has none. */
export function readInputMetadata(model: Model): (InputMetadata | null)[] {
  const entry = model.metadata?.find((m) => m.name === "TFLITE_METADATA");
  const bytes = entry === undefined ? null : (model.buffers[entry.buffer]?.data ?? null);
  if (bytes === null || bytes.length < 8) return [];
  try {
    const buffer = new Tables(bytes);
    const [graph] = buffer.vectorOfTables(buffer.root(), subgraphsOfModel);
    if (graph === undefined) return [];
    return buffer.vectorOfTables(graph, inputsOfSubgraph).map((tensor) => tensorMetadata(buffer, tensor));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function tensorMetadata(buffer: Tables, tensor: number): InputMetadata | null {
  const normalization = buffer
    .vectorOfTables(tensor, unitsOfTensor)
    .find((unit) => buffer.byte(unit, 0) === normalizationOptions);
  const options = normalization === undefined ? null : buffer.table(normalization, 1);
  const stats = buffer.table(tensor, statsOfTensor);
  const content = buffer.table(tensor, contentOfTensor);
  const kind = content === null ? 0 : buffer.byte(content, 0);
  const properties = content === null ? null : buffer.table(content, 1);
  const color = kind === imageProperties && properties !== null ? buffer.byte(properties, 0) : 0;
  const std = options === null ? [] : buffer.floats(options, 1);
  const mean = options === null ? [] : buffer.floats(options, 0);
  const isSound = std.every((s) => Number.isFinite(s) && s !== 0) && mean.every(Number.isFinite);
  return {
    mean: isSound ? mean : [],
    std: isSound ? std : [],
    max: stats === null ? [] : buffer.floats(stats, 0),
    min: stats === null ? [] : buffer.floats(stats, 1),
    colorSpace: color === 1 ? "rgb" : color === 2 ? "grey" : null,
    sampleRate: kind === audioProperties && properties !== null ? buffer.uint(properties, 0) : 0,
  };
}

/** Reads tables of a flatbuffer; a DataView throws RangeError for whatever lies outside of it. */
class Tables {
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  root(): number {
    return this.view.getUint32(0, true);
  }

  /** Place of a field's value, or null where the table leaves it out. */
  private field(table: number, slot: number): number | null {
    const layout = table - this.view.getInt32(table, true);
    const at = 4 + 2 * slot;
    if (at + 2 > this.view.getUint16(layout, true)) return null;
    const offset = this.view.getUint16(layout + at, true);
    return offset === 0 ? null : table + offset;
  }

  byte(table: number, slot: number): number {
    const at = this.field(table, slot);
    return at === null ? 0 : this.view.getUint8(at);
  }

  uint(table: number, slot: number): number {
    const at = this.field(table, slot);
    return at === null ? 0 : this.view.getUint32(at, true);
  }

  table(table: number, slot: number): number | null {
    const at = this.field(table, slot);
    return at === null ? null : at + this.view.getUint32(at, true);
  }

  vectorOfTables(table: number, slot: number): number[] {
    const { start, length } = this.vector(table, slot);
    return Array.from({ length }, (_, i) => start + 4 * i + this.view.getUint32(start + 4 * i, true));
  }

  floats(table: number, slot: number): number[] {
    const { start, length } = this.vector(table, slot);
    return Array.from({ length }, (_, i) => this.view.getFloat32(start + 4 * i, true));
  }

  private vector(table: number, slot: number): { start: number; length: number } {
    const at = this.table(table, slot);
    if (at === null) return { start: 0, length: 0 };
    const length = this.view.getUint32(at, true);
    if (length > (this.view.byteLength - at) / 4) throw new RangeError("vector outside of the metadata");
    return { start: at + 4, length };
  }
}
