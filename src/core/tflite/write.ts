// https://github.com/google-ai-edge/LiteRT (schema), https://flatbuffers.dev/internals/
import { Builder, ByteBuffer } from "flatbuffers";
import { encodeTable, placeVectors } from "./encode.ts";
import { type Allocate, align16, type FileMemory } from "./file-memory.ts";
import type { Model } from "./model.ts";

export type { Allocate };

const allocatePlain: Allocate = (bytes) => new Uint8Array(bytes);
const identifier = "TFL3";

/**
 * Writes the model as a `.tflite` file, every buffer 16-byte aligned as the runtime needs it. The memory is
 * allocated once at the size of the file; each weight is copied once, and not at all where it lies in `made`.
 */
export function writeModel(
  model: Model,
  allocate: Allocate = allocatePlain,
  made: FileMemory | null = null,
): Uint8Array {
  return (made && writeAround(model, made)) ?? writeAnew(model, allocate);
}

/**
 * Writes tables and other constants in front of those that are there. Null where that would leave a hole, as one of
 * them is not in use, or where there is not enough room.
 */
function writeAround(model: Model, made: FileMemory): Uint8Array | null {
  const { memory } = made;
  const places = new Map<Uint8Array, number>();
  for (const { data, outside } of model.buffers) {
    if (outside) return null;
    const place = data && made.placeOf(data);
    if (data && place !== null) places.set(data, place);
  }
  if (memory === null || new Set(places.values()).size < made.count) return null;
  const tables = build(model, new Builder(1024), none.places, false).offset();
  const others = model.buffers.reduce(
    (sum, { data }) => sum + (data === null || places.has(data) ? 0 : align16(data.length) + 16),
    0,
  );
  if (tables + others + 64 > made.start) return null;
  const builder = builderOver(memory, made.start);
  builder.prep(16, 0);
  // As far from the end as a table in front of it sees it.
  placeVectors(builder, new Map([...places].map(([data, place]) => [data, memory.length - place])));
  const view = new DataView(memory.buffer, memory.byteOffset);
  for (const [data, place] of places) view.setUint32(place, data.length, true);
  build(model, builder, none.places, true);
  return memory.subarray(memory.length - builder.offset());
}

function writeAnew(model: Model, allocate: Allocate): Uint8Array {
  const outside = placesOutside(model);
  // A first pass without the weights measures the tables, so that the second needs no growing and copying.
  const tables = build(model, new Builder(1024), outside.places, false).offset();
  const inline = model.buffers.reduce(
    (sum, b) => sum + (b.data === null || b.outside ? 0 : align16(b.data.length) + 16),
    0,
  );
  const capacity = align16(tables + inline + 64);
  const memory = allocate(capacity + outside.bytes);
  const builder = builderOver(memory.subarray(0, capacity), capacity);
  build(model, builder, outside.places, true);
  const start = capacity - builder.offset();
  if (outside.bytes > 0) placeOutside(model, memory, start, capacity, outside.places);
  return memory.subarray(start);
}

/** The runtime's builder makes its own memory; here it gets ours, which can be shared between workers. */
function builderOver(memory: Uint8Array, space: number): Builder {
  const builder = new Builder(1);
  Object.assign(builder, { bb: new ByteBuffer(memory), space });
  return builder;
}

interface Places {
  readonly bytes: number;
  /** Offset behind the flatbuffer of each buffer that is kept there. */
  readonly places: ReadonlyMap<number, number>;
}

const none: Places = { bytes: 0, places: new Map() };

function placesOutside(model: Model): Places {
  const places = new Map<number, number>();
  let bytes = 0;
  model.buffers.forEach((buffer, i) => {
    if (!buffer.outside || buffer.data === null) return;
    places.set(i, bytes);
    bytes += align16(buffer.data.length);
  });
  return { bytes, places };
}

/** Stands in the file until the flatbuffer's size is known; never a default value, so that its place is kept. */
const marker = 0x7fffffffn;

function build(model: Model, builder: Builder, places: Places["places"], withWeights: boolean): Builder {
  const buffers = model.buffers.map((buffer, i) => {
    if (places.has(i)) return { data: null, offset: marker + BigInt(i), size: BigInt(buffer.data!.length) };
    const data = withWeights || buffer.data === null ? buffer.data : new Uint8Array(0);
    return { data, offset: 0n, size: 0n };
  });
  const subgraphs = model.subgraphs.map((graph) => ({
    ...graph,
    // Custom options that lay behind the flatbuffer are written as ordinary ones.
    operators: graph.operators.map((op) => ({
      ...op,
      largeCustomOptionsOffset: 0n,
      largeCustomOptionsSize: 0n,
    })),
  }));
  builder.finish(encodeTable(builder, "Model", { ...model, subgraphs, buffers }), identifier);
  return builder;
}

/** Copies the buffers behind the flatbuffer and puts their offsets, now known, into its Buffer tables. */
function placeOutside(
  model: Model,
  memory: Uint8Array,
  start: number,
  end: number,
  places: ReadonlyMap<number, number>,
): void {
  const file = new ByteBuffer(memory.subarray(start));
  const root = file.readInt32(0);
  const buffersSlot = 4 + 2 * 4;
  const vector = root + file.__offset(root, buffersSlot);
  const first = file.__vector(vector);
  for (const [index, place] of places) {
    const table = file.__indirect(first + 4 * index);
    const offset = end - start + place;
    file.writeInt64(table + file.__offset(table, 6), BigInt(offset));
    memory.set(model.buffers[index]!.data!, start + offset);
  }
}
